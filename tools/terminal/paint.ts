// Colours for a terminal; plain text where the output goes to a file, a pipe or a terminal that wants none.
import type { WriteStream } from 'node:tty';

export type Colour = 'green' | 'red' | 'cyan' | 'yellow' | 'bold' | 'dim';
export type Paint = (colour: Colour, text: string) => string;

/** SGR codes that switch each of them on and off. */
const CODES: Record<Colour, [number, number]> = {
  green: [32, 39],
  red: [31, 39],
  cyan: [36, 39],
  yellow: [33, 39],
  bold: [1, 22],
  dim: [2, 22],
};

/** How to paint for this stream. `NO_COLOR` and `TERM=dumb` are obeyed: https://no-color.org */
export function paintFor(stream: Pick<WriteStream, 'isTTY'>, env: NodeJS.ProcessEnv = process.env): Paint {
  if (!stream.isTTY || env.NO_COLOR || env.TERM === 'dumb') return (_, text) => text;
  return (colour, text) => `\u001b[${CODES[colour][0]}m${text}\u001b[${CODES[colour][1]}m`;
}
