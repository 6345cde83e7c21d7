// Of which of its calls of Directus the script heard the end: what another one buried, it cannot have told of.
import type { HostAnswer } from '../../sandbox/apps-script/protocol';
import type { ScriptCall } from '../script/execution';

interface Call {
  /** Directus' newest activity id when it began; once it is answered, that of before its read. */
  since: number;
  /** What was answered, until the script has it. */
  answer?: string;
  /** Id of the execution that has the answer, until it has stored what it makes of it. */
  with?: string;
  isHeard: boolean;
}

/** The flow's own word for an answer that says nothing of what was written. */
const SAYS_NOTHING = '"code":"PERHAPS_DONE"';

export class Calls {
  private readonly calls: Call[] = [];

  /** @returns the number by which the call is known from now on */
  begin(since: number): number {
    return this.calls.push({ since, isHeard: false }) - 1;
  }

  answered(number: number, body: string): void {
    const call = this.calls[number]!;
    const stamp = /"stamp":(\d+)/.exec(body)?.[1];
    if (stamp !== undefined) call.since = Number(stamp);
    if (!body.includes(SAYS_NOTHING)) call.answer = body;
  }

  /** To be told of each call of an execution that has taken effect. */
  onCall({ execution: { id }, name, args }: ScriptCall, result: HostAnswer): void {
    if ('exception' in result) return;
    if (name === 'urlfetch.fetch') for (const { body } of result.value as { body: string }[]) this.arrived(id, body);
    const isReport = (property: string): boolean => property.startsWith('sync.report.');
    if (name === 'properties.set' && Object.keys(args[1] as object).some(isReport)) this.wentOn(id);
  }

  /** An execution has stored its report, or has come to its end. */
  wentOn(execution: string): void {
    for (const call of this.calls) if (call.with === execution) call.isHeard = true;
  }

  /**
   * Whether a call was cut off that had read by then what it compares: its answer was lost, or came too late, or whoever had it was
   * killed before it had stored what follows from it.
   * @param activity id of what was done meanwhile
   */
  wasCutOff(number: number, activity: number): boolean {
    const { isHeard, since } = this.calls[number]!;
    return !isHeard && since < activity;
  }

  /** Of a call that was doubled one answer arrives. */
  private arrived(execution: string, body: string): void {
    const call = this.calls.find(({ answer, with: holder }) => answer === body && holder === undefined);
    if (call) call.with = execution;
  }
}
