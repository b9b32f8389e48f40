import { expect, test } from 'vitest';
import { isOpenPage, signInPath, toOwnPath } from './own-path.ts';

const ORIGIN = 'https://outlap.example';

test('a path of this site is kept, with its search and its fragment', () => {
  for (const path of ['/', '/sessions', '/compare?reference=a&laps=b#top', '/live/5'])
    expect(toOwnPath(path, ORIGIN)).toBe(path);
});

test('what leads anywhere else leads to the first page', () => {
  const elsewhere = [
    null,
    '',
    'https://evil.example',
    '//evil.example',
    '/\\evil.example',
    '/\t/evil.example',
    '/.//evil.example',
    'javascript:alert(1)',
    'sessions',
    '/sign-in?redirectTo=/sign-in',
  ];
  for (const path of elsewhere) expect([path, toOwnPath(path, ORIGIN)]).toEqual([path, '/']);
});

test('the way to the sign-in page remembers the wanted one', () => {
  globalThis.location ??= { origin: ORIGIN } as Location;
  expect(signInPath('/compare?reference=a')).toBe('/sign-in?redirectTo=%2Fcompare%3Freference%3Da');
  expect(signInPath('/')).toBe('/sign-in');
});

test('pages before the sign-in are open, data is not', () => {
  expect(['/sign-in', '/share/abc', '/reset-password'].every(isOpenPage)).toBe(true);
  expect(['/', '/sessions', '/account', '/device', '/shared'].some(isOpenPage)).toBe(false);
});
