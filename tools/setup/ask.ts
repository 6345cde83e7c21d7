// What setting up asks a person. Each question has an option of the same meaning, for whoever is not at a terminal.
import { confirm, input, password, select } from '@inquirer/prompts';
import { UserError } from '../terminal/command-line';

export interface Asker {
  text(question: string, option: string, initial?: string): Promise<string>;
  secret(question: string, option: string): Promise<string>;
  choose(question: string, option: string, choices: readonly { value: string; name: string }[]): Promise<string>;
  agree(question: string): Promise<boolean>;
  /** Waits until the person has done something elsewhere. */
  done(question: string): Promise<void>;
}

export const PERSON: Asker = {
  text: (message, _, initial) =>
    asked(input({ message, ...(initial !== undefined && { default: initial }), required: true })),
  secret: (message) => asked(password({ message, mask: '•' })),
  choose: (message, _, choices) => asked(select({ message, choices: [...choices], pageSize: 15 })),
  agree: (message) => asked(confirm({ message, default: true })),
  done: async (message) => void (await asked(input({ message: `${message} Then press Enter.` }))),
};

/** Ctrl+C in a question ends everything, in words. */
async function asked<T>(answer: Promise<T>): Promise<T> {
  try {
    return await answer;
  } catch (error) {
    if ((error as Error).name !== 'ExitPromptError') throw error;
    throw new UserError('Stopped. Run it again to go on.');
  }
}

/** @param yes whether everything is agreed to */
export function nobody(yes: boolean): Asker {
  const missing = (option: string): never => {
    throw new UserError(`There is nobody to ask here: give ${option}, or run it in a terminal.`);
  };
  return {
    text: (_, option, initial) => Promise.resolve(initial ?? missing(option)),
    secret: (_, option) => Promise.resolve(missing(option)),
    choose: (_, option) => Promise.resolve(missing(option)),
    agree: () => Promise.resolve(yes || missing('--yes')),
    done: (question) => Promise.reject(new UserError(`${question} Then run this again.`)),
  };
}
