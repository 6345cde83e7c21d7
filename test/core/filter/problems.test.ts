// What is wrong with a filter, in sentences that begin with the place.
import { filterProblems } from '../../../src/core/filter';

const KNOWN =
  'Known are _eq, _neq, _in, _nin, _lt, _lte, _gt, _gte, _between, _nbetween, _null, _nnull, _empty, _nempty, _contains, _ncontains, _icontains, _starts_with, _nstarts_with, _istarts_with, _nistarts_with, _ends_with, _nends_with, _iends_with, _niends_with, _and, _or';

it.each<[unknown]>([
  [{}],
  [{ status: { _eq: 'published' } }],
  [{ status: 'published', done: true, count: 0 }],
  [{ _and: [{ status: { _in: ['a', 1, false] } }, { _or: [{ start: { _null: true } }, { end: { _nnull: false } }] }] }],
  [{ count: { _gt: 1, _lt: '10' }, start: { _between: ['2026-01-01', '2026-12-31'] } }],
  [{ client: { city: { _icontains: 'bonn' }, country: { name: { _neq: null } } } }],
  [{ client: { _eq: 5 } }],
  [{ client: { _nnull: true, city: { _eq: 'Bonn' } } }],
  [{ client: { _neq: null, city: { _eq: 'Bonn' } } }],
  [{ price: { _eq: '$5' } }],
  [{ title: { _in: [''] } }],
])('nothing is wrong with %j', (filter) => expect(filterProblems(filter)).toEqual([]));

it.each<[unknown, string]>([
  [null, 'must be an object, such as {"status": {"_eq": "published"}}'],
  ['published', 'must be an object, such as {"status": {"_eq": "published"}}'],
  [[{ status: 'a' }], 'must be an object, such as {"status": {"_eq": "published"}}'],
  [{ _or: [{}] }, '_or[0]: asks for nothing; leave it out'],
  [{ client: { city: {} } }, 'client.city: asks for nothing; leave it out'],
  [{ _and: [] }, '_and: must be a list with at least one condition, such as [{"status": {"_eq": "published"}}]'],
  [
    { _or: { status: 'a' } },
    '_or: must be a list with at least one condition, such as [{"status": {"_eq": "published"}}]',
  ],
  [{ status: { _or: 'a' } }, 'status._or: must be a list with at least one condition, such as [{"_eq": "published"}]'],
  [{ _or: ['a'] }, '_or[0]: must be an object, such as {"status": {"_eq": "published"}}'],
  [{ status: null }, 'status: must be an object, such as {"_eq": "published"}'],
  [{ status: ['a', 'b'] }, 'status: must be an object, such as {"_eq": "published"}'],
  [{ _eq: 'a' }, '_eq: needs a column around it, such as {"status": {"_eq": … }}'],
  [{ '': 'a' }, 'is no name of a column'],
])('the form of %j: %s', (filter, problem) => expect(filterProblems(filter)).toEqual([problem]));

it.each<[unknown, string]>([
  [{ client: { city: { _eqq: 'a' } } }, `client.city._eqq: there is no such operator. Did you mean "_eq"? ${KNOWN}`],
  [{ _not: [] }, `_not: there is no such operator. Did you mean "_neq"? ${KNOWN}`],
  [JSON.parse('{"a": {"__proto__": 1}}'), `a.__proto__: there is no such operator. ${KNOWN}`],
])('an operator that there is not, %j', (filter, problem) => expect(filterProblems(filter)).toEqual([problem]));

