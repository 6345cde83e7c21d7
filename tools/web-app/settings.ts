// The settings of tools that talk to a deployed web app: from the environment, else from a git-ignored `.env`.
import { SECRET_MIN_LENGTH } from '../../src/core/secret';
import { plainWebAppUrl } from '../../src/core/web-app-url';
import { readDotEnv } from '../dot-env';
import { UserError } from '../terminal/command-line';

export interface WebApp {
  secret: string;
  /** URL of the deployment, ending in /exec. */
  webAppUrl: string;
}

export interface WebAppSettings extends WebApp {
  /** Public address of Directus without a slash at the end; undefined: not told. */
  directusUrl: string | undefined;
}

/**
 * @param file path of the `.env`; it may be missing
 * @throws UserError with every problem at once
 */
export function readWebAppSettings(env: NodeJS.ProcessEnv, file: string): WebAppSettings {
  const stored = readDotEnv(file);
  const read = (name: string): string => (env[name] || stored[name] || '').trim();
  const secret = read('GCALENDARHOOKSECRET');
  const webAppUrl = plainWebAppUrl(read('GCALENDARHOOKURL'));
  const directusUrl = read('DIRECTUS_URL').replace(/\/+$/, '');
  const problems = [
    secretProblem(secret),
    webAppProblem(webAppUrl),
    directusUrl === '' || isHttp(directusUrl) ? undefined : `DIRECTUS_URL is no http address: ${directusUrl}`,
  ].filter((problem) => problem !== undefined);
  if (problems.length > 0)
    throw new UserError(
      `${problems.join('\n')}\nSet them in the environment, or in a file .env at the top of this project.`,
    );
  return { secret, webAppUrl, directusUrl: directusUrl || undefined };
}

function secretProblem(secret: string): string | undefined {
  if (secret === '') return 'GCALENDARHOOKSECRET is not set: the secret that Directus and the script share.';
  if (secret.length >= SECRET_MIN_LENGTH) return undefined;
  return `GCALENDARHOOKSECRET has ${secret.length} characters; the web app takes none with fewer than ${SECRET_MIN_LENGTH}.`;
}

function webAppProblem(url: string): string | undefined {
  if (url === '') return 'GCALENDARHOOKURL is not set: the URL of the web app, which ends in /exec.';
  if (!isHttp(url)) return `GCALENDARHOOKURL is no https address: ${url}`;
  if (!new URL(url).pathname.endsWith('/dev')) return undefined;
  return 'GCALENDARHOOKURL ends in /dev, which opens for editors of the script only. Take the URL that ends in /exec.';
}

function isHttp(text: string): boolean {
  return URL.canParse(text) && /^https?:$/.test(new URL(text).protocol);
}
