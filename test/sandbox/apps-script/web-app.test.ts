// The web app's front. https://developers.google.com/apps-script/guides/web, …/guides/content
import { ConnectionLost } from '../../../sandbox/calendar';
import type { AppsScriptHost, HostOptions } from '../../../sandbox/apps-script';
import { disposeHosts, EXEC, fetchEcho, get, makeHost, MANIFEST, post } from './make-host';

afterEach(disposeHosts);

const ECHO_EVENT = `
  function doGet(e) { return ContentService.createTextOutput(JSON.stringify(e)).setMimeType(ContentService.MimeType.JSON); }
  function doPost(e) { return doGet(e); }`;

test('a text answer is a 302 to an echo URL, which GET answers with the MIME type', async () => {
  const { host } = makeHost({ bundle: ECHO_EVENT });
  const answer = await host.webApp(post(EXEC, '{"a":1}', { 'content-type': 'application/json' }));
  expect(answer.status).toBe(302);
  expect(answer.headers.location).toMatch(/^http:\/\/127\.0\.0\.1:8080\/macros\/echo\?user_content_key=[\w-]+&lib=/);
  const echo = await fetchEcho(host, answer);
  expect([echo.status, echo.headers['content-type']]).toEqual([200, 'application/json; charset=utf-8']);
});

test('doPost sees query, path and body, and no header', async () => {
  const { host } = makeHost({ bundle: ECHO_EVENT });
  const request = post(`${EXEC}/a/b?x=1&x=2&y=%C3%A4`, 'grüße', {
    'content-type': 'text/plain; charset=utf-8',
    authorization: 'Bearer 1',
  });
  const echo = await fetchEcho(host, await host.webApp(request));
  expect(JSON.parse(echo.body)).toEqual({
    queryString: 'x=1&x=2&y=%C3%A4',
    parameter: { x: '1', y: 'ä' },
    parameters: { x: ['1', '2'], y: ['ä'] },
    pathInfo: 'a/b',
    contextPath: '',
    contentLength: 7,
    postData: { length: 7, type: 'text/plain', contents: 'grüße', name: 'postData' },
  });
});

test('doGet has an empty query, no body and the length -1', async () => {
  const { host } = makeHost({ bundle: ECHO_EVENT });
  const echo = await fetchEcho(host, await host.webApp(get(EXEC)));
  expect(JSON.parse(echo.body)).toEqual({
    queryString: '',
    parameter: {},
    parameters: {},
    contextPath: '',
    contentLength: -1,
  });
});

test('a form-encoded body is parsed into the parameters, too', async () => {
  const { host } = makeHost({ bundle: ECHO_EVENT });
  const request = post(`${EXEC}?a=1`, 'a=2&b=c+d', { 'content-type': 'application/x-www-form-urlencoded' });
  const event: unknown = JSON.parse((await fetchEcho(host, await host.webApp(request))).body);
  expect(event).toMatchObject({ parameter: { a: '1', b: 'c d' }, parameters: { a: ['1', '2'], b: ['c d'] } });
});

test('the echo URL takes no POST and is good for a short time only', async () => {
  const { host, clock } = makeHost({ bundle: ECHO_EVENT });
  const answer = await host.webApp(get(EXEC));
  const { pathname, search } = new URL(answer.headers.location ?? '');
  expect((await host.webApp(post(`${pathname}${search}`, ''))).status).toBe(405);
  expect((await fetchEcho(host, answer)).status).toBe(200);
  await clock.advance(3_600_000);
  expect((await fetchEcho(host, answer)).status).toBe(404);
});

test('an HtmlService answer comes directly', async () => {
  const { host } = makeHost({
    bundle: `function doGet() { return HtmlService.createHtmlOutput('<p>hi').setTitle('t'); }`,
  });
  expect(await host.webApp(get(EXEC))).toMatchObject({ status: 200, body: '<p>hi' });
});

test.each([
  [
    'an uncaught error',
    `function doGet() {\n  throw new TypeError('boom <b>');\n}`,
    'TypeError: boom &lt;b&gt; (line 2, file',
  ],
  ['no answer', 'function doGet() {}', 'did not return anything'],
  ['an answer of another type', 'function doGet() { return {a: 1}; }', 'not a supported return type'],
  ['no doGet', '', 'Script function not found: doGet'],
])('%s gives an HTML page with status 200', async (_, bundle, text) => {
  const { host } = makeHost({ bundle });
  const answer = await host.webApp(get(EXEC));
  expect([answer.status, answer.headers['content-type']]).toEqual([200, 'text/html; charset=utf-8']);
  expect(answer.body).toContain('<title>Error</title>');
  expect(answer.body).toContain(text);
});

