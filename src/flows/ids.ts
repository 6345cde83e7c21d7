// The fixed ids of our flows and their operations: webhook URLs are known before anything is imported.
import { hex, sha256, utf8 } from '../core/sha256';

/** Ids of the four flows. They are part of webhook URLs and of people's settings, so they are never changed. */
export const FLOW_IDS = {
  proxy: '6d0f6a52-8c1b-4e57-9d35-2b7c40e1f9a8',
  sendChanges: 'b92e4c07-51fd-4a63-8e1c-f07a96d3b245',
  sendDeletes: '3f7b81d9-e264-4c90-a5b8-91c6d20e7f43',
  processEvents: 'e48a1b36-07cd-4f92-b6e3-5d81fa29c70b',
} as const;

export type FlowName = keyof typeof FLOW_IDS;

/** The name of each flow in Directus. The script knows copies, which come from importing a file twice, by it. */
export const FLOW_NAMES: Readonly<Record<FlowName, string>> = {
  proxy: 'Google Calendar Event Proxy',
  sendChanges: 'Send Create/Update Event to Google Calendar',
  sendDeletes: 'Send Delete Event to Google Calendar',
  processEvents: 'Process Events from Google Calendar',
};

/** The name of each flow's own file, without its extension. */
export const FLOW_FILE_NAMES: Readonly<Record<FlowName, string>> = {
  proxy: 'proxy',
  sendChanges: 'send-changes',
  sendDeletes: 'send-deletes',
  processEvents: 'process-events',
};

/** The path of a webhook flow behind Directus' public URL: https://directus.com/docs/guides/automate/flows/triggers */
export function webhookPath(flow: FlowName): string {
  return `/flows/trigger/${FLOW_IDS[flow]}`;
}

/** Id of an operation: a UUID of version 4 in form, always the same for the same flow and key. */
export function operationId(flowId: string, key: string): string {
  const digits = hex(sha256(utf8(`${flowId}:${key}`)));
  const variant = '89ab'.charAt(parseInt(digits.charAt(16), 16) & 3);
  const [a, b, c, d, e] = [
    digits.slice(0, 8),
    digits.slice(8, 12),
    digits.slice(13, 16),
    digits.slice(17, 20),
    digits.slice(20, 32),
  ];
  return `${a}-${b}-4${c}-${variant}${d}-${e}`;
}
