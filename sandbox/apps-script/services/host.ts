// The way from a service to the host: a blocking call by name.
import type { HostAnswer, HostCallName, HostCalls } from '../protocol';
import { exception } from './exceptions';

export type CallHost = (name: string, args: string) => string;

let callHost: CallHost | undefined;

export function connectHost(call: CallHost): void {
  callHost = call;
}

/** Asks the host and waits for the answer; throws in the script what the host says is to be thrown. */
export function ask<Name extends HostCallName>(
  name: Name,
  ...args: Parameters<HostCalls[Name]>
): ReturnType<HostCalls[Name]> {
  if (!callHost) throw new Error('services are used before they were installed');
  const answer = JSON.parse(callHost(name, JSON.stringify(args))) as HostAnswer;
  if ('exception' in answer) throw exception(answer.exception.message, answer.exception.name);
  return answer.value as ReturnType<HostCalls[Name]>;
}
