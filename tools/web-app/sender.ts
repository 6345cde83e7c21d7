// Who asks the web app: this checkout, with the bindings that it builds the script from.
import { bindingsHash, parseBindings } from '../../src/core/bindings-file';
import { bindingsForDist, projectVersion } from '../build';

/** The version of a checkout, and the hash of its bindings. */
export interface Sender {
  version: string;
  print: string;
}

/** @throws BindingsError when the bindings file is wrong */
export function thisCheckout(): Sender {
  const { source, text } = bindingsForDist();
  return { version: projectVersion(), print: bindingsHash(parseBindings(text, source)) };
}
