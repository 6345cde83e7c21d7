// SHA-256 and HMAC against Node's own.
import fc from 'fast-check';
import { createHash, createHmac } from 'node:crypto';
import { hex, hmacSha256, sha256, utf8 } from '../../src/core/sha256';

const text = fc.string({ unit: 'binary', maxLength: 300 });

describe('sha256', () => {
  it('gives what Node gives for any text, emoji and halves of surrogate pairs included', () => {
    fc.assert(
      fc.property(
        fc.oneof(text, fc.string({ unit: fc.integer({ min: 0, max: 0xffff }).map((c) => String.fromCharCode(c)) })),
        (message) => {
          expect(hex(sha256(utf8(message)))).toBe(createHash('sha256').update(message, 'utf8').digest('hex'));
        },
      ),
    );
  });

  it('pads every length around the block size rightly, and takes long texts', () => {
    for (const length of [0, 1, 54, 55, 56, 57, 63, 64, 65, 119, 120, 128, 60_000]) {
      const message = 'a'.repeat(length);
      expect([length, hex(sha256(utf8(message)))]).toEqual([
        length,
        createHash('sha256').update(message).digest('hex'),
      ]);
    }
  });

  it('gives the HMAC that Node gives, with keys shorter and longer than a block', () => {
    fc.assert(
      fc.property(text, text, (key, message) => {
        expect(hex(hmacSha256(key, message))).toBe(createHmac('sha256', key).update(message).digest('hex'));
      }),
    );
  });
});
