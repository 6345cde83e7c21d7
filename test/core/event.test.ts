// Google's event resource as the sync sees it, and the bodies that change it.
import fc from 'fast-check';
import { encodeBase } from '../../src/core/base';
import {
  cancelBody,
  eventLink,
  eventState,
  insertBody,
  patchBody,
  patched,
  searchQuery,
  type Here,
  type Marks,
} from '../../src/core/event';
import type { CalendarEvent } from '../../src/core/calendar-event';
import type { Binding } from '../../src/core/binding';
import { atHome, encodeLink, searchKey } from '../../src/core/identity';
import { base, BINDING, END, INSTALLATION, link, makeBinding, OWN_ID, fieldBases, START, time, VALUES } from './pairs';

const EARLIER = time('2026-03-01T09:00:00Z', END);
const ZONE = 'Europe/Berlin';
const HERE: Here = { installations: [INSTALLATION], bindings: [BINDING] };
const MARKS: Marks = { installation: INSTALLATION, key: '7', base: { stamp: 100, fields: fieldBases(VALUES) } };

function event(changes: Partial<CalendarEvent> = {}): CalendarEvent {
  return {
    id: OWN_ID,
    status: 'confirmed',
    start: { dateTime: '2026-03-01T11:00:00+01:00', timeZone: ZONE },
    end: { dateTime: '2026-03-01T12:00:00+01:00', timeZone: ZONE },
    summary: 'Talk',
    description: 'About calendars',
    eventType: 'default',
    organizer: { self: true },
    extendedProperties: { private: { link: encodeLink(link()), base: encodeBase(BINDING, base()) } },
    ...changes,
  };
}

const stateOf = (changes: Partial<CalendarEvent> = {}) => eventState(BINDING, HERE, event(changes));
const withProperties = (properties: Record<string, string>) => ({ extendedProperties: { private: properties } });

describe('eventState', () => {
  it('of our own event: live, with values, link and base', () => {
    expect(stateOf()).toMatchObject({ is: 'live', values: VALUES, link: link(), base: base(), restored: false });
  });

  it.each([
    ['a birthday', { eventType: 'birthday' }],
    ['a working location', { eventType: 'workingLocation' }],
    ['focus time', { eventType: 'focusTime' }],
    ['out of office', { eventType: 'outOfOffice' }],
    ['an event from Gmail', { eventType: 'fromGmail' }],
    ['a kind that Google may invent', { eventType: 'somethingNew' }],
    ['a locked event', { locked: true }],
    ['somebody else’s event', { organizer: {} }],
    ['an occurrence of a series', { recurringEventId: 'series' }],
    ['an event of another installation', withProperties({ link: encodeLink(link({ installation: 'other' })) })],
  ])('[WH12] of %s: foreign', (_, changes) => expect(stateOf(changes)).toMatchObject({ is: 'foreign', id: OWN_ID }));

  it.each([
    ['of somebody else who lets guests change it', { organizer: {}, guestsCanModify: true }],
    ['without an organizer', { organizer: undefined }],
    ['without a kind', { eventType: undefined }],
  ])('of an event %s: live', (_, changes) => expect(stateOf(changes).is).toBe('live'));

  it('of a deleted event: cancelled, and whether we did it', () => {
    expect(stateOf({ status: 'cancelled' })).toMatchObject({ is: 'cancelled', byUs: false });
    const marked = { status: 'cancelled', ...withProperties({ deletedBy: INSTALLATION }) };
    expect(stateOf(marked)).toMatchObject({ is: 'cancelled', byUs: true });
    expect(stateOf({ status: 'cancelled', ...withProperties({ deletedBy: 'other' }) })).toMatchObject({ byUs: false });
  });

  it('[WH17] of a deleted event of another installation: absent, as it is not ours to bring back', () => {
    const others = withProperties({ link: encodeLink(link({ installation: 'other' })) });
    expect(stateOf({ status: 'cancelled', ...others })).toEqual({ is: 'absent', id: OWN_ID, ofOther: true });
  });

  it('[WH10] believes a link only in the calendar and of the collection that it was written for', () => {
    const linkIn = (binding: Binding, bindings = [binding]) => {
      const state = eventState(binding, { installations: [INSTALLATION], bindings }, event());
      return state.is === 'live' ? state.link : null;
    };
    expect(linkIn(BINDING)).toEqual(link());
    expect(linkIn(makeBinding({ calendar: 'other' }))).toBeUndefined();
    expect(linkIn(makeBinding({ collection: 'rooms' }))).toBeUndefined();
    const moved = makeBinding({ id: 'other', calendar: 'other' });
    expect(linkIn(moved, [BINDING, moved])).toBeUndefined();
    expect(linkIn(BINDING, [])).toBeUndefined();
  });

  it('[WH11] takes links of an adopted installation for ours', () => {
    const adopting = { installations: ['new', INSTALLATION], bindings: [atHome(BINDING, ['new', INSTALLATION])] };
    expect(eventState(adopting.bindings[0]!, adopting, event())).toMatchObject({ is: 'live', link: link() });
  });

  it('of a bare tombstone: cancelled, by whom is unknown', () => {
    const bare: CalendarEvent = { id: OWN_ID, status: 'cancelled' };
    expect(eventState(BINDING, HERE, bare)).toEqual({
      is: 'cancelled',
      id: OWN_ID,
      byUs: false,
      event: bare,
    });
  });

  it('[CB9] of a live event with our deletion mark: restored by a person', () => {
    expect(stateOf(withProperties({ deletedBy: INSTALLATION }))).toMatchObject({ is: 'live', restored: true });
  });

  it('[P2] of an event whose details are hidden: unknown, not empty', () => {
    const hidden = stateOf({ start: undefined, end: undefined, summary: undefined });
    expect(hidden).toEqual({ is: 'unknown', id: OWN_ID, hidden: true });
  });

  it('[WH9] does not believe a link that was written for another event', () => {
    const copy = event({ id: 'copied' });
    expect(eventState(BINDING, HERE, copy)).toMatchObject({ is: 'live', link: undefined });
    expect(eventLink(copy)).toBeUndefined();
    expect(eventLink(event())).toEqual(link());
  });

  it('lets an all-day event begin and end with the days of its calendar', () => {
    const values = (changes: Partial<CalendarEvent>, zone = ZONE) => {
      const state = eventState(makeBinding({ zone }), HERE, event(changes));
      return state.is === 'live' ? state.values : undefined;
    };
    const day = { start: { date: '2026-03-29' }, end: { date: '2026-03-30' } };
    const held = (start: string, end: string): string => `2026-03-29/2026-03-30 as ${JSON.stringify([start, end])}`;
    expect(values(day)).toMatchObject({ when: held('2026-03-28T23:00:00.000Z', '2026-03-29T22:00:00.000Z') });
    expect(values(day, 'UTC')).toMatchObject({ when: held('2026-03-29T00:00:00.000Z', '2026-03-30T00:00:00.000Z') });
  });

  it('takes a missing text for an empty one', () => {
    expect(stateOf({ summary: undefined, description: '' })).toMatchObject({
      values: { summary: null, description: null },
    });
  });
});

