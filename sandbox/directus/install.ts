// Installs Directus, its SQLite driver and a Node 22 for them into the user's cache: once, whole or not at all.
import envPaths from 'env-paths';
import { existsSync } from 'node:fs';
import { copyFile, mkdir, readFile, writeFile } from 'node:fs/promises';
import { delimiter, dirname, join, resolve } from 'node:path';
import { checkBuildTools, type Probe } from './build-tools';
import { checkDisk, fileProblem, makeRoot, putInPlace, removeFolder, removeLeftovers } from './install-folder';
import { withInstallLock } from './install-lock';
import { NPM_FLAGS, NpmProgress, npmFailure, runNpm, type RunNpm } from './npm';
import { hasTemplate, makeTemplate } from './template';
import {
  DIRECTUS_VERSION,
  INSTALL_NAME,
  nodePackageFor,
  SQLITE3_VERSION,
  thisMachine,
  type Machine,
  type NodePackage,
} from './versions';

declare const __PROJECT_ROOT__: string;

const NEEDED_BYTES = 1.5 * 1024 ** 3;
const HEARTBEAT_MS = 15_000;
/** Written last into a finished install; says what is in it. */
const MARKER = 'installed.json';

/** A finished install. All paths are absolute. */
export interface DirectusInstall {
  /** The Node 22 that must run Directus. */
  nodeBin: string;
  /**
   * Directus' command line, a JavaScript file: `nodeBin directusBin start`. It is what the `directus` command runs after
   * its update check, which would ask npm's registry at each start (8 s without a network).
   */
  directusBin: string;
  /** The install's own folder in the cache. */
  directory: string;
}

export interface EnsureDirectusOptions {
  /** Gets a line for a person at every stage and every 15 seconds between. */
  log: (line: string) => void;
  /** Ends the install, npm included; what was begun is removed. */
  signal?: AbortSignal;
  env?: NodeJS.ProcessEnv;
  machine?: Machine;
  runNpm?: RunNpm;
  makeTemplate?: typeof makeTemplate;
  probe?: Probe;
  heartbeatMs?: number;
  neededBytes?: number;
}

type Job = Required<Omit<EnsureDirectusOptions, 'probe'>> & {
  node: NodePackage;
  probe: Probe | undefined;
  startedAt: number;
};

/** The folder that holds every install: `DIRECTUS_SYNC_CACHE`, else the system's place for a user's caches. */
export function cacheRoot(env: NodeJS.ProcessEnv = process.env): string {
  if (env.DIRECTUS_SYNC_CACHE) return resolve(env.DIRECTUS_SYNC_CACHE);
  return envPaths('directus-google-calendar-sync', { suffix: '' }).cache;
}

/**
 * Returns the install of Directus, making it first if it isn't there (2–5 minutes, 0.9 GB). A second process that
 * asks meanwhile waits and uses the same one; what a killed process left behind is removed.
 * @throws DirectusSetupError whose message says what to do
 */
export async function ensureDirectus(options: EnsureDirectusOptions): Promise<DirectusInstall> {
  const machine = options.machine ?? thisMachine();
  const node = nodePackageFor(machine);
  const job: Job = {
    log: options.log,
    signal: options.signal ?? new AbortController().signal,
    env: options.env ?? process.env,
    machine,
    runNpm: options.runNpm ?? runNpm,
    makeTemplate: options.makeTemplate ?? makeTemplate,
    probe: options.probe,
    heartbeatMs: options.heartbeatMs ?? HEARTBEAT_MS,
    neededBytes: options.neededBytes ?? NEEDED_BYTES,
    node,
    startedAt: Date.now(),
  };
  const root = cacheRoot(job.env);
  const directory = join(root, INSTALL_NAME);
  if (await isInstalled(directory, node)) return installAt(directory, node);

  await makeRoot(root);
  const lock = { target: directory, log: job.log, signal: job.signal, heartbeatMs: job.heartbeatMs };
  return await withInstallLock(lock, async (signal) => {
    // Whoever held the lock before may have done it all.
    if (!(await isInstalled(directory, node))) await install({ ...job, signal }, root, directory);
    return installAt(directory, node);
  });
}

function installAt(directory: string, node: NodePackage): DirectusInstall {
  return {
    nodeBin: join(directory, 'node', 'node_modules', node.name, ...node.binary.split('/')),
    directusBin: join(directory, 'directus', 'node_modules', '@directus', 'api', 'dist', 'cli', 'run.js'),
    directory,
  };
}

function markerText(node: NodePackage): string {
  const content = { directus: DIRECTUS_VERSION, sqlite3: SQLITE3_VERSION, node: `${node.name}@${node.version}` };
  return `${JSON.stringify(content, undefined, 2)}\n`;
}