test('the status of the error page can be what the front end sends at times', async () => {
  const { host } = makeHost({ options: { webAppErrorStatus: 503 } });
  expect((await host.webApp(get(EXEC))).status).toBe(503);
});

test('a killed execution and the 31st at once give an error page', async () => {
  const { host } = makeHost({
    bundle: 'function doGet() { for (;;) { /* never ends */ } }',
    options: { executionLimitMs: 300, simultaneousExecutions: 1 },
  });
  const [killed, refused] = await Promise.all([host.webApp(get(EXEC)), host.webApp(get(EXEC))]);
  expect(killed.body).toContain('Exceeded maximum execution time');
  expect(refused.body).toContain('too many scripts running simultaneously');
  expect(host.stats().executions.doGet).toMatchObject({ count: 1, killed: 1, refused: 1 });
});

test.each([
  ['HEAD', EXEC, 405],
  ['OPTIONS', EXEC, 405],
  ['GET', `${EXEC}?sid=1`, 405],
  ['POST', `${EXEC}?c=1`, 405],
  ['GET', '/macros/s/ANOTHER/exec', 404],
  ['GET', '/macros/echo?user_content_key=none', 404],
])('%s %s answers %i', async (method, path, status) => {
  const { host } = makeHost({ bundle: ECHO_EVENT });
  expect((await host.webApp({ method, path, headers: {}, body: '' })).status).toBe(status);
  expect(host.executions()).toEqual([]);
});

test('without anonymous access callers are sent to a sign-in page', async () => {
  const { host } = makeHost({ bundle: ECHO_EVENT, options: { anonymousAccess: false } });
  const answer = await host.webApp(get(EXEC));
  expect(answer.status).toBe(302);
  expect((await fetchEcho(host, answer)).body).toContain('Sign in');
});

test.each([
  ['of one of several accounts', '/macros/u/1/s/SANDBOX_DEPLOYMENT/exec', 'Sign in'],
  ['of a Workspace domain', '/a/macros/example.com/s/SANDBOX_DEPLOYMENT/exec', 'Unauthorized'],
  ['of a Workspace domain as it was formerly', '/a/example.com/macros/s/SANDBOX_DEPLOYMENT/exec', 'Unauthorized'],
])('an address %s asks strangers who they are, and runs nothing', async (_, path, title) => {
  const { host } = makeHost({ bundle: ECHO_EVENT });
  const answer = await host.webApp(post(path, '{}'));
  const last = answer.status === 302 ? await fetchEcho(host, answer) : answer;
  expect([answer.status, last.headers['content-type']]).toEqual([
    title === 'Sign in' ? 302 : 401,
    'text/html; charset=utf-8',
  ]);
  expect(last.body).toContain(`<title>${title}</title>`);
  expect(host.executions()).toEqual([]);
  expect((await host.webApp(post(EXEC, '{}'))).status).toBe(302);
  expect(host.executions()).toHaveLength(1);
});

test('without the owner’s consent the page says that authorisation is needed', async () => {
  const { host } = makeHost({ bundle: ECHO_EVENT, options: { authorized: false } });
  expect((await host.webApp(post(EXEC, '{}'))).body).toContain('Authorization needed');
});

