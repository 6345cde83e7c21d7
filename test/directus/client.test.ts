// What flow 4's client makes of answers that are not flow 4's.
import { directusClient, type ClientOptions } from '../../src/directus/client';
import type { Result } from '../../src/ports';

function failureOf(status: number, text: string) {
  const options: ClientOptions = {
    directusUrl: 'https://directus.example.com',
    processFlowId: 'flow',
    secret: 'secret',
    oldSecret: null,
    version: '1.0.0',
    bindingsHash: 'hash',
    post: (): Result<{ status: number; text: string }> => ({ ok: true, value: { status, text } }),
    uuid: () => 'id',
    sleep: () => undefined,
  };
  const answer = directusClient(options).changes(0, 1);
  return answer.ok ? undefined : answer.failure;
}

const ofDirectus = (code: string) => JSON.stringify({ errors: [{ message: 'No', extensions: { code } }] });

it('403 with an error of Directus’ own: it does not know the flow', () => {
  expect(failureOf(403, ofDirectus('FORBIDDEN'))).toMatchObject({
    kind: 'forbidden',
    reason: 'FORBIDDEN',
    message: expect.stringMatching(/does not know the flow.*Import the flows/),
  });
});

it.each([
  ['a page', '<html><title>Attention Required! | Cloudflare</title></html>'],
  ['nothing', ''],
  ['JSON of somebody else’s', '{"error": "blocked"}'],
])('403 with %s: something in front of Directus refuses Google’s servers', (_, text) => {
  expect(failureOf(403, text)).toMatchObject({
    kind: 'forbidden',
    reason: 'BLOCKED',
    message: expect.stringMatching(/in front of Directus refuses Google.*firewall.*bot protection/),
  });
});

it('404 is of Directus, or of an address at which there is none', () => {
  expect(failureOf(404, '')).toMatchObject({ kind: 'forbidden', reason: 'NO_FLOW' });
});
