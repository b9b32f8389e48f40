import { expect, test } from 'vitest';
import { describeWays } from './ways.ts';

test('ways of signing in are told in words, each once', () => {
  expect(describeWays(['pwd', 'totp', 'mfa'])).toBe('password + authenticator app');
  expect(describeWays(['passkey', 'hwk'])).toBe('passkey');
  expect(describeWays(['company-x'])).toBe('company-x');
  expect(describeWays([])).toBe('');
});
