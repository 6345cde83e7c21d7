// One HTTP request whose failure to get any answer is told in words.
import { UserError } from '../terminal/command-line';

/** The web app answers within half a minute or not at all. */
const TIMEOUT_MS = 45_000;

/** @throws UserError where no answer came: no such host, refused, cut off, too late */
export async function send(
  url: string,
  init: RequestInit,
  withinMs = TIMEOUT_MS,
): Promise<{ status: number; text: string }> {
  try {
    const response = await fetch(url, { ...init, signal: AbortSignal.timeout(withinMs) });
    return { status: response.status, text: await response.text() };
  } catch (error) {
    const { name, message, cause } = error as { name?: string; message?: string; cause?: { code?: string } };
    if (name === 'TimeoutError') throw new UserError(`${url} gave no answer within ${withinMs / 1000} s.`);
    // What fetch rejects with for anything on the network; its cause has the reason.
    if (name !== 'TypeError') throw error;
    throw new UserError(`${url} can't be reached (${cause?.code ?? message}). Check the address and the network.`);
  }
}
