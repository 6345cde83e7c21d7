// The way into every npm script: installs the packages that the script needs, compiles tools/<name>.ts, runs it.
// Plain JavaScript on Node's own modules only, because it runs before anything is installed.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const [name, ...args] = process.argv.slice(2);

/** Scripts that run on the few production packages; all others need the development packages, too. */
const LIGHT = ['bench', 'build', 'check-account', 'demo', 'doctor', 'go-on', 'sandbox', 'status', 'sync'];
const LOWEST_NODE = [20, 12];

function fail(message) {
  process.stderr.write(`${message}\n`);
  process.exit(1);
}

function checkNode() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major < LOWEST_NODE[0] || (major === LOWEST_NODE[0] && minor < LOWEST_NODE[1]))
    fail(
      `This needs Node ${LOWEST_NODE.join('.')} or newer; this is Node ${process.versions.node}. See https://nodejs.org`,
    );
}

/** A package counts as installed when its folder holds the version that package.json pins. */
function missingPackages(light) {
  const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const wanted = { ...manifest.dependencies, ...(light ? {} : manifest.devDependencies) };
  return Object.entries(wanted)
    .filter(([pkg, version]) => {
      const file = join(root, 'node_modules', pkg, 'package.json');
      return !existsSync(file) || JSON.parse(readFileSync(file, 'utf8')).version !== version;
    })
    .map(([pkg]) => pkg);
}

function installPackages(light) {
  const missing = missingPackages(light);
  if (missing.length === 0) return;
  process.stderr.write(`Installing ${missing.length} packages of this project (npm ci) …\n`);
  const npmArgs = ['ci', '--no-audit', '--no-fund', '--loglevel=error', ...(light ? ['--omit=dev'] : [])];
  const result = spawnSync('npm', npmArgs, { cwd: root, stdio: ['ignore', 2, 2], shell: process.platform === 'win32' });
  if (result.error) fail(`npm could not be started: ${result.error.message}. Is npm installed and on PATH?`);
  if (result.status !== 0)
    fail(
      'npm ci failed (its own message is above). Check the network and free disk space, then run the command again.',
    );
}

/** Compiles a tool, whose `main` takes the arguments and returns the exit code; packages stay in node_modules. */
async function compile() {
  const require = createRequire(join(root, 'package.json'));
  const esbuild = await import(pathToFileURL(require.resolve('esbuild')).href);
  const outfile = join(root, 'node_modules', '.cache', 'tools', `${name}.mjs`);
  mkdirSync(dirname(outfile), { recursive: true });
  await esbuild.build({
    stdin: {
      contents: `import { main } from './tools/${name}.ts'; process.exitCode = await main(process.argv.slice(2));`,
      resolveDir: root,
      sourcefile: `${name}-entry.mjs`,
    },
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    packages: 'external',
    sourcemap: 'inline',
    define: { __PROJECT_ROOT__: JSON.stringify(root) },
    logLevel: 'warning',
  });
  return outfile;
}

/**
 * npm hands a signal to the shell that it started this process with, and many a shell dies of it without a word. Then
 * this process has another parent.
 */
function stopWithNpm() {
  if (!process.env.npm_lifecycle_event || process.platform === 'win32') return;
  const parent = process.ppid;
  const watch = globalThis.setInterval(() => {
    if (process.ppid === parent) return;
    globalThis.clearInterval(watch);
    child.kill('SIGTERM');
  }, 250);
  watch.unref();
}

checkNode();
const entry = join(root, 'tools', `${name}.ts`);
if (!name || !existsSync(entry) || !statSync(entry).isFile())
  fail(`There is no script "${name ?? ''}". See "npm run".`);
installPackages(LIGHT.includes(name));
const file = await compile();
const child = spawn(process.execPath, ['--enable-source-maps', file, ...args], { cwd: root, stdio: 'inherit' });
// A terminal sends Ctrl+C to the child as well, but a program that started this one signals this process alone. This one
// then waits for the child to finish its own clean-up.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
stopWithNpm();
child.on('exit', (code, signal) => process.exit(signal ? 1 : (code ?? 1)));
