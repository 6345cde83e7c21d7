// The whole sandbox: a real Directus, the local Google, the built flows and the built bundle, wired up and installed.
import { mkdtemp, rm } from 'node:fs/promises';
import { randomBytes } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readPaths } from '../src/core/flow-bindings';
import { parseBindings } from '../src/core/bindings-file';
import type { Binding } from '../src/core/binding';
import type { HostOptions } from './apps-script';
import type { OptionChanges } from './calendar';
import { DirectusAdmin } from './directus/admin';
import { bindingsToCollections, type KeyType } from './directus/collections';
import { ensureDirectus } from './directus/install';
import { startDirectus, type DirectusServer } from './directus/server';
import { startGoogle, type LocalGoogle } from './google';

/** Google sends pushes to https addresses only, and UrlFetchApp reaches no loopback: the script knows Directus by this name. */
export const DIRECTUS_ORIGIN = 'https://directus.example';

export interface SandboxOptions {
  /** Text of Code.js, of the manifest, of the file with all flows, and of the bindings that both were built from. */
  bundle: string;
  manifest: string;
  flows: string;
  bindings: string;
  keys?: KeyType;
  directusPort?: number;
  googlePort?: number;
  /** Secret on both sides; made when missing. */
  secret?: string;
  /** Further environment of Directus; an undefined value unsets one. */
  directusEnv?: Record<string, string>;
  appsScript?: Partial<HostOptions>;
  calendar?: OptionChanges;
  /** False leaves `install` to the caller. */
  install?: boolean;
  log?: (line: string) => void;
}

export interface Sandbox {
  bindings: Binding[];
  secret: string;
  directus: DirectusServer;
  admin: DirectusAdmin;
  google: LocalGoogle;
  /** The first bound calendar, under the id that Google's API takes. */
  calendarId: string;
  close(): Promise<void>;
}

/** Thrown when `install` finds something missing; holds what it printed. */
export class SandboxInstallError extends Error {}

/** Starts everything; rejects, with all of it stopped again, when a part does not come up. */
export async function startSandbox(options: SandboxOptions): Promise<Sandbox> {
  const log = options.log ?? (() => undefined);
  const bindings = parseBindings(options.bindings, 'bindings');
  const secret = options.secret ?? randomBytes(24).toString('hex');
  const install = await ensureDirectus({ log });
  const folder = await mkdtemp(join(tmpdir(), 'directus-calendar-sync-'));
  const started: (() => Promise<void>)[] = [() => rm(folder, { recursive: true, force: true })];
  const close = async () => {
    for (const stop of started.splice(0).reverse()) await stop();
  };
  try {
    const google = await startGoogle({
      bundle: options.bundle,
      manifest: JSON.parse(options.manifest) as object,
      port: options.googlePort ?? 0,
      options: { appsScript: options.appsScript ?? {}, calendar: options.calendar ?? {} },
    });
    started.push(() => google.close());
    const directus = await startDirectus({
      install,
      dataDir: join(folder, 'directus'),
      port: options.directusPort ?? 0,
      env: { GCALENDARHOOKSECRET: secret, GCALENDARHOOKURL: google.webAppUrl, ...options.directusEnv },
      log,
    });
    started.push(() => directus.stop());
    google.host.setOptions({ hosts: { ...google.host.options.hosts, [DIRECTUS_ORIGIN]: directus.url } });
    const admin = new DirectusAdmin(directus);
    const bound = bindings.map((binding) => ({ ...binding, reads: readPaths(binding) }));
    for (const spec of bindingsToCollections(bound, options.keys)) await admin.createCollection(spec);
    makeCalendars(google, bindings);
    await admin.importFlows(options.flows);
    google.host.setProperties({
      GCALENDARHOOKSECRET: secret,
      DIRECTUS_URL: DIRECTUS_ORIGIN,
      WEBAPP_URL: `https://script.google.com/macros/s/${google.host.options.deploymentId}/exec`,
      ...inParts(options.bindings),
    });
    if (options.install !== false) await runInstall(google);
    log('The sandbox is ready.');
    return { bindings, secret, directus, admin, google, calendarId: bindings[0]!.calendar, close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** A script property holds 9 kB. */
function inParts(bindings: string): Record<string, string> {
  const text = JSON.stringify(JSON.parse(bindings));
  const parts: Record<string, string> = {};
  for (let i = 0; i * 8000 < text.length; i++)
    parts[i === 0 ? 'BINDINGS' : `BINDINGS_${i + 1}`] = text.slice(i * 8000, (i + 1) * 8000);
  return parts;
}

function makeCalendars(google: LocalGoogle, bindings: readonly Binding[]): void {
  const ids = new Set(bindings.map(({ calendar }) => calendar).filter((id) => id !== 'primary'));
  for (const id of ids)
    if (!google.calendar.calendarIds().includes(id))
      google.calendar.createCalendar({ id, summary: id, timeZone: 'UTC' });
}

/** Runs `install` as a person does in the editor. */
export async function runInstall(google: LocalGoogle): Promise<void> {
  const result = await google.host.run('install');
  const errors = result.console.filter(({ level }) => level === 'error').map(({ text }) => text);
  if (result.error) errors.push(`${result.error.name}: ${result.error.message}\n${result.error.stack ?? ''}`);
  if (errors.length > 0) throw new SandboxInstallError(errors.join('\n'));
}
