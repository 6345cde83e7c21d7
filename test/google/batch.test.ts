// The batch body against a second, independent reader of multipart/mixed, and answers as that reader's counterpart writes them.
import fc from 'fast-check';
import { batchBody, readBatchAnswer, type BatchPart } from '../../src/google/batch';

interface ReadPart {
  id: string;
  method: string;
  path: string;
  headers: Record<string, string>;
  body: string;
}

/** Reads by lines, as RFC 2046 has it, knowing nothing of how batchBody writes. */
function readMultipart(text: string, boundary: string): ReadPart[] {
  const lines = text.split('\r\n');
  const parts: string[][] = [];
  for (const line of lines) {
    if (line === `--${boundary}--`) break;
    if (line === `--${boundary}`) parts.push([]);
    else parts[parts.length - 1]!.push(line);
  }
  return parts.map((part) => {
    const outerEnd = part.indexOf('');
    const outer = headersOf(part.slice(0, outerEnd));
    expect(outer['content-type']).toBe('application/http');
    const http = part.slice(outerEnd + 1);
    const [method, path, version] = http[0]!.split(' ');
    expect(version).toBe('HTTP/1.1');
    const innerEnd = http.indexOf('');
    return {
      id: outer['content-id']!,
      method: method!,
      path: path!,
      headers: headersOf(http.slice(1, innerEnd)),
      body: http.slice(innerEnd + 1).join('\r\n'),
    };
  });
}

function headersOf(lines: string[]): Record<string, string> {
  return Object.fromEntries(
    lines.map((line) => {
      const colon = line.indexOf(': ');
      return [line.slice(0, colon).toLowerCase(), line.slice(colon + 2)];
    }),
  );
}

const text = fc.string({ unit: 'grapheme', maxLength: 60 });
const nasty = fc.constantFrom('\r\n--batch_x\r\n', '--batch_x--', '\r\n\r\n', 'HTTP/1.1 200 OK', '👩‍👩‍👧', 'Ünïcödé');
const part: fc.Arbitrary<BatchPart> = fc.record(
  {
    method: fc.constantFrom('GET', 'POST', 'PATCH', 'PUT', 'DELETE'),
    path: fc.webPath().map((path) => `/calendar/v3${path}`),
    headers: fc.constantFrom<Record<string, string>>({}, { 'If-Match': '"3489"' }),
    body: fc.record({ summary: fc.oneof(text, nasty), nested: fc.record({ list: fc.array(text, { maxLength: 3 }) }) }),
  },
  { requiredKeys: ['method', 'path'] },
);

describe('batchBody', () => {
  it('is read back, part by part, by anybody who knows multipart/mixed', () => {
    fc.assert(
      fc.property(fc.array(part, { minLength: 1, maxLength: 8 }), (parts) => {
        const read = readMultipart(batchBody(parts, 'batch_x'), 'batch_x');
        expect(read).toHaveLength(parts.length);
        read.forEach((found, i) => {
          const wanted = parts[i]!;
          expect([found.id, found.method, found.path]).toEqual([`<${i}>`, wanted.method, wanted.path]);
          expect(found.headers['if-match']).toBe(wanted.headers?.['If-Match']);
          if (wanted.body === undefined) expect(found.body.trim()).toBe('');
          else expect(JSON.parse(found.body)).toEqual(JSON.parse(JSON.stringify(wanted.body)));
          expect(found.headers['content-type']).toBe(wanted.body === undefined ? undefined : 'application/json');
        });
      }),
    );
  });
});

interface Answer {
  status: number;
  body: string;
}

/** As Google's batch endpoint answers: https://developers.google.com/workspace/calendar/api/guides/batch */
function answerBody(answers: readonly (Answer & { id: number })[], boundary: string, newline: string): string {
  const parts = answers.map(({ id, status, body }) =>
    [
      `--${boundary}`,
      'Content-Type: application/http',
      `Content-ID: <response-${id}>`,
      '',
      `HTTP/1.1 ${status} Some Reason`,
      'Content-Type: application/json; charset=UTF-8',
      'ETag: "3489"',
      '',
      body,
      '',
    ].join(newline),
  );
  return `${parts.join('')}--${boundary}--${newline}`;
}

describe('readBatchAnswer', () => {
  const body = fc
    .record({ id: text, description: fc.oneof(text, fc.constantFrom('a\n\nb', 'HTTP/1.1 500 x')) })
    .map((value) => JSON.stringify(value, null, 1));
  const answers = fc.array(fc.record({ status: fc.constantFrom(200, 204, 404, 412, 429, 503), body }), {
    minLength: 1,
    maxLength: 8,
  });

  it('gives each part’s status and body, whatever the order in which they come', () => {
    fc.assert(
      fc.property(answers, fc.constantFrom('\r\n', '\n'), fc.boolean(), fc.nat(), (made, newline, quoted, turn) => {
        const numbered = made.map((answer, id) => ({ ...answer, id }));
        const turned = [...numbered.slice(turn % made.length), ...numbered.slice(0, turn % made.length)];
        const contentType = `multipart/mixed; boundary=${quoted ? '"batch_y"' : 'batch_y'}`;
        const read = readBatchAnswer(answerBody(turned, 'batch_y', newline), contentType, made.length);
        expect(read.map((found) => found && { status: found.status, body: JSON.parse(found.body) })).toEqual(
          made.map((answer) => ({ status: answer.status, body: JSON.parse(answer.body) })),
        );
      }),
    );
  });

  it('leaves out what Google left out', () => {
    const read = readBatchAnswer(
      answerBody([{ id: 1, status: 200, body: '{}' }], 'b', '\r\n'),
      'multipart/mixed; boundary=b',
      3,
    );
    expect(read).toEqual([undefined, { status: 200, body: '{}' }, undefined]);
  });

  it('reads an answer without a body', () => {
    const read = readBatchAnswer(
      answerBody([{ id: 0, status: 204, body: '' }], 'b', '\r\n'),
      'multipart/mixed; boundary=b',
      1,
    );
    expect(read).toEqual([{ status: 204, body: '' }]);
  });

  it.each([
    ['an error page', '<html>502</html>', 'text/html'],
    ['no boundary', '--b', 'multipart/mixed'],
    ['an answer that was cut off', '--b\r\nContent-ID: <response-0>\r\n', 'multipart/mixed; boundary=b'],
    [
      'an id that was never asked for',
      answerBody([{ id: 7, status: 200, body: '{}' }], 'b', '\r\n'),
      'multipart/mixed; boundary=b',
    ],
  ])('finds nothing in %s', (_, answer, contentType) => {
    expect(readBatchAnswer(answer, contentType, 2)).toEqual([undefined, undefined]);
  });
});
