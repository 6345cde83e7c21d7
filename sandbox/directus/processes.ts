// Starts programs and ends them together with everything that they started.
import crossSpawn from 'cross-spawn';
import type { ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';
import treeKill from 'tree-kill';
import { findCommand } from './build-tools';
import { systemErrorCode } from './setup-error';

export interface ProgramOptions {
  cwd: string;
  env: NodeJS.ProcessEnv;
  /** Called with every line that the program prints, on either stream. */
  onLine: (line: string) => void;
}

/** Starts a program without a shell; finds npm.cmd and the like on Windows, too. */
export function startProgram(command: string, args: readonly string[], options: ProgramOptions): ChildProcess {
  const child = crossSpawn(command, [...args], {
    cwd: options.cwd,
    env: options.env,
    stdio: ['ignore', 'pipe', 'pipe'],
    windowsHide: true,
  });
  for (const stream of [child.stdout, child.stderr])
    if (stream) createInterface({ input: stream }).on('line', options.onLine);
  return child;
}

/** How a program ended. `code` is null when a signal ended it. */
export interface ProgramEnd {
  code: number | null;
  signal: NodeJS.Signals | null;
}

/** Waits for the end of a program, its output read to the last line. Rejects if it could not be started at all. */
export function programEnd(child: ChildProcess): Promise<ProgramEnd> {
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code, signal) => resolve({ code, signal }));
  });
}

/** Signals a process and all its descendants; that they are gone already is fine. */
export function killTree(pid: number, signal: NodeJS.Signals): Promise<void> {
  if (process.platform === 'linux' && !findCommand(['ps'], process.env, 'linux')) return killAlone(pid, signal);
  return new Promise((resolve, reject) => {
    treeKill(pid, signal, (error) => (error && isRunning(pid) ? reject(error) : resolve()));
  });
}

/** Slim containers have no `ps`, by which tree-kill finds the descendants (and without which it crashes). */
async function killAlone(pid: number, signal: NodeJS.Signals): Promise<void> {
  try {
    process.kill(pid, signal);
  } catch (error) {
    if (systemErrorCode(error) !== 'ESRCH') throw error;
  }
}

/** Whether a process with this id exists. */
export function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return systemErrorCode(error) === 'EPERM';
  }
}
