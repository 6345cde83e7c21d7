// Script properties that a person sets: read, checked, and told all at once when they are wrong.
import { CONSUMER, ConfigError, readSettings } from '../../src/store/settings';

const BINDING = {
  id: 'main',
  collection: 'talks',
  calendar: 'primary',
  fields: { eventId: 'event', sync: 'sync', start: 'starts', end: 'ends', summary: 'name', description: 'text' },
};
const DEFAULTS = { bindings: JSON.stringify({ bindings: [BINDING] }), proxyFlowId: 'p', processFlowId: 'q' };
const SET = {
  GCALENDARHOOKSECRET: 'a secret of at least thirty-two characters',
  DIRECTUS_URL: 'https://directus.example.com',
  WEBAPP_URL: 'https://script.google.com/macros/s/x/exec',
};

function read(properties: Record<string, string>) {
  return readSettings({ get: (name) => properties[name] ?? null, set: () => undefined }, DEFAULTS);
}

function problems(properties: Record<string, string>): readonly string[] {
  try {
    read(properties);
    return [];
  } catch (error) {
    return (error as ConfigError).problems;
  }
}

it('[GL8] an account has a consumer account’s day, but for what DAILY_LIMITS names', () => {
  expect(read(SET).allowed).toEqual(CONSUMER);
  const limits = JSON.stringify({ newEvents: 10_000, triggerSeconds: 21_600 });
  expect(read({ ...SET, DAILY_LIMITS: limits }).allowed).toEqual({
    ...CONSUMER,
    newEvents: 10_000,
    triggerSeconds: 21_600,
  });
});

it.each(['10000', '{"newEvents": "many"}', '{"newEvents": 0}', '{"events": 5}', '[5]', '{'])(
  '[GL8] DAILY_LIMITS that cannot be meant are told, with what it may name: %s',
  (limits) => {
    expect(problems({ ...SET, DAILY_LIMITS: limits })).toEqual([
      'DAILY_LIMITS must be like {"newEvents": 10000}. It may name newEvents, calendarUnits, urlFetches, triggerSeconds, propertyCalls.',
    ]);
  },
);

it('everything that is missing or wrong is told at once', () => {
  expect(problems({ WEBAPP_URL: 'https://script.google.com/macros/s/x/dev', CATCH_UP_MINUTES: '7' })).toEqual([
    'GCALENDARHOOKSECRET is not set. Set it to the same value as in Directus.',
    'DIRECTUS_URL is not set. Set it to the address of your Directus, for example https://directus.example.com.',
    'WEBAPP_URL does not end in /exec. Copy the Web app URL from Deploy, Manage deployments.',
    'CATCH_UP_MINUTES must be one of 5, 10, 15, 30.',
  ]);
});

it.each([
  'https://script.google.com/macros/u/1/s/x-_1/exec',
  'https://script.google.com/a/macros/example.com/s/x-_1/exec',
  'https://script.google.com/a/example.com/macros/s/x-_1/exec/',
  'https://script.google.com/macros/s/x-_1/exec?authuser=1',
])('the address of the web app is reduced to the form that answers strangers: %s', (url) => {
  expect(read({ ...SET, WEBAPP_URL: url }).webAppUrl).toBe('https://script.google.com/macros/s/x-_1/exec');
});

it('any other address of the web app is left as it is', () => {
  const url = 'http://127.0.0.1:8056/macros/s/x/exec';
  expect(read({ ...SET, WEBAPP_URL: url }).webAppUrl).toBe(url);
});
