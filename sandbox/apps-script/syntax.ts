// What Apps Script's engine doesn't parse though Node does: the host refuses a bundle that Google would refuse.
import { transformSync } from 'esbuild';
import { Script } from 'node:vm';

/** A bundle that Apps Script can't take: a push would report this, or every run would fail. */
export class BundleError extends Error {}

/** Language features that fail at Google, by esbuild's names. https://developers.google.com/apps-script/guides/v8-runtime */
const MISSING = ['class-private-field', 'class-private-method', 'class-static-field', 'class-static-blocks'] as const;

/** Throws a BundleError where the bundle doesn't parse as a classic script, or uses what Apps Script's V8 lacks. */
export function checkSyntax(bundle: string): void {
  try {
    new Script(bundle, { filename: 'Code.js' });
  } catch (error) {
    throw new BundleError(`Syntax error: ${(error as Error).message} file: Code.gs`);
  }
  const plain = transformSync(bundle, { supported: supported(true), target: 'esnext' }).code;
  const lowered = transformSync(bundle, { supported: supported(false), target: 'esnext' }).code;
  if (plain !== lowered)
    throw new BundleError(`Syntax error: Apps Script doesn't parse ${MISSING.join(', ')}; build for an older target.`);
}

const supported = (value: boolean): Record<string, boolean> =>
  Object.fromEntries(MISSING.map((feature) => [feature, value]));
