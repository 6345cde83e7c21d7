// Rules as texts: which ones mean the same, which a person may write, and how a series is ended.
import fc from 'fast-check';
import { canonicalRule, endBefore, readRule, ruleText } from '../../../src/core/series/recurrence';
import { addDays, momentOfWall } from '../../../src/core/zones';
import { RULES } from './rule-table';

const BERLIN = { allDay: false, zone: 'Europe/Berlin', start: '2026-06-01T07:00:00Z', end: '2026-06-01T08:00:00Z' };
const DAYS = { allDay: true, zone: 'Europe/Berlin', start: '2026-06-01', end: '2026-06-02' };

const sent = (text: string, context: Parameters<typeof readRule>[1] = BERLIN) => readRule(text, context);
const problemOf = (text: string, context: Parameters<typeof readRule>[1] = BERLIN): string => {
  const read = readRule(text, context);
  return 'problem' in read ? read.problem : `none: ${read.lines.join(' ')}`;
};

const table = RULES.map(([name, zone, start, ...lines]) => {
  const context =
    zone === 'day' ? { allDay: true, zone: 'UTC', start } : { allDay: false, zone, start: momentOfWall(start, zone) };
  return { name, context, lines };
});

describe('a rule that a person writes', () => {
  it('is taken in all forms that calendars write', () => {
    expect(table).toHaveLength(44);
    for (const { name, context, lines } of table) {
      const read = readRule(ruleText(lines), context);
      expect({ name, read }).toEqual({ name, read: { lines: expect.any(Array) } });
      // What is sent means the same, and is taken again as it is.
      const { lines: again } = read as { lines: string[] };
      expect(canonicalRule(ruleText(again), context)).toBe(canonicalRule(ruleText(lines), context));
      expect(readRule(ruleText(again), context)).toEqual(read);
    }
  });

  it.each([
    ['freq=weekly; byday=mo,tu', ['RRULE:FREQ=WEEKLY;BYDAY=MO,TU'], 'without a name, in lower case, with blanks'],
    ['FREQ=DAILY;UNTIL=20260603', ['RRULE:FREQ=DAILY;UNTIL=20260603T215959Z'], 'until a day: all of it'],
    ['FREQ=DAILY;UNTIL=20260603T090000', ['RRULE:FREQ=DAILY;UNTIL=20260603T070000Z'], 'until a wall time'],
    ['FREQ=DAILY;UNTIL=20260603T070000z', ['RRULE:FREQ=DAILY;UNTIL=20260603T070000Z'], 'until a moment'],
    ['FREQ=DAILY;UNTIL=20260601T070000Z', ['RRULE:FREQ=DAILY;UNTIL=20260601T070000Z'], 'until the start itself'],
    [
      'EXDATE:20260602T070000Z\nFREQ=DAILY\nEXDATE;TZID=America/New_York:20260603T030000',
      ['RRULE:FREQ=DAILY', 'EXDATE;TZID=Europe/Berlin:20260602T090000,20260603T090000'],
      'dates of several lines and zones go as one line in that of the series',
    ],
    [
      'FREQ=DAILY\nEXDATE:20261025T003000Z,20261025T013000Z',
      ['RRULE:FREQ=DAILY', 'EXDATE:20261025T003000Z,20261025T013000Z'],
      'unless one is in the second of a doubled hour',
    ],
    [
      'DTSTART;TZID=Europe/Berlin:20260601T090000\nDTEND:20260601T080000Z\nRRULE:FREQ=DAILY',
      ['RRULE:FREQ=DAILY'],
      'with the start and end that the item has',
    ],
    ['FREQ=MONTHLY;BYDAY=MO,TU,\r\n WE', ['RRULE:FREQ=MONTHLY;BYDAY=MO,TU,WE'], 'folded'],
    ['  \n', [], 'nothing is no rule'],
  ])('is sent in the form that Google takes: %j is %j (%s)', (text, lines) => expect(sent(text)).toEqual({ lines }));

  it.each([
    ['FREQ=DAILY;UNTIL=20260603', ['RRULE:FREQ=DAILY;UNTIL=20260603'], 'a day'],
    ['FREQ=DAILY;UNTIL=20260603T000000Z', ['RRULE:FREQ=DAILY;UNTIL=20260603'], 'a midnight of exports'],
    ['FREQ=DAILY;UNTIL=20260603T000000', ['RRULE:FREQ=DAILY;UNTIL=20260603'], 'a floating one'],
    ['FREQ=DAILY;UNTIL=20260603T215959Z', ['RRULE:FREQ=DAILY;UNTIL=20260603'], 'the last second of the day there'],
    ['FREQ=DAILY;UNTIL=20260603T220000Z', ['RRULE:FREQ=DAILY;UNTIL=20260604'], 'a second later it is the next one'],
    ['RDATE:20260603,20260605', ['RDATE;VALUE=DATE:20260603,20260605'], 'dates alone'],
  ])('is sent as days where the series is all-day: %j is %j (%s)', (text, lines) =>
    expect(sent(text, DAYS)).toEqual({ lines }),
  );

  it.each([
    [
      'FREQ=WEKLY',
      'FREQ=WEKLY cannot be: write one of DAILY, WEEKLY, MONTHLY, YEARLY, HOURLY, MINUTELY, SECONDLY. Did you mean "WEEKLY"?',
    ],
    ['FREQ=DAILY;INTERVALL=2', 'INTERVALL is no part of a rule: take it out. Did you mean "INTERVAL"?'],
    ['FREQ', 'FREQ= cannot be: write one of'],
    ['INTERVAL=2', 'the rule does not say how often: add FREQ=WEEKLY'],
    ['every Monday', 'EVERYMONDAY is no part of a rule: take it out.'],
    ['FREQ=DAILY;COUNT=3;COUNT=4', 'a part of the rule is there twice'],
    ['FREQ=DAILY;COUNT=3;UNTIL=20270101', 'COUNT and UNTIL cannot both be: take one out.'],
    ['FREQ=DAILY;COUNT=0', 'COUNT=0 cannot be: write a whole number from 1.'],
    ['FREQ=DAILY;COUNT=-1', 'COUNT=-1 cannot be'],
    ['FREQ=DAILY;INTERVAL=0', 'INTERVAL=0 cannot be'],
    ['FREQ=DAILY;INTERVAL=1.5', 'INTERVAL=1.5 cannot be'],
    ['FREQ=MONTHLY;BYMONTHDAY=32', 'BYMONTHDAY=32 cannot be: write numbers from 1 to 31, or from -31 to -1.'],
    ['FREQ=MONTHLY;BYMONTHDAY=0', 'BYMONTHDAY=0 cannot be'],
    ['FREQ=MONTHLY;BYMONTHDAY=1,,2', 'BYMONTHDAY=1,,2 cannot be'],
    ['FREQ=YEARLY;BYMONTH=-1', 'BYMONTH=-1 cannot be: write numbers from 1 to 12.'],
    ['FREQ=DAILY;BYHOUR=24', 'BYHOUR=24 cannot be'],
    ['FREQ=WEEKLY;BYDAY=MON', 'BYDAY=MON cannot be: write days like MO,TU, or 2TU and -1FR.'],
    ['FREQ=MONTHLY;BYDAY=0MO', 'BYDAY=0MO cannot be'],
    ['FREQ=MONTHLY;BYDAY=54MO', 'BYDAY=54MO cannot be'],
    ['FREQ=WEEKLY;WKST=XX', 'WKST=XX cannot be'],
    ['FREQ=DAILY;UNTIL=20260231', 'UNTIL=20260231 is no date'],
    ['FREQ=DAILY;UNTIL=2026-12-31', 'UNTIL=2026-12-31 is no date: write 20261231, or 20261231T225959Z.'],
    ['FREQ=DAILY;UNTIL=20260531', 'UNTIL=20260531 is before the start: write a later date.'],
    ['FREQ=DAILY;UNTIL=20260601T065959Z', 'UNTIL=20260601T065959Z is before the start'],
    ['FREQ=DAILY\nFREQ=WEEKLY', 'there are several RRULE lines: leave one.'],
    ['RDATE:', 'no line says when the event takes place again'],
    ['EXDATE:20260602T070000Z', 'no line says when the event takes place again: add an RRULE or RDATE line.'],
    ['FREQ=DAILY\nEXDATE;VALUE=DATE:20260602', 'EXDATE has 20260602 in it: write times like 20260601T090000.'],
    ['RDATE;VALUE=PERIOD:20260602T070000Z/PT1H', 'RDATE has 20260602T070000Z/PT1H in it'],
    [
      'FREQ=DAILY\nEXDATE;TZID=Europe/Berlim:20260602T090000',
      'TZID is no time zone: Europe/Berlim. Did you mean "Europe/Berlin"?',
    ],
    ['FREQ=DAILY\nEXRULE:FREQ=WEEKLY', 'EXRULE is not taken: name the dates that are left out in an EXDATE line.'],
    ['FREQ=DAILY\nEXDATES:20260602', 'EXDATES is no line of a rule: take it out. Did you mean "EXDATE"?'],
    ['FREQ=DAILY\nDTSTART:20260601T080000Z', 'DTSTART says another time than the item does: take that line out.'],
    ['FREQ=DAILY;BYDAY={{$trigger.day}}', 'the rule has "{{" in it'],
  ])('is refused with what to do: %j', (text, problem) => {
    expect(problemOf(text)).toContain(problem);
    expect(problemOf(text)).not.toContain('none: ');
  });

  it('is refused where an all-day series has times', () =>
    expect(problemOf('FREQ=DAILY\nEXDATE:20260602T070000Z', DAYS)).toBe(
      'EXDATE has 20260602T070000Z in it: write days like 20260601, as the series is all-day.',
    ));

  it('may have 1024 characters, and no more', () => {
    expect(problemOf(`FREQ=MONTHLY;BYMONTHDAY=${'1,'.repeat(499)}12`)).toContain('none: ');
    expect(problemOf(`FREQ=MONTHLY;BYMONTHDAY=${'1,'.repeat(500)}1`)).toBe(
      'the rule is too long: leave 1024 characters.',
    );
  });

  it('may name 200 dates, and no more', () => {
    const dates = (count: number): string =>
      Array.from({ length: count }, (_, i) => addDays('2026-06-01', i).replace(/-/g, '')).join(',');
    expect(problemOf(`RDATE:${dates(200)}`, DAYS)).toContain('none: ');
    expect(problemOf(`RDATE:${dates(201)}`, DAYS)).toBe('the rule names 201 dates: leave 200 at most.');
  });

  describe('where the event has lines that nobody may write', () => {
    const there = ['RRULE:FREQ=DAILY', 'EXRULE:FREQ=WEEKLY;BYDAY=MO', 'RRULE:DATE;TZID=Europe/Berlin:20260603T090000'];

    it('keeps them as they are', () => expect(sent(ruleText(there), { ...BERLIN, there })).toEqual({ lines: there }));
    it('takes no other', () => {
      expect(problemOf('FREQ=DAILY\nEXRULE:FREQ=WEEKLY;BYDAY=TU', { ...BERLIN, there })).toContain(
        'EXRULE is not taken',
      );
      expect(problemOf('FREQ=DAILY;COUNT=2\nFREQ=DAILY', { ...BERLIN, there })).toContain('several RRULE lines');
    });
    it('still holds its end against the start', () =>
      expect(
        problemOf('FREQ=DAILY;UNTIL=20260401T000000Z', {
          ...BERLIN,
          there: ['RRULE:FREQ=DAILY;UNTIL=20260401T000000Z'],
        }),
      ).toContain('before the start'));
  });
});

