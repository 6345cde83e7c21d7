// Triggers and the editor run what was pushed last, the web app what was deployed last: two versions on one state.
// https://developers.google.com/apps-script/concepts/deployments
import { VERSION } from '../version';
import { alertOwner } from '../sync/alerts';
import type { App } from '../sync/context';

/** A push and its deployment belong together, but nobody must be told while he is at it. */
const TOLD_AFTER_MS = 86_400_000;

interface OtherVersion {
  /** Of the web app, as it last answered a message. */
  version: string;
  /** Since when triggers have found it to be another one than theirs, ms since the epoch. */
  since: number;
}

const WEB_APP = 'webAppVersion';
const OTHER = 'otherVersion';

/** To be called with each message. */
export function noteDeployed(app: App): void {
  if (app.state.note(WEB_APP) !== VERSION) app.state.setNote(WEB_APP, VERSION);
}

/** To be called in runs of triggers: tells the owner when the web app has been of another version for a day. */
export function compareVersions(app: App): void {
  const deployed = app.state.note<string>(WEB_APP) ?? VERSION;
  const before = app.state.note<OtherVersion>(OTHER);
  if (deployed === VERSION) {
    if (before) app.state.setNote(OTHER, null);
    return;
  }
  if (before?.version !== deployed)
    app.state.setNote(OTHER, { version: deployed, since: app.clock.now() } satisfies OtherVersion);
  const [text] = versionsInWords(app);
  if (text !== undefined) alertOwner(app, { problem: 'versions', subject: 'two versions of the script', text });
}

/** What the status says, in either of the two. */
export function versionsInWords(app: App): string[] {
  const other = app.state.note<OtherVersion>(OTHER);
  if (!other || app.clock.now() - other.since < TOLD_AFTER_MS) return [];
  return [
    `Since ${new Date(other.since).toISOString()} the web app is of version ${other.version}, and the script that was pushed of another one. In the editor: Deploy, Manage deployments, edit, Version "New version"; then run install.`,
  ];
}
