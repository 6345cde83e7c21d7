// Who may come in, and what Google may know of the secret.
import fc from 'fast-check';
import { channelToken, sameSecret, SECRET_MIN_LENGTH } from '../../src/core/secret';

const SECRET = 'a secret of at least thirty-two characters';

describe('sameSecret', () => {
  it('takes the secret and nothing else', () => {
    expect(sameSecret(SECRET, SECRET)).toBe(true);
    fc.assert(
      fc.property(fc.string({ minLength: 32 }), fc.string(), (wanted, given) => {
        expect(sameSecret(given, wanted)).toBe(given === wanted);
      }),
    );
  });

  it.each([
    ['nothing', undefined],
    ['null', null],
    ['an empty text', ''],
    ['a number', 12],
    ['a list that reads like it', [SECRET]],
    ['the secret twice', SECRET + SECRET],
    ['a beginning of it', SECRET.slice(0, -1)],
    ['more than it', `${SECRET}x`],
    ['another letter at its end', `${SECRET.slice(0, -1)}x`],
    ['another letter at its start', `x${SECRET.slice(1)}`],
  ])('refuses %s', (_, given) => expect(sameSecret(given, SECRET)).toBe(false));

  it.each([
    ['missing', null],
    ['empty', ''],
    ['short', 'short'],
    ['one character too short', 'x'.repeat(SECRET_MIN_LENGTH - 1)],
  ])('lets nobody in while the own secret is %s, whatever is given', (_, wanted) => {
    expect(sameSecret(wanted, wanted)).toBe(false);
    expect(sameSecret('', wanted)).toBe(false);
    expect(sameSecret(undefined, wanted)).toBe(false);
  });

  it('does not take a text that repeats what the own one repeats', () => {
    expect(sameSecret('ab', 'ab'.repeat(16))).toBe(false);
  });
});

describe('channelToken', () => {
  it('is not the secret, and another one for each channel and secret', () => {
    const token = channelToken(SECRET, 'channel');
    expect(token).toMatch(/^[0-9a-f]{64}$/);
    expect(channelToken(SECRET, 'other')).not.toBe(token);
    expect(channelToken(`${SECRET}x`, 'channel')).not.toBe(token);
  });
});
