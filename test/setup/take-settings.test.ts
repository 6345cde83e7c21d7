// Settings that arrive by message, before anybody has typed any.
import { secretPrint } from '../../src/core/secret';
import { takeSettings } from '../../src/setup/take-settings';

const SECRET = 'a secret of thirty-two characters';
const OTHER = 'another of at least thirty-two characters';
const SETTINGS = { directusUrl: 'https://directus.example', webAppUrl: 'https://script.google.com/macros/s/1/exec' };

function storeOf(values: Record<string, string> = {}) {
  const store = {
    get: (name: string) => values[name] ?? null,
    set: (name: string, value: string | null) => void (values[name] = value!),
  };
  return { store, values };
}

function message(changes: object = {}): string {
  return JSON.stringify({ action: 'settings', id: '1', secret: SECRET, ...SETTINGS, ...changes });
}

const STORED = {
  GCALENDARHOOKSECRET: SECRET,
  DIRECTUS_URL: SETTINGS.directusUrl,
  WEBAPP_URL: SETTINGS.webAppUrl,
};

test('a script without settings takes those that come with the secret that it was built for', () => {
  const { store, values } = storeOf();
  expect(takeSettings(message(), store, secretPrint(SECRET))).toMatchObject({ ok: true, id: '1' });
  expect(values).toEqual(STORED);
});

test('with another secret it takes none', () => {
  const { store, values } = storeOf();
  expect(takeSettings(message({ secret: OTHER }), store, secretPrint(SECRET))).toBeUndefined();
  expect(values).toEqual({});
});

test('a script that was built for no secret takes none from anybody', () => {
  const { store, values } = storeOf();
  expect(takeSettings(message(), store, '')).toBeUndefined();
  expect(takeSettings(message({ secret: '' }), store, '')).toBeUndefined();
  expect(values).toEqual({});
});

test('once it has a secret, only who knows that one changes its addresses', () => {
  const { store, values } = storeOf({ ...STORED, GCALENDARHOOKSECRET: OTHER });
  expect(takeSettings(message(), store, secretPrint(SECRET))).toBeUndefined();
  const moved = message({ secret: OTHER, directusUrl: 'https://new.example' });
  expect(takeSettings(moved, store, secretPrint(SECRET))).toMatchObject({ ok: true });
  expect(values).toEqual({ ...STORED, GCALENDARHOOKSECRET: OTHER, DIRECTUS_URL: 'https://new.example' });
});

test.each([
  ['another action', message({ action: 'status' })],
  ['no address', message({ webAppUrl: undefined })],
  ['no text', message({ directusUrl: 5 })],
  ['no JSON', 'settings'],
  ['a long text', message({ more: 'x'.repeat(5_000) })],
])('%s is no message of settings', (_, body) => {
  const { store, values } = storeOf();
  expect(takeSettings(body, store, secretPrint(SECRET))).toBeUndefined();
  expect(values).toEqual({});
});
