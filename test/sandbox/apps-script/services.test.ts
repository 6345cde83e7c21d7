// Utilities, mail, session and ScriptApp. https://developers.google.com/apps-script/reference/utilities/utilities
import { createHash, createHmac } from 'node:crypto';
import { disposeHosts, EXEC, fetchEcho, get, makeHost, MANIFEST } from './make-host';

afterEach(disposeHosts);

const signed = (buffer: Buffer): number[] => [...new Int8Array(buffer)];

test('digests and signatures are signed bytes; text is US-ASCII unless UTF-8 is asked for', async () => {
  const { evaluate } = makeHost();
  const body = `const U = Utilities; return [
    U.computeDigest(U.DigestAlgorithm.SHA_256, 'grün', U.Charset.UTF_8),
    U.computeDigest(U.DigestAlgorithm.MD5, 'grün'),
    U.computeHmacSha256Signature('grün', 'schlüssel', U.Charset.UTF_8),
    U.computeHmacSha256Signature([1, -1], [2])]`;
  expect(await evaluate(body)).toEqual([
    signed(createHash('sha256').update('grün').digest()),
    signed(createHash('md5').update('gr?n').digest()),
    signed(createHmac('sha256', 'schlüssel').update('grün').digest()),
    signed(
      createHmac('sha256', Buffer.from([2]))
        .update(Buffer.from([1, 255]))
        .digest(),
    ),
  ]);
});

test('base64 keeps its padding, web-safe too, and decodes to bytes', async () => {
  const { evaluate } = makeHost();
  const body = `const U = Utilities; return [U.base64Encode('ä€😀?'), U.base64EncodeWebSafe([-1, -2, -3, -4]),
    U.base64Decode('//79/A=='), U.base64DecodeWebSafe('__79_A=='), U.newBlob(U.base64Decode(U.base64Encode('ä€😀?'))).getDataAsString()]`;
  expect(await evaluate(body)).toEqual([
    Buffer.from('ä€😀?').toString('base64'),
    '__79_A==',
    [-1, -2, -3, -4],
    [-1, -2, -3, -4],
    'ä€😀?',
  ]);
});

test('getUuid gives another one each time', async () => {
  const { evaluate } = makeHost();
  const [first, second] = (await evaluate('return [Utilities.getUuid(), Utilities.getUuid()]')) as string[];
  expect(first).toMatch(/^[0-9a-f-]{36}$/);
  expect(second).not.toBe(first);
});

test('formatDate shows what clocks of a zone show; one that is unknown counts as GMT', async () => {
  const { evaluate } = makeHost();
  const body = `return ['Europe/Berlin', 'America/New_York', 'Nowhere/Here'].map((zone) =>
    Utilities.formatDate(new Date('2026-10-25T00:30:00Z'), zone, "yyyy-MM-dd'T'HH:mm:ss"))`;
  expect(await evaluate(body)).toEqual(['2026-10-25T02:30:00', '2026-10-24T20:30:00', '2026-10-25T00:30:00']);
  await expect(evaluate(`Utilities.formatDate(new Date(), 'UTC', 'EEEE')`)).rejects.toThrow('does not know "EEEE"');
});

test('mails are kept, counted by recipient and refused over the daily quota', async () => {
  const { host, evaluate } = makeHost({ options: { mailRecipientsPerDay: 3 } });
  const body = `MailApp.sendEmail('a@example.com,b@example.com', 'Hi', 'Text'); return MailApp.getRemainingDailyQuota()`;
  expect(await evaluate(body)).toBe(1);
  const object = `MailApp.sendEmail({to: 'a@example.com', cc: 'c@example.com', subject: 's', htmlBody: '<p>'})`;
  await expect(evaluate(object)).rejects.toThrow('too many times');
  expect(host.mails()).toMatchObject([{ to: 'a@example.com,b@example.com', subject: 'Hi', body: 'Text' }]);
});

const WHO = `function who() { return [Session.getEffectiveUser().getEmail(), Session.getActiveUser().getEmail(), Session.getScriptTimeZone(), ScriptApp.getService().getUrl()]; }
  function doGet() { return ContentService.createTextOutput(JSON.stringify(who())); }`;

test('the owner runs the script; anonymous callers of the web app are nobody; /dev outside of the web app', async () => {
  const { host } = makeHost({ bundle: WHO });
  const url = 'https://script.google.com/macros/s/SANDBOX_DEPLOYMENT';
  expect((await host.run('who')).value).toEqual([
    'owner@example.com',
    'owner@example.com',
    'Europe/Berlin',
    `${url}/dev`,
  ]);
  const echo = await fetchEcho(host, await host.webApp(get(EXEC)));
  expect(JSON.parse(echo.body)).toEqual(['owner@example.com', '', 'Europe/Berlin', `${url}/exec`]);
});

test('a scope that the manifest does not list is missed by the service that needs it', async () => {
  const scopes = ['https://www.googleapis.com/auth/script.scriptapp'];
  const { evaluate } = makeHost({ manifest: { ...MANIFEST, oauthScopes: scopes } });
  expect(await evaluate('return ScriptApp.getProjectTriggers()')).toEqual([]);
  expect(
    await evaluate('return ScriptApp.getAuthorizationInfo(ScriptApp.AuthMode.FULL).getAuthorizedScopes()'),
  ).toEqual(scopes);
  await expect(evaluate(`MailApp.sendEmail('a@example.com', '', '')`)).rejects.toThrow('script.send_mail');
  await expect(evaluate(`UrlFetchApp.fetch('https://example.com')`)).rejects.toThrow('script.external_request');
  await expect(evaluate(`Calendar.Events.list('primary')`)).rejects.toThrow('insufficient authentication scopes');
  await expect(evaluate(`ScriptApp.requireScopes('FULL', ['x'])`)).rejects.toThrow('Authorization is required');
});