async function isInstalled(directory: string, node: NodePackage): Promise<boolean> {
  const { nodeBin, directusBin } = installAt(directory, node);
  const marker = join(directory, MARKER);
  if (![marker, nodeBin, directusBin].every((file) => existsSync(file))) return false;
  return (await readFile(marker, 'utf8')) === markerText(node) && (await hasTemplate(directory));
}

/** Builds the install beside its place and moves it there in one step, so that no half of one is ever used. */
async function install(job: Job, root: string, directory: string): Promise<void> {
  await removeLeftovers(root, INSTALL_NAME, job.log);
  await checkDisk(root, job.neededBytes);
  const missing = await checkBuildTools(job.machine, job.env, job.probe);
  job.log(`Installing Directus ${DIRECTUS_VERSION} into ${directory} (only once: 2 to 5 minutes, about 0.9 GB) …`);
  if (missing.length > 0) job.log(`  No ${missing.join(', no ')} here: ready-made binaries are downloaded instead.`);

  const building = join(root, `${INSTALL_NAME}.tmp-${process.pid}-${Date.now()}`);
  try {
    await mkdir(join(building, 'node'), { recursive: true });
    await mkdir(join(building, 'directus'));
    await installNode(job, building);
    await installPackages(job, building);
    job.signal.throwIfAborted();
    job.log(`  ${elapsedSeconds(job)} s: an empty database …`);
    await job.makeTemplate(installAt(building, job.node), building, job.env);
    await writeFile(join(building, MARKER), markerText(job.node));
    await putInPlace(building, directory);
  } catch (error) {
    job.log('  Removing what was begun …');
    await removeFolder(building);
    throw fileProblem(error, root);
  }
  job.log(`Directus is installed (${elapsedSeconds(job)} s). The next start uses it as it is.`);
}

function elapsedSeconds(job: Job): number {
  return Math.round((Date.now() - job.startedAt) / 1000);
}

async function installNode(job: Job, building: string): Promise<void> {
  const folder = join(building, 'node');
  await writeFile(join(folder, 'package.json'), '{ "name": "node-for-directus", "private": true }\n');
  const wanted = `${job.node.name}@${job.node.version}`;
  await npmStage(job, `Node ${job.node.version} for Directus (${job.node.name})`, {
    args: ['install', wanted, '--no-save', '--prefix', folder, ...NPM_FLAGS],
    cwd: folder,
    env: job.env,
  });
}

async function installPackages(job: Job, building: string): Promise<void> {
  const folder = join(building, 'directus');
  for (const file of ['package.json', 'package-lock.json'])
    await copyFile(join(__PROJECT_ROOT__, 'sandbox', 'directus', 'packages', file), join(folder, file));
  const nodeFolder = join(building, 'node', 'node_modules', job.node.name);
  await npmStage(job, `Directus ${DIRECTUS_VERSION} and its packages`, {
    args: ['ci', '--prefix', folder, ...NPM_FLAGS],
    cwd: folder,
    env: compileEnvironment(job, nodeFolder),
  });
}

/** Install scripts and node-gyp take `node` from PATH and the headers from `nodedir`: both must be the Node 22. */
function compileEnvironment(job: Job, nodeFolder: string): NodeJS.ProcessEnv {
  const pathName = Object.keys(job.env).find((name) => name.toUpperCase() === 'PATH') ?? 'PATH';
  const bin = dirname(join(nodeFolder, ...job.node.binary.split('/')));
  return {
    ...job.env,
    [pathName]: [bin, job.env[pathName] ?? ''].join(delimiter),
    ...(job.node.hasHeaders ? { npm_config_nodedir: nodeFolder } : {}),
  };
}

async function npmStage(
  job: Job,
  title: string,
  run: { args: string[]; cwd: string; env: NodeJS.ProcessEnv },
): Promise<void> {
  const lines: string[] = [];
  const progress = new NpmProgress();
  const onLine = (line: string): void => {
    lines.push(line);
    progress.line(line);
  };
  job.signal.throwIfAborted();
  job.log(`  ${elapsedSeconds(job)} s: ${title} …`);
  const heartbeat = setInterval(() => job.log(`  ${elapsedSeconds(job)} s: ${progress.describe()}`), job.heartbeatMs);
  try {
    const end = await job.runNpm({ ...run, onLine, signal: job.signal });
    job.signal.throwIfAborted();
    if (end.code === 0) return;
    const logFile = join(cacheRoot(job.env), `${INSTALL_NAME}-failed.log`);
    await writeFile(logFile, `${lines.join('\n')}\n`);
    throw npmFailure(end, lines, logFile);
  } finally {
    clearInterval(heartbeat);
  }
}
