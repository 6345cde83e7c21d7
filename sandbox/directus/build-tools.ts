// Finds out, before anything is downloaded, whether the two compiled parts of Directus can be had on this machine.
import crossSpawn from 'cross-spawn';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { DirectusSetupError } from './setup-error';
import { ISOLATED_VM_VERSION, SQLITE3_VERSION, type Machine } from './versions';

type Environment = NodeJS.ProcessEnv;

/** Node's number for its binary interface in release 22: https://github.com/nodejs/node/blob/main/doc/abi_version_registry.json */
const NODE_22_ABI = 127;
const PREBUILT_TIMEOUT_MS = 8_000;

/** The full path of a command on PATH, undefined when there is none. */
export function findCommand(names: readonly string[], env: Environment, platform: string): string | undefined {
  const extensions = platform === 'win32' ? ['.exe', '.cmd', '.bat'] : [''];
  const folders = (env.PATH ?? env.Path ?? '').split(delimiter).filter((folder) => folder !== '');
  const candidates = folders.flatMap((folder) =>
    names.flatMap((name) => extensions.map((extension) => join(folder, name + extension))),
  );
  return candidates.find((candidate) => existsSync(candidate));
}

/** What node-gyp needs and doesn't find, in words: https://github.com/nodejs/node-gyp#installation */
export function missingBuildTools(machine: Machine, env: Environment): string[] {
  const has = (...names: string[]): boolean => findCommand(names, env, machine.platform) !== undefined;
  const missing: string[] = [];
  if (machine.platform === 'win32') {
    if (!hasVisualStudio(env)) missing.push('Visual Studio Build Tools with "Desktop development with C++"');
  } else if (machine.platform === 'darwin') {
    // macOS has stubs of these commands that only offer to install the real ones, so a look at PATH proves nothing.
    if (!hasXcodeTools()) return ['the Xcode Command Line Tools'];
  } else {
    if (!env.CXX && !has('c++', 'g++', 'clang++')) missing.push('a C++ compiler (g++ or clang)');
    if (!has('make', 'gmake')) missing.push('make');
  }
  if (!env.PYTHON && !env.npm_config_python && !has('python3', 'python', 'py')) missing.push('Python 3');
  return missing;
}

function hasXcodeTools(): boolean {
  return crossSpawn.sync('xcode-select', ['-p'], { stdio: 'ignore' }).status === 0;
}

/** Every Visual Studio since 2017 installs vswhere at this place: https://github.com/microsoft/vswhere */
function hasVisualStudio(env: Environment): boolean {
  const programs = env['ProgramFiles(x86)'] ?? 'C:\\Program Files (x86)';
  return existsSync(join(programs, 'Microsoft Visual Studio', 'Installer', 'vswhere.exe'));
}

/** The commands that bring the missing tools, per operating system. */
export function buildToolsAdvice(platform: string): string {
  if (platform === 'darwin') return 'Run: xcode-select --install';
  if (platform === 'win32')
    return [
      'Run in a terminal:',
      '  winget install Microsoft.VisualStudio.2022.BuildTools --override "--passive --add Microsoft.VisualStudio.Workload.VCTools --includeRecommended"',
      '  winget install Python.Python.3.12',
    ].join('\n');
  return [
    'Run the one for your system:',
    '  Debian, Ubuntu:  sudo apt-get install -y build-essential python3',
    '  Fedora, RHEL:    sudo dnf install -y gcc-c++ make python3',
    '  Arch:            sudo pacman -S --needed base-devel python',
    '  openSUSE:        sudo zypper install -y gcc-c++ make python3',
  ].join('\n');
}

/** Where the two packages' own install scripts look for a binary before they compile. */
export function prebuiltUrls(machine: Machine): string[] {
  const target = `${machine.platform}-${machine.arch}`;
  const isolatedVm = `https://github.com/laverdet/isolated-vm/releases/download/v${ISOLATED_VM_VERSION}`;
  const sqlite3 = `https://github.com/TryGhost/node-sqlite3/releases/download/v${SQLITE3_VERSION}`;
  return [
    `${isolatedVm}/isolated-vm-v${ISOLATED_VM_VERSION}-node-v${NODE_22_ABI}-${target}.tar.gz`,
    `${sqlite3}/sqlite3-v${SQLITE3_VERSION}-napi-v6-${target}.tar.gz`,
  ];
}

/** Asks for an address; true when something can be downloaded there. */
export type Probe = (url: string) => Promise<boolean>;

const probeByHead: Probe = async (url) => {
  try {
    const response = await fetch(url, { method: 'HEAD', signal: AbortSignal.timeout(PREBUILT_TIMEOUT_MS) });
    return response.ok;
  } catch {
    // No answer is an answer here: what can't be reached can't be downloaded either.
    return false;
  }
};

/**
 * Passes when the machine can compile, or when both binaries can be downloaded instead.
 * @returns what is missing for compiling (then the downloads are used), empty when it can compile
 * @throws DirectusSetupError `build-tools-missing` with the commands that bring them
 */
export async function checkBuildTools(machine: Machine, env: Environment, probe = probeByHead): Promise<string[]> {
  const missing = missingBuildTools(machine, env);
  if (missing.length === 0) return [];
  const downloadable = await Promise.all(prebuiltUrls(machine).map(probe));
  if (downloadable.every(Boolean)) return missing;
  throw new DirectusSetupError(
    'build-tools-missing',
    `Two parts of Directus (isolated-vm, sqlite3) must be compiled on this machine, but it lacks ${missing.join(' and ')}.\n` +
      `${buildToolsAdvice(machine.platform)}\nThen run the same command again.`,
  );
}
