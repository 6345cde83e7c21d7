// What the web app takes for a message.
import { parseScriptRequest } from '../../src/core/message-check';

const ENVELOPE = { v: 1, version: '1.0.0', id: 'r1', secret: 's', print: 'p' };
const ITEMS = { ...ENVELOPE, action: 'items', collection: 'talks', stamp: 5, created: true, rows: [{ id: 1 }] };
const DELETED = {
  ...ENVELOPE,
  action: 'deleted',
  collection: 'talks',
  stamp: 5,
  keys: [1, 'a'],
  present: [],
  revisions: [{ id: 3, item: '1', data: { id: 1 }, delta: null }],
};

describe('parseScriptRequest', () => {
  it.each([
    ['changed items', ITEMS],
    ['changed items, too many to be sent whole', { ...ITEMS, total: 2500 }],
    ['changed items, all of them sent', { ...ITEMS, total: null }],
    ['deleted items', DELETED],
    ['deleted items whose revisions hold nothing', { ...DELETED, revisions: [{ id: 3, item: '1' }] }],
    ['a notification', { ...ENVELOPE, action: 'notification', headers: { 'x-goog-channel-id': 'c' } }],
    ['a question for the status', { ...ENVELOPE, action: 'status' }],
    ['a question for the whole status', { ...ENVELOPE, action: 'status', full: true }],
  ])('takes %s', (_, message) => expect(parseScriptRequest(message)).toEqual(message));

  it('[IN8] takes a message of another protocol version, so that the answer can say which side to update', () => {
    expect(parseScriptRequest({ ...ITEMS, v: 99 })).toMatchObject({ v: 99 });
  });

  it.each([
    ['an unknown action', { ...ENVELOPE, action: 'drop' }, 'action'],
    ['no action', ENVELOPE, 'action'],
    ['no id', { ...ITEMS, id: undefined }, 'id'],
    ['no stamp', { ...ITEMS, stamp: undefined }, 'stamp'],
    ['a stamp below zero', { ...ITEMS, stamp: -1 }, 'stamp'],
    ['a stamp that is no whole number', { ...ITEMS, stamp: 1.5 }, 'stamp'],
    ['no rows', { ...ITEMS, rows: null }, 'rows'],
    ['a row that is no object', { ...ITEMS, rows: [{ id: 1 }, 'x'] }, 'rows[1]'],
    ['a key that is neither text nor number', { ...DELETED, keys: [null] }, 'keys[0]'],
    ['a revision without an item', { ...DELETED, revisions: [{ id: 1 }] }, 'revisions[0].item'],
    ['a header that is no text', { ...ENVELOPE, action: 'notification', headers: { a: 1 } }, 'headers'],
  ])('refuses %s and names the place', (_, message, place) => {
    expect(parseScriptRequest(message)).toContain(`Not a message of this project: ${place} must be`);
  });

  it('[RP9] names places, never values', () => {
    const answer = parseScriptRequest({ ...ITEMS, rows: ['their secret'] });
    expect(answer).toBe('Not a message of this project: rows[0] must be an object.');
  });
});
