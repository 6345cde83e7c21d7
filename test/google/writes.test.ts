// The Calendar port over the batch endpoint: in which form writes go out, and what a refusal leads to.
import type { CalendarEvent } from '../../src/core/calendar-event';
import type { EventWrite, Result } from '../../src/ports';
import { Bursts } from '../../src/google/bursts';
import { googleCalendar, type CalendarOptions } from '../../src/google/calendar';

interface Sent {
  method: string;
  query: Record<string, string>;
  body: CalendarEvent;
}

afterEach(() => {
  delete (globalThis as { Utilities?: unknown }).Utilities;
});

/** Google that answers each part with what `refuse` says, else with the body as stored. */
function google(
  refuse: (sent: Sent) => [status: number, reason: string] | undefined = () => undefined,
  cached = new Map<string, string>(),
) {
  const cache = {
    get: (name: string) => cached.get(name) ?? null,
    getAll: () => ({}),
    putAll(values: Record<string, string>) {
      for (const [name, text] of Object.entries(values)) cached.set(name, text);
      return true;
    },
  };
  const rounds: Sent[][] = [];
  const spent: number[] = [];
  const batches: number[] = [];
  const answer = (sent: Sent): { status: number; body: unknown } => {
    const [status, reason] = refuse(sent) ?? [];
    return status
      ? { status, body: { error: { code: status, errors: [{ reason }] } } }
      : { status: 200, body: sent.body };
  };
  Object.assign(globalThis, { Utilities: { getUuid: () => 'uuid' } });
  const options = {
    clock: { now: () => 0, left: () => 60_000, sleep: () => undefined },
    fetch: (url: string, requests: { method: string; payload: string }[]) => {
      const [one] = requests;
      if (!url.includes('/batch/')) {
        const { pathname, searchParams } = new URL(url);
        const id = pathname.split('/').pop()!;
        const sent = {
          method: one!.method,
          query: Object.fromEntries(searchParams),
          body: { ...(JSON.parse(one!.payload) as object), id },
        };
        rounds.push([sent]);
        const { status, body } = answer(sent);
        return [{ ok: true, value: { status, headers: {}, text: JSON.stringify(body) } }];
      }
      const parts = requests.map(({ payload }) => partsOf(payload));
      rounds.push(parts.flat());
      batches.push(...parts.map(({ length }) => length));
      return parts.map((batch) => ({
        ok: true,
        value: {
          status: 200,
          headers: { 'content-type': 'multipart/mixed; boundary=b' },
          text: batch
            .map(answer)
            .map(
              ({ status, body }, i) =>
                `--b\r\nContent-ID: <response-${i}>\r\n\r\nHTTP/1.1 ${status} X\r\nContent-Type: application/json\r\n\r\n${JSON.stringify(body)}\r\n`,
            )
            .join(''),
        },
      }));
    },
    token: () => 'token',
    pace: { spend: (units: number) => void spent.push(units) },
    count: () => undefined,
    bursts: new Bursts(cache),
    batches: { areUsed: true, worked: () => undefined, wereRefused: () => undefined },
  } as unknown as CalendarOptions;
  return { calendar: googleCalendar(options), rounds, spent, batches };
}

function partsOf(payload: string): Sent[] {
  return [...payload.matchAll(/^(PUT|PATCH|POST|GET) (\S+) HTTP[^]*?\r\n\r\n([^]*?)\r\n--/gm)].map(
    ([, method, path, body]) => ({
      method: method!,
      query: Object.fromEntries(new URLSearchParams(path!.split('?')[1] ?? '')),
      body: (body ? JSON.parse(body) : {}) as CalendarEvent,
    }),
  );
}

const event = (id: string, more: object = {}): CalendarEvent => ({
  id,
  etag: `"${id}"`,
  summary: 'Old',
  location: 'Hall',
  ...more,
});
const rename = (of: CalendarEvent): EventWrite => ({ kind: 'patch', event: of, body: { summary: 'New' } });
const GUESTS = { attendees: [{ email: 'guest@example.org' }] };
const bodyOf = ({ body }: Sent): object => body;

