import { expect, test } from 'vitest';
import { codeAt, findStep, stepAt, toBase32, toTotpUri } from './totp.ts';

const SECRET = '12345678901234567890';

// RFC 6238, appendix B, of whose eight digits the last six are shown.
test.each([
  [59, '287082'],
  [1111111109, '081804'],
  [1111111111, '050471'],
  [1234567890, '005924'],
  [2000000000, '279037'],
  [20000000000, '353130'],
])('at %i s the code is %s', (seconds, code) => {
  expect(codeAt(SECRET, stepAt(new Date(seconds * 1000)))).toBe(code);
});

test('a code is known for the steps around it, and no further', () => {
  const step = 1_000_000;
  const code = codeAt(SECRET, step);
  const at = (steps: number) => new Date((step + steps) * 30_000);
  for (const steps of [-1, 0, 1]) expect(findStep(SECRET, code, at(steps))).toBe(step);
  for (const steps of [-2, 2]) {
    expect(findStep(SECRET, code, at(steps))).toBeUndefined();
    expect(findStep(SECRET, code, at(steps), 2)).toBe(step);
  }
  expect(findStep(SECRET, '', at(0))).toBeUndefined();
});

test('the address says what an app needs', () => {
  expect(toBase32(SECRET)).toBe('GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ');
  const url = new URL(toTotpUri(SECRET, 'a b@example.org'));
  expect(url.href).toMatch(/^otpauth:\/\/totp\/Outlap:a%20b%40example\.org\?/);
  expect(url.searchParams.get('issuer')).toBe('Outlap');
});
