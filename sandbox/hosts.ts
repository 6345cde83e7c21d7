// Where a fictional https host really is: the sandbox's one table for what the script and push messages may reach.

/** By origin: {"https://directus.example": "http://127.0.0.1:8055"}. A loopback origin may be mapped to itself. */
export type HostTable = Readonly<Record<string, string>>;

/** The address to call instead of `url`; undefined where the table doesn't have its origin. */
export function reachable(hosts: HostTable, url: URL): URL | undefined {
  const target = hosts[url.origin];
  return target === undefined ? undefined : new URL(`${url.pathname}${url.search}`, target);
}
