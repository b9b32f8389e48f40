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

test('in a storm who is known comes first, and does not find the queue full', async () => {
  const passwords = openPasswords({ ln: 12, r: 8, p: 1 });
  const ended: string[] = [];
  const storm = Array.from({ length: 60 }, (_, i) =>
    passwords.hash(`wrong ${i}`).then(
      () => ended.push('stranger'),
      () => ended.push('refused'),
    ),
  );
  const known = passwords.first(async () => {
    await Promise.resolve();
    return passwords.hash('right');
  });
  expect(await known).toMatch(/^\$scrypt/);
  expect(ended.filter((one) => one === 'refused').length).toBeGreaterThan(0);
  expect(ended.filter((one) => one === 'stranger').length).toBeLessThan(20);
  await Promise.all(storm);
});
