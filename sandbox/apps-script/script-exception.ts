// An exception that the host wants thrown in the script.

export class ScriptException extends Error {
  /** @param message what the script sees as `e.message`; at Google it is in the account's language */
  constructor(message: string) {
    super(message);
    this.name = 'Exception';
  }
}
