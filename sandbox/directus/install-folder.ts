// The install's folders: room for them, the move that puts a finished one in place, the removal of what was left.
import { existsSync } from 'node:fs';
import { mkdir, readdir, rename, rm, statfs, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { DirectusSetupError, systemErrorCode } from './setup-error';

/**
 * Makes the cache folder and proves that it can be written.
 * @throws DirectusSetupError `no-permission`, `disk-full`
 */
export async function makeRoot(root: string): Promise<void> {
  try {
    await mkdir(root, { recursive: true });
    const probe = join(root, `.write-test-${process.pid}`);
    await writeFile(probe, '');
    await rm(probe);
  } catch (error) {
    throw fileProblem(error, root);
  }
}

/** Says a failed file operation in words; anything that isn't one stays what it is. */
export function fileProblem(error: unknown, folder: string): unknown {
  const code = systemErrorCode(error);
  if (code === 'ENOSPC')
    return new DirectusSetupError('disk-full', `The disk of ${folder} is full. Free about 1.5 GB and try again.`);
  if (code === undefined || !['EACCES', 'EPERM', 'EROFS', 'ENOTDIR', 'EEXIST'].includes(code)) return error;
  return new DirectusSetupError(
    'no-permission',
    `${folder} can't be written (${code}). Change its owner or rights, or set DIRECTUS_SYNC_CACHE to a folder that you may write to.`,
  );
}

/** @throws DirectusSetupError `disk-full` */
export async function checkDisk(root: string, neededBytes: number): Promise<void> {
  const { bavail, bsize } = await statfs(root);
  const freeBytes = bavail * bsize;
  if (freeBytes >= neededBytes) return;
  const freeGb = (freeBytes / 1024 ** 3).toFixed(1);
  throw new DirectusSetupError(
    'disk-full',
    `Installing Directus needs about 1.5 GB, but the disk of ${root} has ${freeGb} GB free. ` +
      'Free some space, or set DIRECTUS_SYNC_CACHE to a folder on another disk.',
  );
}

/** Only the holder of the lock comes here, so every other temporary folder is a killed process' remains. */
export async function removeLeftovers(root: string, installName: string, log: (line: string) => void): Promise<void> {
  for (const name of await readdir(root)) {
    if (!name.startsWith(`${installName}.tmp-`) && !name.startsWith(`${installName}.old-`)) continue;
    log(`Removing the remains of an interrupted install (${name}) …`);
    await removeFolder(join(root, name));
  }
}

/** Moves a finished install to its place in one step; a former one is moved away first and then removed. */
export async function putInPlace(building: string, directory: string): Promise<void> {
  const old = `${directory}.old-${process.pid}-${Date.now()}`;
  if (existsSync(directory)) await rename(directory, old);
  await renamePatiently(building, directory);
  await removeFolder(old);
}

/** Virus scanners on Windows hold freshly written files open for a moment, and a rename fails meanwhile. */
async function renamePatiently(from: string, to: string): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await rename(from, to);
    } catch (error) {
      const transient = ['EPERM', 'EACCES', 'EBUSY'].includes(systemErrorCode(error) ?? '');
      if (!transient || process.platform !== 'win32' || attempt === 10) throw error;
      await wait(attempt * 200);
    }
  }
}

/** Removes a folder with all in it, patiently: Windows and a dying npm hold files for a moment. */
export async function removeFolder(folder: string): Promise<void> {
  await rm(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
}
