// A person has what another zone has parted made one time again (Z13).
import type { Retime } from '../core/message';
import type { App } from '../sync/context';
import { makeDue } from '../sync/due';
import { beginRetime } from '../sync/zones';
import { whenFree } from './lock';

/**
 * Has the next comparison do it, in executions of its own.
 * @param limitMs how long to wait for an execution that is at work
 * @returns false when that one did not end in time
 */
export function retime(app: App, limitMs: number, by: Retime): boolean {
  const isBegun = whenFree(app, limitMs, () => {
    beginRetime(app, by);
    makeDue(app);
  });
  if (isBegun) app.triggers.continueSoon();
  return isBegun;
}
