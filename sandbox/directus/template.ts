// The empty database that every sandbox Directus begins with: made once by `directus bootstrap`, copied whole ever after.
import { randomBytes } from 'node:crypto';
import { copyFile, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { programEnd, startProgram } from './processes';
import { baseEnvironment, databaseFileOf, serverEnvironment, type Credentials } from './server-environment';
import { DirectusSetupError, systemErrorCode } from './setup-error';

/** What is needed to run Directus' command line. */
export interface DirectusProgram {
  nodeBin: string;
  directusBin: string;
}

const CREDENTIALS_FILE = 'credentials.json';

/** The admin that a person logs in with; the server listens on this machine only. */
const ADMIN = { email: 'admin@example.com', password: 'password' };

/** The folder of the template in an install. */
export function templateFolder(directory: string): string {
  return join(directory, 'template');
}

/**
 * Makes the template. Directus runs for it, which also proves that its compiled parts work on this machine.
 * @throws DirectusSetupError `start-failed` with what Directus said
 */
export async function makeTemplate(program: DirectusProgram, directory: string, env: NodeJS.ProcessEnv): Promise<void> {
  const folder = templateFolder(directory);
  const credentials: Credentials = { ...ADMIN, token: randomSecret(), key: randomSecret(), secret: randomSecret() };
  await rm(folder, { recursive: true, force: true });
  await makeDataFolder(folder);
  const lines: string[] = [];
  const child = startProgram(program.nodeBin, [program.directusBin, 'bootstrap'], {
    cwd: folder,
    env: {
      ...baseEnvironment(dirname(program.nodeBin), env),
      ...serverEnvironment({ dataDir: folder, port: 8055, credentials, env: {} }),
    },
    onLine: (line) => lines.push(line),
  });
  const end = await programEnd(child);
  if (end.code !== 0) {
    const said = lines.slice(-15).join('\n');
    throw new DirectusSetupError('start-failed', `Directus could not set up an empty database. It said:\n${said}`);
  }
  await writeCredentials(folder, credentials);
}

/** Whether an install has its template; the credentials are written last. */
export async function hasTemplate(directory: string): Promise<boolean> {
  return (await readCredentials(templateFolder(directory))) !== undefined;
}

/** Makes a data folder ready to start: a new one gets a copy of the template and secrets of its own, one in use stays. */
export async function prepareDataFolder(
  directory: string,
  dataDir: string,
): Promise<{ credentials: Credentials; isNew: boolean }> {
  const known = await readCredentials(dataDir);
  if (known) return { credentials: known, isNew: false };
  const template = await readCredentials(templateFolder(directory));
  if (!template)
    throw new DirectusSetupError(
      'start-failed',
      `The install of Directus is damaged. Remove ${directory} and try again.`,
    );
  await makeDataFolder(dataDir);
  await copyFile(databaseFileOf(templateFolder(directory)), databaseFileOf(dataDir));
  const credentials = { ...template, key: randomSecret(), secret: randomSecret() };
  await writeCredentials(dataDir, credentials);
  return { credentials, isNew: true };
}

/** Directus warns about each of these when it is missing. */
async function makeDataFolder(folder: string): Promise<void> {
  for (const name of ['uploads', 'extensions']) await mkdir(join(folder, name), { recursive: true });
  await writeFile(join(folder, 'package.json'), '{ "name": "sandbox-directus", "private": true }\n');
}

function randomSecret(): string {
  return randomBytes(24).toString('hex');
}

async function writeCredentials(folder: string, credentials: Credentials): Promise<void> {
  await writeFile(join(folder, CREDENTIALS_FILE), `${JSON.stringify(credentials, undefined, 2)}\n`, { mode: 0o600 });
}

async function readCredentials(folder: string): Promise<Credentials | undefined> {
  let text: string;
  try {
    text = await readFile(join(folder, CREDENTIALS_FILE), 'utf8');
  } catch (error) {
    if (systemErrorCode(error) === 'ENOENT') return undefined;
    throw error;
  }
  return JSON.parse(text) as Credentials;
}
