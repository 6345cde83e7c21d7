// Which settings the sandbox's Directus runs with. Nothing of the user's own environment reaches it but what a process needs.
import { delimiter, join } from 'node:path';

/** What a data folder keeps beside its database, so that the same Directus can be started again. */
export interface Credentials {
  email: string;
  password: string;
  /** The admin's static access token. */
  token: string;
  /** Directus' KEY and SECRET: sessions stay valid over restarts only while these stay. */
  key: string;
  secret: string;
}

export interface ServerSettings {
  dataDir: string;
  port: number;
  credentials: Credentials;
  /** Further settings; these win over all others. */
  env: Readonly<Record<string, string>>;
}

/** The environment variables that the flows may read unless told otherwise, as in the project's installation guide. */
export const FLOW_VARIABLES = ['GCALENDARHOOKSECRET', 'GCALENDARHOOKURL'] as const;

/** Directus takes every name that it knows from the environment, so a shell set up for another Directus must not leak in. */
const PASSED_ON = [
  'PATH',
  'Path',
  'HOME',
  'USER',
  'LANG',
  'LC_ALL',
  'TZ',
  'TMPDIR',
  'TEMP',
  'TMP',
  'SystemRoot',
  'SYSTEMROOT',
  'USERPROFILE',
  'LOCALAPPDATA',
  'APPDATA',
];

/** The database of a data folder. */
export function databaseFileOf(dataDir: string): string {
  return join(dataDir, 'directus.db');
}

/** What any process of this Directus needs: the user's PATH and folders, the Node 22 first on PATH, no foreign settings. */
export function baseEnvironment(nodeBinFolder: string, parent: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const passed = Object.fromEntries(PASSED_ON.flatMap((name) => (parent[name] ? [[name, parent[name]]] : [])));
  const pathName = passed.Path === undefined ? 'PATH' : 'Path';
  return { ...passed, [pathName]: [nodeBinFolder, passed[pathName] ?? ''].join(delimiter) };
}

/**
 * Directus' settings for a server of the sandbox: https://docs.directus.io/self-hosted/config-options.html
 * - `IMPORT_IP_DENY_LIST` leaves out its default `0.0.0.0`, which stands for this machine's own addresses: the flows
 *   must reach the local Google on 127.0.0.1. The cloud's metadata address stays closed.
 * - `FLOWS_ENV_ALLOW_LIST` takes no blanks between the names.
 * - `PROJECT_OWNER_ENABLED=false` keeps Data Studio from asking for an owner's address and from reporting it.
 */
export function serverEnvironment(settings: ServerSettings): Record<string, string> {
  const { dataDir, port, credentials } = settings;
  return {
    HOST: '127.0.0.1',
    PORT: String(port),
    PUBLIC_URL: `http://127.0.0.1:${port}`,
    DB_CLIENT: 'sqlite3',
    DB_FILENAME: databaseFileOf(dataDir),
    KEY: credentials.key,
    SECRET: credentials.secret,
    ADMIN_EMAIL: credentials.email,
    ADMIN_PASSWORD: credentials.password,
    ADMIN_TOKEN: credentials.token,
    STORAGE_LOCAL_ROOT: join(dataDir, 'uploads'),
    EXTENSIONS_PATH: join(dataDir, 'extensions'),
    IMPORT_IP_DENY_LIST: '169.254.169.254',
    FLOWS_ENV_ALLOW_LIST: FLOW_VARIABLES.join(','),
    TELEMETRY: 'false',
    PROJECT_OWNER_ENABLED: 'false',
    EMAIL_VERIFY_SETUP: 'false',
    LOG_LEVEL: 'warn',
    ...settings.env,
  };
}
