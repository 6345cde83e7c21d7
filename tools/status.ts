// npm run status: asks the deployed web app how the sync is doing, and walks both ways between Directus and Google.
import { join } from 'node:path';
import type { Status } from '../src/setup/status';
import { statusLines } from './status-text';
import { runCommand, type Command } from './terminal/command-line';
import { askStatus, type StatusQuestion } from './web-app/ask';
import { thisCheckout } from './web-app/sender';
import { readWebAppSettings, type WebAppSettings } from './web-app/settings';
import { walkBack, type WayBack } from './web-app/way-back';

declare const __PROJECT_ROOT__: string;

const OPTIONS = {
  json: { type: 'boolean', help: 'print the status and both ways as JSON' },
  full: { type: 'boolean', help: 'all lines of the report, and the losing values of conflicts unshortened' },
  about: { type: 'string', value: 'KEY', help: 'the same for one item (its primary key) or one event (its id)' },
} as const;

const COMMAND: Command<typeof OPTIONS> = {
  name: 'npm run status',
  purpose:
    'Asks the deployed web app how the sync is doing, and sends a test message from Directus to it.\n' +
    'Settings: GCALENDARHOOKSECRET, GCALENDARHOOKURL and, for the test message, DIRECTUS_URL, from the environment or\n' +
    'from a file .env at the top of this project. Exit code 1 when something needs a person.',
  options: OPTIONS,
};

export interface StatusReport {
  status: Status;
  /** From here to the web app and back. */
  webApp: { ms: number };
  /** From here to Directus' proxy flow and from it to the web app; null where DIRECTUS_URL isn't told. */
  wayBack: WayBack | null;
  /** Everything that needs a person, in words. */
  problems: string[];
}

export async function main(args: readonly string[]): Promise<number> {
  return await runCommand(COMMAND, args, async ({ json, full, about }) => {
    const settings = readWebAppSettings(process.env, join(__PROJECT_ROOT__, '.env'));
    const report = await readStatus(settings, { ...thisCheckout(), full, about });
    console.log(json ? JSON.stringify(report, null, 2) : reportLines(report, settings).join('\n'));
    return report.problems.length === 0 ? 0 : 1;
  });
}

/** @throws UserError where the web app gave no status */
export async function readStatus(settings: WebAppSettings, question: StatusQuestion): Promise<StatusReport> {
  const { secret, directusUrl } = settings;
  const startedAt = performance.now();
  const status = await askStatus(settings, question);
  const webApp = { ms: Math.round(performance.now() - startedAt) };
  const look = (): Promise<Status> => askStatus(settings, { ...question, full: false, about: undefined });
  const wayBack = directusUrl === undefined ? null : await walkBack({ secret, directusUrl }, look);
  const other =
    status.version === question.version
      ? []
      : [
          `The web app is version ${status.version}, this checkout is ${question.version}. Push, then Deploy, Manage deployments, edit, Version "New version".`,
        ];
  const problems = [...status.problems, ...other, ...(wayBack?.problem === undefined ? [] : [wayBack.problem])];
  return { status, webApp, wayBack, problems };
}

function reportLines({ status, webApp, wayBack, problems }: StatusReport, { webAppUrl }: WebAppSettings): string[] {
  return [
    ...statusLines(status),
    '',
    `Way in:   this terminal → ${webAppUrl}: answered in ${seconds(webApp.ms)}`,
    `Way back: this terminal → Directus → web app: ${wayBackText(wayBack)}`,
    ...problems.map((problem) => `PROBLEM: ${problem}`),
    ...status.warnings.map((warning) => `NOTE: ${warning}`),
  ];
}

function wayBackText(wayBack: WayBack | null): string {
  if (wayBack === null) return 'not tried, because DIRECTUS_URL is not set';
  return wayBack.ms === undefined ? 'nothing arrived' : `arrived within ${seconds(wayBack.ms)}`;
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`;
}
