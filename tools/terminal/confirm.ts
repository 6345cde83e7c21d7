// A question that takes a yes.
import { createInterface } from 'node:readline/promises';
import { UserError } from './command-line';

export type Confirm = (question: string) => Promise<boolean>;

/** @param yes the person has agreed already; @throws UserError, when asked, where there is nobody to ask */
export function confirmBy(yes: boolean | undefined): Confirm {
  return yes ? () => Promise.resolve(true) : askPerson;
}

async function askPerson(question: string): Promise<boolean> {
  if (!process.stdin.isTTY) throw new UserError('There is nobody to ask here. Run it in a terminal, or with -- --yes.');
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  try {
    return /^y(es)?$/i.test((await terminal.question(`${question} [y/N] `)).trim());
  } finally {
    terminal.close();
  }
}
