// npm run doctor: looks at every link of the chain by itself, then at all of it, and says what is wrong and what to do.
import { setTimeout as sleep } from 'node:timers/promises';
import type { Binding } from '../src/core/binding';
import { parseBindings } from '../src/core/bindings-file';
import type { Row } from '../src/core/values';
import type { WantedFlow } from '../src/setup/prepare/flows';
import { directusSteps, type Found } from '../src/setup/prepare/steps';
import { bindingsForDist } from './build';
import { DOT_ENV, readDotEnv } from './dot-env';
import { connect, lookAround, type AdminApi } from './setup/admin';
import { wantedFlows } from './setup/flows';
import { readStatus } from './status';
import { runCommand, UserError, type Command } from './terminal/command-line';
import { thisCheckout } from './web-app/sender';
import { readWebAppSettings, type WebAppSettings } from './web-app/settings';

const OPTIONS = {
  probe: { type: 'boolean', help: 'make an item, see that it gets its event, and delete it again' },
  json: { type: 'boolean', help: 'print the findings as JSON' },
} as const;

const COMMAND: Command<typeof OPTIONS> = {
  name: 'npm run doctor',
  purpose:
    'Looks at every link between Directus and Google, and names what is wrong, with a code and what to do.\n' +
    'It takes GCALENDARHOOKSECRET, GCALENDARHOOKURL, DIRECTUS_URL and DIRECTUS_TOKEN, an admin token, from the environment\n' +
    'or from .env. Without the token it looks at nothing in Directus. Exit code 1 when it finds something.',
  options: OPTIONS,
};

export interface Finding {
  /** A `StepCode`, or the link that is broken. */
  code: string;
  finding: string;
  remedy: string;
}

export async function main(args: readonly string[]): Promise<number> {
  return await runCommand(COMMAND, args, async ({ probe = false, json = false }) => {
    const settings = readWebAppSettings(process.env, DOT_ENV);
    const token = process.env['DIRECTUS_TOKEN'] ?? readDotEnv()['DIRECTUS_TOKEN'];
    const { source, text } = bindingsForDist();
    const bindings = parseBindings(text, source);
    const tell = json ? () => undefined : (line: string) => console.log(line);
    const findings = await examine({ settings, token, bindings, probe, tell });
    if (json) console.log(JSON.stringify(findings, null, 2));
    for (const { code, finding, remedy } of findings) tell(`\n${code}: ${finding}\n  → ${remedy}`);
    if (findings.length === 0) tell('\nEverything is as it should be.');
    return findings.length === 0 ? 0 : 1;
  });
}

interface Examination {
  settings: WebAppSettings;
  token: string | undefined;
  bindings: readonly Binding[];
  probe: boolean;
  tell: (line: string) => void;
}

/** Each link by itself: one that is broken keeps no other from being looked at. */
export async function examine({ settings, token, bindings, probe, tell }: Examination): Promise<Finding[]> {
  const { directusUrl } = settings;
  const findings: Finding[] = [];
  let admin: AdminApi | undefined;
  const look = async (what: string, code: string, at: () => Promise<readonly Finding[]>): Promise<void> => {
    const found = await findingsOf(code, at);
    tell(`${found.length === 0 ? '✓' : '✗'} ${what}`);
    findings.push(...found);
  };
  if (directusUrl !== undefined && token !== undefined)
    await look('Directus, its fields and flows', 'DIRECTUS', async () => {
      admin = await connect(directusUrl, token);
      return stepsOf(await lookAround(admin), bindings, settings);
    });
  await look('The web app, both ways, and what it says of the sync', 'WEB_APP', () => webAppFindings(settings));
  if (probe && admin && findings.length === 0) {
    const api = admin;
    for (const binding of bindings.filter(givesEvents))
      await look(`An item of ${binding.collection} gets its event`, 'PROBE', () => probeFindings(api, binding));
  }
  return findings;
}

async function findingsOf(code: string, at: () => Promise<readonly Finding[]>): Promise<readonly Finding[]> {
  try {
    return await at();
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    const [finding = '', ...remedy] = error.message.split('\n');
    return [{ code, finding, remedy: remedy.join(' ') || 'See "When something is wrong" in README.md.' }];
  }
}

/** Flows hold address and secret, or Directus' environment does: nobody is wrong for having them the one way or the other. */
function stepsOf(found: Found, bindings: readonly Binding[], settings: WebAppSettings): readonly Finding[] {
  const missing = (flows: readonly WantedFlow[]) =>
    directusSteps(found, bindings, flows).filter(({ code }) => code !== 'BOOKMARK_MISSING');
  const inline = missing(wantedFlows(bindings, settings));
  const env = missing(wantedFlows(bindings));
  return (env.length < inline.length ? env : inline).map(({ code, finding, remedy, calls }) => ({
    ...{ code, finding },
    remedy: calls.length > 0 ? `${remedy}: npm run setup does it.` : remedy,
  }));
}

async function webAppFindings(settings: WebAppSettings): Promise<Finding[]> {
  const { problems, wayBack } = await readStatus(settings, thisCheckout());
  return problems.map((problem) => {
    const [finding = '', ...remedy] = problem.split(/(?<=[.:]) /);
    const code = problem === wayBack?.problem ? 'WAY_BACK' : 'STATUS';
    return { code, finding, remedy: remedy.join(' ') || 'npm run status has the details.' };
  });
}

// ---------------------------------------------------------------- a probe

const PROBE_TITLE = 'Sync check, removed again';
const PROBE_WITHIN_MS = 60_000;
const PAUSE_MS = 1_000;

/** Whether any new item gets an event. */
function givesEvents({ direction, filter }: Binding): boolean {
  return direction !== 'toDirectus' && filter === undefined;
}

/** The item is taken away whatever comes of it, and its event goes with it. */
async function probeFindings(admin: AdminApi, { collection, fields }: Binding): Promise<Finding[]> {
  const start = new Date(Date.now() + 86_400_000).toISOString().slice(0, 19);
  const body = { [fields.start]: `${start}Z`, ...(fields.summary !== undefined && { [fields.summary]: PROBE_TITLE }) };
  const [made] = await admin.call({ method: 'POST', path: `/items/${collection}`, body });
  const key = String(made?.[fields.key]);
  try {
    const path = `/items/${collection}/${encodeURIComponent(key)}?fields=${fields.eventId}`;
    for (const until = Date.now() + PROBE_WITHIN_MS; Date.now() < until; await sleep(PAUSE_MS)) {
      const [row] = await admin.read(path);
      if (isFilled(row, fields.eventId)) return [];
    }
  } finally {
    await admin.call({ method: 'DELETE', path: `/items/${collection}`, body: [key] });
  }
  return [
    {
      code: 'PROBE',
      finding: `An item of ${collection} got no event within ${PROBE_WITHIN_MS / 1000} s.`,
      remedy: 'npm run status says what waits, and why.',
    },
  ];
}

function isFilled(row: Row | undefined, field: string): boolean {
  return typeof row?.[field] === 'string' && row[field] !== '';
}