describe('rules are the same', () => {
  it.each([
    ['FREQ=WEEKLY;BYDAY=MO', 'rrule:byday=mo;freq=weekly;interval=1;wkst=mo', 'case, name, order, what is implied'],
    ['FREQ=WEEKLY;BYDAY=MO,TU', 'FREQ=WEEKLY;BYDAY=TU,MO', 'order of days'],
    ['FREQ=DAILY\nEXDATE:20260602T070000Z', 'EXDATE;TZID=Europe/Berlin:20260602T090000\nFREQ=DAILY', 'zone of a date'],
    [
      'FREQ=DAILY\nEXDATE:20260603T070000Z,20260602T070000Z',
      'FREQ=DAILY\nEXDATE:20260602T070000Z\nEXDATE:20260603T070000Z',
      'dates in one line or several',
    ],
    ['RDATE;VALUE=DATE:20260603', 'RDATE:20260603', 'what a date says itself'],
    ['FREQ=DAILY', 'DTSTART:20260601T070000Z\nRRULE:FREQ=DAILY', 'a pasted start'],
  ])('%j and %j (%s)', (a, b) => expect(canonicalRule(a)).toBe(canonicalRule(b)));

  it.each([
    ['FREQ=DAILY;UNTIL=20260603', 'FREQ=DAILY;UNTIL=20260603T215959Z', BERLIN],
    ['FREQ=DAILY;UNTIL=20260603T090000', 'FREQ=DAILY;UNTIL=20260603T070000Z', BERLIN],
    ['FREQ=DAILY\nEXDATE:20260602T090000', 'FREQ=DAILY\nEXDATE:20260602T070000Z', BERLIN],
    ['FREQ=DAILY;UNTIL=20260603', 'FREQ=DAILY;UNTIL=20260603T000000Z', DAYS],
  ])('%j and %j, where kind and zone are known only', (a, b, clock) => {
    expect(canonicalRule(a, clock)).toBe(canonicalRule(b, clock));
    expect(canonicalRule(a)).not.toBe(canonicalRule(b));
  });

  it.each([
    ['FREQ=WEEKLY', 'FREQ=WEEKLY;INTERVAL=2'],
    ['FREQ=WEEKLY;INTERVAL=2', 'FREQ=WEEKLY;INTERVAL=2;WKST=SU'],
    ['FREQ=DAILY\nEXDATE:20260602T070000Z', 'FREQ=DAILY\nRDATE:20260602T070000Z'],
    ['FREQ=DAILY\nEXDATE;TZID=Nowhere/Here:20260602T070000', 'FREQ=DAILY\nEXDATE:20260602T070000Z'],
    ['FREQ=DAILY', ''],
  ])('but not %j and %j', (a, b) => expect(canonicalRule(a)).not.toBe(canonicalRule(b)));

  it('with any text: what was made canonical stays as it is', () => {
    const piece = fc.constantFrom(
      ...['RRULE:', 'exdate', ';TZID=Europe/Berlin', ';TZID=x', ':', ';', ',', '=', '\n', '\r\n ', ' ', 'FREQ=DAILY'],
      ...['INTERVAL=1', 'WKST=MO', 'UNTIL=20260603', 'until=20260603T090000', 'BYDAY=TU,MO', '20260329T023000'],
      ...['20260602T070000Z', '20260602', 'DTSTART:20260601', 'EXRULE:', 'RDATE;VALUE=PERIOD:a/b', 'ß', '"'],
    );
    const text = fc.oneof(
      fc.string({ unit: 'grapheme' }),
      fc.array(piece).map((pieces) => pieces.join('')),
    );
    fc.assert(
      fc.property(text, fc.constantFrom(undefined, BERLIN, DAYS), (any, clock) => {
        const once = canonicalRule(any, clock);
        expect(canonicalRule(once, clock)).toBe(once);
      }),
      { numRuns: 2000 },
    );
  });

  it('in any order, case and folding', () => {
    const shuffled = <T>(list: readonly T[]) => fc.shuffledSubarray([...list], { minLength: list.length });
    const rewritten = fc.constantFrom(...table).chain(({ lines, context }) =>
      fc
        .tuple(
          shuffled(lines),
          fc.tuple(
            ...lines.map((line) =>
              shuffled(line.slice(line.indexOf(':') + 1).split(line.startsWith('RRULE') ? ';' : ',')),
            ),
          ),
          fc.boolean(),
          fc.uniqueArray(fc.integer({ min: 1, max: 60 }), { maxLength: 3 }),
        )
        .map(([order, bodies, isLower, folds]) => {
          const written = order.map((line) => {
            const body = bodies[lines.indexOf(line)]!;
            const text = line.slice(0, line.indexOf(':') + 1) + body.join(line.startsWith('RRULE') ? ';' : ',');
            const cased = isLower ? text.toLowerCase() : text;
            // From the end, so that no fold falls into another.
            return folds
              .sort((a, b) => b - a)
              .reduce(
                (folded, at) => (at < cased.length ? `${folded.slice(0, at)}\r\n ${folded.slice(at)}` : folded),
                cased,
              );
          });
          return { text: ruleText(lines), written: written.join('\r\n'), context };
        }),
    );
    fc.assert(
      fc.property(rewritten, fc.boolean(), ({ text, written, context }, isKnown) => {
        const clock = isKnown ? context : undefined;
        expect(canonicalRule(written, clock)).toBe(canonicalRule(text, clock));
      }),
      { numRuns: 1000 },
    );
  });
});

