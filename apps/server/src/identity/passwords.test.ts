import { expect, test } from 'vitest';
import { openPasswords } from './passwords.ts';

test('a password costs what OWASP asks of scrypt, and says so where it is stored', async () => {
  const passwords = openPasswords();
  const stored = await passwords.hash('tarmac wolf 29');
  expect(stored).toMatch(/^\$scrypt\$ln=15,r=8,p=3\$/);
  expect(await passwords.verify('tarmac wolf 29', stored)).toBe(true);
  expect(await passwords.verify('tarmac wolf 28', stored)).toBe(false);
  expect(passwords.isWeak(stored)).toBe(false);
  expect(passwords.isWeak(stored.replace('p=3', 'p=1'))).toBe(true);
});
