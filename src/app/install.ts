// install: checks every prerequisite on its own, prints all problems at once, and makes what is missing. Repeatable.
import { bindingsPrint, closest } from '../core/bindings-file';
import { FIELD_NAMES, type Binding } from '../core/binding';
import { PROTOCOL, type ScriptAnswer } from '../core/message';
import { channelToken } from '../core/secret';
import type { Row } from '../core/values';
import { VERSION } from '../version';
import { boundCalendars, type App } from './app';
import { proxyAddress, renewChannels } from './channels';
import type { FlowIds } from './flow-ids';
import { whenFree } from './lock';
import type { Failure, Result } from './ports';
import { PING_CHANNEL } from './signals';
import type { Status } from './status';
import { reconcileAll, startFeeds } from './work';

/** HTTP as install needs it: to see itself and Directus as a stranger does. */
export interface Probe {
  get(url: string): Result<{ status: number; text: string }>;
  post(url: string, body: string, headers?: Record<string, string>): Result<{ status: number; text: string }>;
}

const LOCK_WAIT_MS = 60_000;
const PING_LOOKS = 20;
const PING_WAIT_MS = 500;

/** @returns every problem found, each with what to do; none means that the sync runs */
export function install(app: App, probe: Probe, flows: FlowIds): string[] {
  const calendarProblems = checkCalendars(app);
  const directusProblems = checkDirectus(app, flows);
  const webAppProblems = checkWebApp(app, probe);
  const problems = [...calendarProblems, ...directusProblems, ...webAppProblems];
  if (directusProblems.length === 0 && webAppProblems.length === 0) problems.push(...checkWayBack(app, probe));
  app.state.setNote('problems', problems.length > 0 ? problems : null);
  app.state.setNote('otherBindings', null);
  if (problems.length > 0) return problems;
  app.state.setNote('catchUpMinutes', null);
  app.state.setNote('pushStopped', null);
  app.state.setNote('pause', null);
  if (!whenFree(app, LOCK_WAIT_MS, () => renewChannels(app)))
    return ['Another execution is at work. Run install again in a minute.'];
  startFeeds(app);
  // The rest of a long first sync goes on by itself, a slice in each catch-up.
  if (!reconcileAll(app)) app.triggers.continueSoon();
  return [];
}

function checkCalendars(app: App): string[] {
  const answer = app.calendar.calendars();
  if (!answer.ok) return [calendarRemedy(answer.failure)];
  return boundCalendars(app).flatMap((id) => {
    const entry = answer.value.find((calendar) => calendar.id === id || (id === 'primary' && calendar.primary));
    if (!entry)
      return [
        `Calendar "${id}" is not in your calendar list. Run listCalendars, and put one of its ids into bindings.json.`,
      ];
    if (entry.accessRole === 'owner' || entry.accessRole === 'writer') return [];
    return [`Calendar "${id}" may only be read (${entry.accessRole}). Ask its owner for "Make changes to events".`];
  });
}

function calendarRemedy(failure: Failure): string {
  switch (failure.kind) {
    case 'apiDisabled':
      return 'The Calendar API is not switched on for this script. In the editor: Services +, Google Calendar API, Add. Then run install again.';
    case 'unauthorized':
    case 'forbidden':
      return 'Google refuses the script your calendars. Run install again and tick all boxes of the consent screen.';
    default:
      return `Google Calendar gave no answer (${failure.message}). If it is not in the list of Services at the left of the editor, add it; then run install again.`;
  }
}

function checkDirectus(app: App, flows: FlowIds): string[] {
  const collections = app.directus.ping('collections');
  if (!collections.ok) return [directusRemedy(app, collections.failure)];
  const fields = app.directus.ping('fields');
  const existing = app.directus.ping('flows');
  return [
    ...app.settings.bindings.flatMap((binding, i) => collectionProblems(binding, i, collections.value.results)),
    ...(fields.ok
      ? app.settings.bindings.flatMap((binding, i) => fieldProblems(binding, i, fields.value.results))
      : [directusRemedy(app, fields.failure)]),
    ...(existing.ok ? flowProblems(existing.value.results, flows) : [directusRemedy(app, existing.failure)]),
  ];
}

function directusRemedy(app: App, failure: Failure): string {
  if (failure.kind === 'unavailable' && failure.status === null)
    return `Directus at ${app.settings.directusUrl} could not be reached from Google. It must have an address on the public internet; check DIRECTUS_URL.`;
  return failure.message;
}

