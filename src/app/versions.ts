// Triggers and the editor run what was pushed last, the web app what was deployed last: two versions on one state.
// https://developers.google.com/apps-script/concepts/deployments
import { VERSION } from '../version';
import { alertOwner } from '../sync/alerts';
import type { App } from '../sync/context';
import { cell } from '../ports';

/** A push and its deployment belong together; nobody needs a mail between the two. */
const TOLD_AFTER_MS = 86_400_000;

interface OtherVersion {
  /** Of the web app, as it last answered a message. */
  version: string;
  /** Since when triggers have found it to be another one than theirs, ms since the epoch. */
  since: number;
}

/** The version of the web app that last answered a message. */
const WEB_APP = cell<string | null>('note.webAppVersion', null);
const OTHER = cell<OtherVersion | null>('note.otherVersion', null);
/** What the status says while messages come from flows of other bindings. */
export const OTHER_BINDINGS = cell<string[] | null>('note.otherBindings', null);

/** To be called with each message. */
export function noteDeployed(app: App): void {
  if (app.state.get(WEB_APP) !== VERSION) app.state.set(WEB_APP, VERSION);
}

/** To be called in runs of triggers: tells the owner when the web app has been of another version for a day. */
export function compareVersions(app: App): void {
  const deployed = app.state.get(WEB_APP) ?? VERSION;
  const before = app.state.get(OTHER);
  if (deployed === VERSION) {
    if (before) app.state.set(OTHER, null);
    return;
  }
  if (before?.version !== deployed) app.state.set(OTHER, { version: deployed, since: app.clock.now() });
  const [text] = versionsInWords(app);
  if (text !== undefined) alertOwner(app, { problem: 'versions', subject: 'two versions of the script', text });
}

/** What the status says, whichever of the two answers it. */
export function versionsInWords(app: App): string[] {
  const other = app.state.get(OTHER);
  if (!other || app.clock.now() - other.since < TOLD_AFTER_MS) return [];
  return [
    `Since ${new Date(other.since).toISOString()} the deployed web app has version ${other.version}, and the pushed script another one. In the editor: Deploy, Manage deployments, edit, Version "New version"; then run install.`,
  ];
}
