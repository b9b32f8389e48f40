import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { fingerprintOf, openSecrets } from './secrets.ts';

const folder = mkdtempSync(join(tmpdir(), 'outlap-secrets-'));
const file = join(folder, 'auth-secret');
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const open = (AUTH_SECRET: string) => openSecrets({ AUTH_SECRET, DATA_DIR: folder });

test('without a setting one is made, and stays', () => {
  const [made] = open('');
  expect(made).toHaveLength(43);
  expect(open('')).toEqual([made]);
});

test('the file lists several as the setting does, spaces in them included', () => {
  const both = ['a new secret of words', 'an old secret of words'];
  writeFileSync(file, `${both.join('\n')}\n`);
  expect(open('')).toEqual(both);
  expect(open(both.join(', '))).toEqual(both);
  expect(open(both.join('\n'))).toEqual(both);
});

test('an empty file is no secret', () => {
  writeFileSync(file, '\n');
  expect(() => open('')).toThrow('is empty');
});

test('a fingerprint tells secrets apart', () => {
  expect(fingerprintOf('one')).toMatch(/^[0-9a-f]{8}$/);
  expect(fingerprintOf('one')).not.toBe(fingerprintOf('two'));
});