describe('bodies', () => {
  it('insertBody says id, values and marks, and leaves out what is empty', () => {
    const body = insertBody(BINDING, OWN_ID, { ...VALUES, description: null }, MARKS);
    expect(body).toEqual({
      id: OWN_ID,
      start: { dateTime: START },
      end: { dateTime: END },
      summary: 'Talk',
      extendedProperties: {
        private: {
          key: searchKey(INSTALLATION, 'main', '7'),
          link: encodeLink(link()),
          base: encodeBase(BINDING, base()),
        },
      },
    });
    expect(searchQuery(INSTALLATION, 'main', '7')).toBe(`key=${body.extendedProperties!.private!['key']}`);
  });

  it('[WR5] patchBody says the changed fields and nothing else of the event', () => {
    const body = patchBody(BINDING, event(), { summary: 'Renamed' }, MARKS, { revive: false });
    expect(Object.keys(body)).toEqual(['summary', 'extendedProperties']);
    expect(body['summary']).toBe('Renamed');
  });

  it('patchBody empties a text by null', () => {
    const body = patchBody(BINDING, event(), { description: null }, MARKS, { revive: false });
    expect(body).toMatchObject({ description: null });
  });

  it('patchBody moves a moment and keeps the time zone in which a person wrote it', () => {
    const body = patchBody(BINDING, event(), { when: EARLIER }, MARKS, { revive: false });
    const after = patched(event(), body);
    expect(after.start).toEqual({ dateTime: '2026-03-01T09:00:00Z', timeZone: ZONE });
    expect(after.end).toEqual({ dateTime: END, timeZone: ZONE });
  });

  it('patchBody turns both ends of an all-day event into moments when it gets a time', () => {
    const day = event({ start: { date: '2026-03-01' }, end: { date: '2026-03-02' } });
    const body = patchBody(BINDING, day, { when: EARLIER }, MARKS, { revive: false });
    const after = patched(day, body);
    expect(after.start).toEqual({ dateTime: '2026-03-01T09:00:00Z' });
    expect(after.end).toEqual({ dateTime: END });
  });

  it('patchBody gives an all-day series the zone of its calendar with the time: Google repeats no moment without one', () => {
    const recurrence = ['RRULE:FREQ=DAILY'];
    const day = event({ start: { date: '2026-03-01' }, end: { date: '2026-03-02' }, recurrence });
    const body = patchBody(makeBinding({ zone: ZONE }), day, { when: EARLIER }, MARKS, { revive: false });
    expect(body).toMatchObject({
      start: { date: null, dateTime: '2026-03-01T09:00:00Z', timeZone: ZONE },
      end: { date: null, dateTime: END, timeZone: ZONE },
    });
  });

  it('patchBody leaves an all-day event all day when only its texts change', () => {
    const day = event({ start: { date: '2026-03-01' }, end: { date: '2026-03-02' } });
    const after = patched(day, patchBody(BINDING, day, { summary: 'Renamed' }, MARKS, { revive: false }));
    expect(after).toMatchObject({ start: { date: '2026-03-01' }, end: { date: '2026-03-02' }, summary: 'Renamed' });
  });

  it('patchBody brings a deleted event back and takes our deletion mark off', () => {
    const tombstone: CalendarEvent = {
      id: OWN_ID,
      status: 'cancelled',
      ...withProperties({ deletedBy: INSTALLATION }),
    };
    const after = patched(tombstone, patchBody(BINDING, tombstone, VALUES, MARKS, { revive: true }));
    expect(eventState(BINDING, HERE, after)).toMatchObject({
      is: 'live',
      values: VALUES,
      link: link(),
      base: base(),
      restored: false,
    });
  });

  it('patchBody takes the mark off an event that a person restored', () => {
    const restored = event(withProperties({ deletedBy: INSTALLATION }));
    const after = patched(restored, patchBody(BINDING, restored, {}, MARKS, { revive: false }));
    expect(eventState(BINDING, HERE, after)).toMatchObject({ restored: false });
  });

  it('cancelBody deletes and says on the tombstone that it was us', () => {
    const after = patched(event(), cancelBody(INSTALLATION));
    expect(eventState(BINDING, HERE, after)).toMatchObject({ is: 'cancelled', byUs: true });
    expect(after.extendedProperties!.private).toMatchObject({ link: encodeLink(link()) });
  });
});

