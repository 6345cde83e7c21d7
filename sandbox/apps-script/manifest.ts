// appsscript.json, as far as it changes how the host runs the bundle.
// https://developers.google.com/apps-script/manifest

export interface Manifest {
  timeZone: string;
  advancedServices: { symbol: string; service: string }[];
  /** Undefined: Apps Script finds the scopes by reading the code. */
  scopes: string[] | undefined;
}

interface ManifestFile {
  timeZone?: string;
  dependencies?: { enabledAdvancedServices?: { userSymbol: string; serviceId: string }[] };
  oauthScopes?: string[];
}

export function readManifest(file: object): Manifest {
  const { timeZone = 'Etc/UTC', dependencies, oauthScopes } = file as ManifestFile;
  const services = dependencies?.enabledAdvancedServices ?? [];
  return {
    timeZone,
    advancedServices: services.map(({ userSymbol, serviceId }) => ({ symbol: userSymbol, service: serviceId })),
    scopes: oauthScopes,
  };
}