it.each<[unknown, string]>([
  [{ a: { _in: 'x,y' } }, 'a._in: must be a list with at least one value, such as ["a", "b"]'],
  [{ a: { _nin: [] } }, 'a._nin: must be a list with at least one value, such as ["a", "b"]'],
  [{ a: { _in: ['x', { b: 1 }] } }, 'a._in[1]: must be a text, a number, true or false'],
  [{ a: { _in: [null] } }, 'a._in[0]: must not be null; {"_null": true} asks for items without a value'],
  [{ a: { _between: [1] } }, 'a._between: must be a list of two values, the lowest and the highest, such as [1, 10]'],
  [{ a: { _nbetween: 5 } }, 'a._nbetween: must be a list of two values, the lowest and the highest, such as [1, 10]'],
  [{ a: { _between: [1, true] } }, 'a._between[1]: must be a number, or a time as a text, such as "2026-05-01"'],
  [{ a: { _null: 'yes' } }, 'a._null: must be true, or false for the opposite'],
  [{ a: { _nempty: 1 } }, 'a._nempty: must be true, or false for the opposite'],
  [{ a: { _gt: null } }, 'a._gt: must be a number, or a time as a text, such as "2026-05-01"'],
  [{ a: { _lte: [1] } }, 'a._lte: must be a number, or a time as a text, such as "2026-05-01"'],
  [{ a: { _contains: 5 } }, 'a._contains: must be a text, such as "a"'],
  [{ a: { _contains: '' } }, 'a._contains: must not be empty; {"_empty": true} asks for items without a text'],
  [{ a: '' }, 'a: must not be empty; {"_empty": true} asks for items without a text'],
  [{ a: { _eq: ['x'] } }, 'a._eq: must be a text, a number, true or false'],
  [{ a: { _eq: 'null' } }, 'a._eq: must not be null; {"_null": true} asks for items without a value'],
  [{ a: { _eq: 2 ** 60 } }, 'a._eq: must not be larger than 9007199254740991; write it as a text'],
])('what an operator is given, %j: %s', (filter, problem) => expect(filterProblems(filter)).toEqual([problem]));

it.each<[unknown, RegExp]>([
  [
    { guests: { _some: { name: 'Ada' } } },
    /^guests\._some: .*without anybody editing the item.*Keep what you ask for in a column/,
  ],
  [{ guests: { _none: {} } }, /^guests\._none: .*without anybody editing the item/],
  [
    { 'count(guests)': { _gt: 1 } },
    /^count\(guests\): .*without anybody editing the item.*Keep the number in a column/,
  ],
  [{ 'year(start)': 2026 }, /^year\(start\): .*time zone.*Compare the column itself/],
  [{ 'json(data, a)': 1 }, /^json\(data, a\): is a function/],
  [{ $FOLLOW: { a: 1 } }, /^\$FOLLOW: names no column/],
  [{ 'client.city': 'Bonn' }, /^client\.city: .*Nest the names instead/],
  [{ 'item:talks': { title: 'a' } }, /^item:talks: is a relation to any collection/],
  [{ a: { _json: { b: 1 } } }, /^a\._json: looks into a value/],
  [{ a: { _intersects_bbox: {} } }, /^a\._intersects_bbox: looks into a value/],
  [{ a: { _regex: 'x' } }, /^a\._regex: is for validation only/],
  [{ start: { _gte: '$NOW' } }, /^start\._gte: must not be "\$NOW": .*without anybody editing the item\. Write a date/],
  [{ start: { _between: ['2026-01-01', '$NOW(+1 day)'] } }, /^start\._between\[1\]: must not be "\$NOW\(\+1 day\)"/],
  [{ user: '$CURRENT_USER' }, /^user: must not be "\$CURRENT_USER": nobody is logged in .* Write the id itself/],
  [{ user: { _in: ['$CURRENT_ROLES'] } }, /^user\._in\[0\]: must not be "\$CURRENT_ROLES"/],
  [{ user: { _contains: '$CURRENT_USER.email' } }, /^user\._contains: must not be/],
])('what Directus knows and a binding must not use, %j', (filter, problem) => {
  expect(filterProblems(filter)).toEqual([expect.stringMatching(problem)]);
});

it('the key of a relation is not compared beside its columns, because it would not be read', () => {
  expect(filterProblems({ _or: [{ client: { _eq: 5 } }, { client: { city: { _eq: 'Bonn' } } }] })).toEqual([
    '_or[0].client._eq: columns of "client" are asked for as well, so ask for its key by name, such as {"client": {"id": {"_eq": … }}}',
  ]);
});

it('all that is wrong is told', () => {
  const filter = { _and: [{ a: { _eqq: 1 } }, { b: { _in: [] } }], c: { _gt: '$NOW' } };
  expect(filterProblems(filter).map((problem) => problem.split(':')[0])).toEqual([
    '_and[0].a._eqq',
    '_and[1].b._in',
    'c._gt',
  ]);
});