describe('writes in bulk', () => {
  it('[WR6] go out as whole events, but as patches where the event has guests: no list is ever sent', () => {
    const { calendar, rounds, spent } = google();
    calendar.write(
      'primary',
      [event('plain'), event('guests', GUESTS), event('cut', { attendeesOmitted: true })].map(rename),
    );
    const [sent] = rounds;
    expect(sent!.map(({ method }) => method)).toEqual(['PUT', 'PATCH', 'PATCH']);
    expect(sent!.map(bodyOf)).toEqual([
      { id: 'plain', summary: 'New', location: 'Hall' },
      { summary: 'New' },
      { summary: 'New' },
    ]);
    expect(spent).toEqual([1 + 3 + 3]);
  });

  const many = (count: number) => Array.from({ length: count }, (_, i) => event(`e${i}`));
  const ids = (answers: readonly Result<CalendarEvent>[]) => answers.map((answer) => answer.ok && answer.value.id);

  it('[GL4] begin with 100 in flight, and go on by 500 once Google has taken those, in full batches', () => {
    const { calendar, rounds, batches, spent } = google();
    expect(ids(calendar.write('primary', many(800).map(rename)))).toEqual(many(800).map(({ id }) => id));
    expect(rounds.map(({ length }) => length)).toEqual([100, 500, 200]);
    expect(spent).toEqual([100, 500, 200]);
    expect(batches).toEqual(Array(16).fill(50));
    calendar.write('primary', many(500).map(rename));
    calendar.write('other', many(120).map(rename));
    expect(rounds.slice(3).map(({ length }) => length)).toEqual([500, 100, 20]);
  });

  it('of which Google has taken fewer than 100 at once prove nothing of more', () => {
    const { calendar, rounds } = google();
    calendar.write('primary', many(99).map(rename));
    calendar.write('primary', many(150).map(rename));
    expect(rounds.map(({ length }) => length)).toEqual([99, 100, 50]);
  });

  it('go on in a further execution from what the calendar has taken', () => {
    const cached = new Map<string, string>();
    google(undefined, cached).calendar.write('primary', many(300).map(rename));
    const { calendar, rounds } = google(undefined, cached);
    calendar.write('primary', many(500).map(rename));
    expect(rounds.map(({ length }) => length)).toEqual([500]);
  });

  it('go on so where a cache that was filled meanwhile has dropped what was told before the last round', () => {
    const cached = new Map<string, string>();
    const { calendar } = google(undefined, cached);
    calendar.write('primary', many(100).map(rename));
    cached.clear();
    calendar.write('primary', many(500).map(rename));
    const { calendar: next, rounds } = google(undefined, cached);
    next.write('primary', many(500).map(rename));
    expect(rounds.map(({ length }) => length)).toEqual([500]);
  });

  it('a write alone is a patch with all that is null in it, and goes past the advanced service', () => {
    const { calendar, rounds } = google();
    const body = { description: null, start: { date: null, dateTime: '2026-07-01T10:00:00Z', timeZone: null } };
    const [answer] = calendar.write('primary', [{ kind: 'patch', event: event('one'), body }]);
    expect(answer).toMatchObject({ ok: true });
    expect(rounds).toEqual([
      [{ method: 'patch', query: { supportsAttachments: 'true', sendUpdates: 'none' }, body: { ...body, id: 'one' } }],
    ]);
  });

  it('[GL5] stop at the first round of which Google finds something too fast: the others are answered like that, and not sent', () => {
    let taken = 0;
    const { calendar, rounds } = google(() => ((taken += 1) > 120 ? [403, 'rateLimitExceeded'] : undefined));
    const answers = calendar.write('primary', many(500).map(rename));
    expect(rounds.map(({ length }) => length)).toEqual([100, 400]);
    expect(ids(answers).filter(Boolean)).toHaveLength(120);
    expect(answers.slice(120).map((answer) => !answer.ok && answer.failure.kind)).toEqual(
      Array(380).fill('rateLimited'),
    );
    taken = 0;
    calendar.write('primary', many(120).map(rename));
    expect(rounds.slice(2).map(({ length }) => length)).toEqual([100, 20]);
  });

  it('reads go out all at once', () => {
    const { calendar, rounds } = google();
    expect(
      ids(
        calendar.getMany(
          'primary',
          many(300).map(({ id }) => id),
        ),
      ),
    ).toHaveLength(300);
    expect(rounds.map(({ length }) => length)).toEqual([300]);
  });

  it('say nothing of conferences, so that Google leaves them as they are', () => {
    const { calendar, rounds } = google();
    calendar.write('primary', [event('one'), event('two')].map(rename));
    expect(rounds[0]!.map(({ query }) => query)).toEqual(
      Array(2).fill({ supportsAttachments: 'true', sendUpdates: 'none' }),
    );
  });

  it.each([
    [400, 'invalid'],
    [403, 'forbidden'],
  ])('[WR7] a whole event that is refused with %d goes once more as a patch', (status, reason) => {
    const { calendar, rounds } = google(({ method, body }) =>
      method === 'PUT' && body.id !== 'good' ? [status, reason] : undefined,
    );
    const answers = calendar.write(
      'primary',
      ['bad', 'good', 'worse'].map((id) => rename(event(id))),
    );
    expect(answers.map(({ ok }) => ok)).toEqual([true, true, true]);
    expect(rounds.map((sent) => sent.map(({ method }) => method))).toEqual([
      ['PUT', 'PUT', 'PUT'],
      ['PATCH', 'PATCH'],
    ]);
  });

  it('a single one goes by itself then, and is refused only if that is refused, too', () => {
    const { calendar, rounds } = google(({ body }) => (body.id === 'bad' ? [400, 'invalid'] : undefined));
    const answers = calendar.write(
      'primary',
      ['bad', 'good'].map((id) => rename(event(id))),
    );
    expect(answers).toMatchObject([{ ok: false, failure: { kind: 'invalid' } }, { ok: true }]);
    expect(rounds.flat().map(({ method }) => method)).toEqual(['PUT', 'PUT', 'patch']);
  });

  it.each([
    [403, 'rateLimitExceeded'],
    [403, 'quotaExceeded'],
    [412, 'conditionNotMet'],
    [404, 'notFound'],
  ])('what is refused for another reason than what it says is not tried as a patch: %d %s', (status, reason) => {
    const { calendar, rounds } = google(() => [status, reason]);
    calendar.write(
      'primary',
      ['one', 'two'].map((id) => rename(event(id))),
    );
    expect(rounds).toHaveLength(1);
  });
});