describe('a series that ends before one of its dates', () => {
  const at = (original: string) => ({ series: 'a', original });
  const timed = at('2026-06-15T07:00:00Z');

  it.each([
    [['RRULE:FREQ=DAILY'], ['RRULE:FREQ=DAILY;UNTIL=20260615T065959Z'], 'endless'],
    [['RRULE:COUNT=30;FREQ=DAILY'], ['RRULE:FREQ=DAILY;UNTIL=20260615T065959Z'], 'counted'],
    [['RRULE:FREQ=DAILY;UNTIL=20270101T000000Z'], ['RRULE:FREQ=DAILY;UNTIL=20260615T065959Z'], 'with an end'],
    [['RRULE:FREQ=DAILY;UNTIL=20270101'], ['RRULE:FREQ=DAILY;UNTIL=20260615T065959Z'], 'with a day as its end'],
    [['RRULE:FREQ=DAILY;UNTIL=20260610T000000Z'], ['RRULE:FREQ=DAILY;UNTIL=20260610T000000Z'], 'over before that'],
    [
      ['RRULE:FREQ=WEEKLY', 'RDATE;TZID=Europe/Berlin:20260616T090000,20260610T090000,20260615T090000'],
      ['RRULE:FREQ=WEEKLY;UNTIL=20260615T065959Z', 'RDATE;TZID=Europe/Berlin:20260610T090000'],
      'dates of its own from there on go',
    ],
    [['RDATE;VALUE=PERIOD:20260616T070000Z/PT1H'], [], 'a line without dates goes'],
    [
      ['EXDATE;TZID=Europe/Berlin:20260602T090000', 'RRULE:DATE;TZID=Europe/Berlin:20260603T090000'],
      ['EXDATE;TZID=Europe/Berlin:20260602T090000', 'RRULE:DATE;TZID=Europe/Berlin:20260603T090000'],
      'what says nothing of an end stays',
    ],
  ])('%j is %j (%s)', (lines, ended) => expect(endBefore(lines, timed, false)).toEqual(ended));

  it('lasts until the day before, where it is all-day', () =>
    expect(
      endBefore(['RRULE:FREQ=DAILY;COUNT=9', 'RDATE;VALUE=DATE:20260228,20260301'], at('2026-03-01'), true),
    ).toEqual(['RRULE:FREQ=DAILY;UNTIL=20260228', 'RDATE;VALUE=DATE:20260228']));
});