function collectionProblems(binding: Binding, i: number, rows: readonly Row[]): string[] {
  const row = rows.find((candidate) => candidate['collection'] === binding.collection);
  if (!row) return [`bindings.json: bindings[${i}].collection: Directus has no collection "${binding.collection}".`];
  if (row['accountability'] === 'all') return [];
  return [
    `Collection ${binding.collection}: "Activity & Revision Tracking" is not on, so changes that signals miss cannot be found. Turn it on in the collection's settings.`,
  ];
}

function fieldProblems(binding: Binding, i: number, rows: readonly Row[]): string[] {
  const names = rows.filter((row) => row['collection'] === binding.collection).map((row) => String(row['field']));
  if (names.length === 0) return [];
  const wanted: [string, string][] = (['eventId', 'sync', ...FIELD_NAMES] as const).map((option) => [
    option,
    binding.fields[option],
  ]);
  return wanted.flatMap(([option, field]) => {
    if (names.includes(field)) return [];
    const guess = closest(field, names);
    const hint = guess ? ` Did you mean "${guess}"?` : ' Add it, or name another one.';
    return [`bindings.json: bindings[${i}].fields.${option}: ${binding.collection} has no field "${field}".${hint}`];
  });
}

/** Our four flows must be there once and active; copies come from importing a file twice. */
function flowProblems(rows: readonly Row[], flows: FlowIds): string[] {
  return flows.flatMap(({ id, name }) => {
    const own = rows.find((row) => row['id'] === id);
    const copies = rows.filter((row) => row['id'] !== id && row['name'] === name);
    const problems = copies.map(
      (row) => `Directus has the flow "${name}" a second time (id ${String(row['id'])}). Delete that copy.`,
    );
    if (!own) problems.push(`Directus lacks the flow "${name}". Import flows/all-flows.json.`);
    else if (own['status'] !== 'active')
      problems.push(`The flow "${name}" is not active in Directus. Set it to active.`);
    return problems;
  });
}

/** The web app as the flows see it: without a login, at the version of this script, and on the same store. */
function checkWebApp(app: App, probe: Probe): string[] {
  const nonce = app.uuid();
  app.state.setNote('install', nonce);
  const id = app.uuid();
  const body = {
    v: PROTOCOL,
    version: VERSION,
    id,
    secret: app.settings.secret,
    print: bindingsPrint(app.settings.bindings),
    action: 'status',
  };
  const answer = probe.post(app.settings.webAppUrl, JSON.stringify(body));
  const text = answer.ok ? answer.value.text : '';
  const json = parse(text) as (Partial<ScriptAnswer> & { message?: string }) | undefined;
  if (json?.id !== id || !json.ok) {
    if (json?.message) return [`The web app refused: ${json.message}`];
    return [
      `The web app at WEBAPP_URL does not answer strangers. In the editor: Deploy, Manage deployments, edit: Execute as "Me", Who has access "Anyone". Then copy its URL (ending in /exec) into WEBAPP_URL. A Workspace administrator can forbid this.`,
    ];
  }
  const status = json.status as Partial<Status> | undefined;
  const problems: string[] = [];
  if (status?.version !== VERSION)
    problems.push(
      `The deployed web app is version ${status?.version ?? 'unknown'}, this script is ${VERSION}. Deploy, Manage deployments, edit, Version "New version".`,
    );
  if (status?.storeNonce !== nonce)
    problems.push(
      'The web app keeps its state in another store than the editor. Set the script property STATE_STORE to "script" and run install again.',
    );
  return problems;
}

/** Google's way in: a message to the proxy flow must come out of the web app. */
function checkWayBack(app: App, probe: Probe): string[] {
  const channelId = PING_CHANNEL + app.uuid();
  probe.post(proxyAddress(app), '', {
    'X-Goog-Channel-ID': channelId,
    'X-Goog-Channel-Token': channelToken(app.settings.secret, channelId),
    'X-Goog-Resource-State': 'sync',
    'X-Goog-Message-Number': '1',
  });
  for (let look = 0; look < PING_LOOKS; look++) {
    if (app.state.mark('ping') === channelId) return [];
    app.clock.sleep(PING_WAIT_MS);
  }
  return [
    'A message to the flow "Google Calendar Event Proxy" did not reach the web app. In Directus set GCALENDARHOOKURL (the same as WEBAPP_URL) and GCALENDARHOOKSECRET, name both in FLOWS_ENV_ALLOW_LIST without blanks, and restart Directus.',
  ];
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if ((error as Error).name === 'SyntaxError') return undefined;
    throw error;
  }
}