describe('patched', () => {
  /** RFC 7396 JSON merge patch, as its appendix defines it. */
  function mergePatch(target: unknown, patch: unknown): unknown {
    const isObject = (value: unknown): value is Record<string, unknown> =>
      typeof value === 'object' && value !== null && !Array.isArray(value);
    if (!isObject(patch)) return patch;
    const result = new Map(isObject(target) ? Object.entries(target) : []);
    for (const [name, value] of Object.entries(patch)) {
      if (value === null) result.delete(name);
      else result.set(name, mergePatch(result.get(name), value));
    }
    return Object.fromEntries(result);
  }
  const json = fc.letrec((tie) => ({
    value: fc.oneof(
      { maxDepth: 3 },
      fc.string(),
      fc.integer(),
      fc.constant(null),
      fc.array(fc.integer()),
      tie('object'),
    ),
    object: fc.dictionary(fc.constantFrom('a', 'b', 'c', 'd'), tie('value'), { noNullPrototype: true }),
  })).object as fc.Arbitrary<Record<string, unknown>>;

  it('is what a patch makes of an event: objects merge, null removes, lists are replaced', () => {
    fc.assert(
      fc.property(json, json, (target, patch) => {
        const whole = { id: OWN_ID, ...target };
        expect(patched(whole, patch)).toEqual(mergePatch(whole, patch));
      }),
    );
  });

  it('leaves the event that it was given as it was', () => {
    const before = event();
    patched(before, { start: { dateTime: null, date: '2026-01-01' }, summary: null });
    expect(before).toEqual(event());
  });

  it('[WR5] keeps every member that the sync does not know', () => {
    const rich = event({ attendees: [{ email: 'a@example.com' }], colorId: '3', ...withProperties({ theirs: 'x' }) });
    const after = patched(rich, patchBody(BINDING, rich, { summary: 'R' }, MARKS, { revive: false }));
    expect(after).toMatchObject({ attendees: rich['attendees'], colorId: '3' });
    expect(after.extendedProperties!.private).toMatchObject({ theirs: 'x' });
  });
});