describe('pushed code that asks for more scopes', () => {
  const [OLD, NEW] = ['external_request', 'scriptapp'].map((name) => `https://www.googleapis.com/auth/script.${name}`);
  const bundle = `${ECHO_EVENT}
    function ask() { ScriptApp.requireAllScopes(ScriptApp.AuthMode.FULL); return true; }
    function triggers() { return ScriptApp.getProjectTriggers().length; }
    function status() { return ScriptApp.getAuthorizationInfo(ScriptApp.AuthMode.FULL).getAuthorizationStatus(); }`;

  function pushed(options: Partial<HostOptions> = {}): AppsScriptHost {
    const { host } = makeHost({ bundle, manifest: { ...MANIFEST, oauthScopes: [OLD] }, options });
    host.setBundle(bundle, { deployed: false, manifest: { ...MANIFEST, oauthScopes: [OLD, NEW] } });
    return host;
  }
  const answers = async (host: AppsScriptHost): Promise<boolean> =>
    (await host.webApp(post(EXEC, '{}'))).status === 302;

  test('stops the deployed web app and the triggers, until the owner consents', async () => {
    const host = pushed();
    expect((await host.webApp(post(EXEC, '{}'))).body).toContain('Authorization needed');
    expect(await host.runTrigger('triggers')).toMatchObject({ status: 'refused' });
    host.consent();
    expect(await answers(host)).toBe(true);
    expect(await host.runTrigger('triggers')).toMatchObject({ status: 'completed' });
  });

  test('stops the triggers alone, where the switch says so', async () => {
    const host = pushed({ headScopesStopWebApp: false });
    expect(await answers(host)).toBe(true);
    expect(await host.runTrigger('triggers')).toMatchObject({ status: 'refused' });
  });

  test('has in the editor what was consented to, until a run that requires all asks the owner, and ends', async () => {
    const host = pushed();
    expect((await host.run('status')).value).toBe('REQUIRED');
    expect((await host.run('triggers')).error?.message).toContain('script.scriptapp');
    expect(await answers(host)).toBe(false);
    expect(await host.run('ask')).toMatchObject({ status: 'killed' });
    expect(await answers(host)).toBe(true);
    expect((await host.run('ask')).value).toBe(true);
    expect((await host.run('triggers')).value).toBe(0);
    expect((await host.run('status')).value).toBe('NOT_REQUIRED');
  });

  test('asks for nothing where the scopes are those of before, or fewer', async () => {
    const { host } = makeHost({ bundle, manifest: { ...MANIFEST, oauthScopes: [OLD, NEW] } });
    host.setBundle(bundle, { manifest: { ...MANIFEST, oauthScopes: [OLD] } });
    expect(await answers(host)).toBe(true);
    expect((await host.run('triggers')).error?.message).toContain('script.scriptapp');
  });
});

test('a lost answer: the work is done, the echo URL fails', async () => {
  const { host } = makeHost({ bundle: ECHO_EVENT, options: { echo: 'lost' } });
  expect((await fetchEcho(host, await host.webApp(post(EXEC, '{}')))).status).toBe(404);
  expect(host.executions()).toHaveLength(1);
});

test('an answer that leads back to /exec runs doGet, whose JSON then looks like the answer', async () => {
  const { host } = makeHost({
    bundle: `function doPost() { return ContentService.createTextOutput('post'); }
      function doGet() { return ContentService.createTextOutput('get'); }`,
    options: { echo: 'exec' },
  });
  const back = await fetchEcho(host, await host.webApp(post(EXEC, '{}')));
  expect(back.status).toBe(302);
  expect((await fetchEcho(host, await fetchEcho(host, back))).body).toBe('get');
});

describe('faults', () => {
  const bundle = `function doPost() {
    PropertiesService.getScriptProperties().setProperty('n', String(Number(PropertiesService.getScriptProperties().getProperty('n')) + 1));
    return ContentService.createTextOutput('ok');
  }`;

  test('a status answers instead of the script', async () => {
    const { host, faults } = makeHost({ bundle });
    faults.add({ target: 'webapp', status: 503, times: 1 });
    expect((await host.webApp(post(EXEC, ''))).status).toBe(503);
    expect(host.properties().script).toEqual({});
    expect((await host.webApp(post(EXEC, ''))).status).toBe(302);
  });

  test('a dropped request never runs, a cut answer comes from a run that happened', async () => {
    const { host, faults } = makeHost({ bundle });
    faults.add({ target: 'webapp', drop: true, times: 1 });
    await expect(host.webApp(post(EXEC, ''))).rejects.toThrow(ConnectionLost);
    expect(host.properties().script).toEqual({});
    faults.add({ target: 'webapp', cutAfterSend: true, times: 1 });
    await expect(host.webApp(post(EXEC, ''))).rejects.toThrow(ConnectionLost);
    expect(host.properties().script).toEqual({ n: '1' });
  });

  test('a doubled request runs twice', async () => {
    const { host, faults } = makeHost({ bundle });
    faults.add({ target: 'webapp', duplicate: true, times: 1 });
    expect((await host.webApp(post(EXEC, ''))).status).toBe(302);
    expect(host.properties().script).toEqual({ n: '2' });
  });

  test('a kill before the work leaves nothing, one after it leaves the work', async () => {
    const { host, faults } = makeHost({ bundle });
    faults.add({ target: 'webapp', kill: 'before', times: 1 });
    expect((await host.webApp(post(EXEC, ''))).body).toContain('<title>Error</title>');
    expect(host.properties().script).toEqual({});
    faults.add({ target: 'webapp', kill: 'after', times: 1 });
    expect((await host.webApp(post(EXEC, ''))).body).toContain('<title>Error</title>');
    expect(host.properties().script).toEqual({ n: '1' });
    expect(host.executions().map(({ status }) => status)).toEqual(['killed', 'killed']);
  });
});
