import { describe, expect, test } from 'vitest';
import { isOwnPath, ownPathOf } from './own-path.ts';

describe('a path of our own', () => {
  test.each(['/', '/sessions', '/sessions?view=mine&a=%2F', '/laps/1#corner', '/authors'])(
    '%j is one',
    (path) => expect(isOwnPath(path)).toBe(true),
  );

  test.each([
    'https://evil.example/',
    '//evil.example',
    '/\\evil.example',
    '\\\\evil.example',
    '/%5cevil.example',
    '/%2f/evil.example',
    '/\t/evil.example',
    '/a\r\nset-cookie: x=y',
    'javascript:alert(1)',
    'sessions',
    '',
    '/api/sessions',
    '/auth/logout',
    '/x/../auth/logout',
    `/${'a'.repeat(999)}b`,
  ])('%j is none', (path) => {
    expect(isOwnPath(path)).toBe(false);
    expect(ownPathOf(path)).toBe('/');
  });
});
