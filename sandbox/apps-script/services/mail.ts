// MailApp and Session: who runs the script, and e-mails, which the host keeps instead of sending them.
// https://developers.google.com/apps-script/reference/mail/mail-app, …/reference/base/session
import type { ExecutionConfig, Mail } from '../protocol';
import { exception } from './exceptions';
import { ask } from './host';

type MailOptions = Partial<Record<keyof Mail, unknown>>;

/** Sends by (message), (to, subject, body) or (to, subject, body, options). */
function sendEmail(first: string | MailOptions, subject?: string, body?: string, options: MailOptions = {}): void {
  const given = typeof first === 'object' ? first : { ...options, to: first, subject, body };
  const text = (name: keyof Mail): string => (given[name] === undefined ? '' : String(given[name]));
  if (text('to') === '') throw exception('Failed to send email: no recipient');
  ask('mail.send', {
    to: text('to'),
    cc: text('cc'),
    bcc: text('bcc'),
    replyTo: text('replyTo'),
    name: text('name'),
    subject: text('subject'),
    body: text('body'),
    htmlBody: text('htmlBody'),
  });
}

export const mailApp = { sendEmail, getRemainingDailyQuota: (): number => ask('mail.remaining') };

export function makeSession(config: ExecutionConfig) {
  return {
    getEffectiveUser: () => ({ getEmail: (): string => ask('session.email', 'effective') }),
    getActiveUser: () => ({ getEmail: (): string => ask('session.email', 'active') }),
    getScriptTimeZone: (): string => config.timeZone,
  };
}
