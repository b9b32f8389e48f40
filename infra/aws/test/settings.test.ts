import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { parseSettings, SettingsError } from '../src/settings.ts';

const file = join(import.meta.dirname, '..', 'environments', 'example.json');
const example = JSON.parse(readFileSync(file, 'utf8')) as Record<string, unknown>;
const problems = (changed: Record<string, unknown>): string[] => {
  try {
    parseSettings({ ...example, ...changed });
    return [];
  } catch (error) {
    if (!(error instanceof SettingsError)) throw error;
    return error.message.split('\n');
  }
};

test('the example is right, and frozen', () => {
  expect(parseSettings(example)).toMatchObject({ shape: 'full', size: 'small' });
  expect(Object.isFrozen(parseSettings(example))).toBe(true);
});

test.each([
  [{ image: 'outlap:latest' }, 'image: must be a digest, sha256: and 64 hexadecimal digits'],
  [{ region: 'Frankfurt' }, 'region: must be a region such as eu-central-1'],
  [{ account: 1 }, 'account: must be twelve digits'],
  [
    { domain: 'outlap.example.net', mailFrom: 'a@outlap.example.net' },
    'domain: must lie in hostedZone',
  ],
  [{ mailFrom: 'me@elsewhere.example' }, 'mailFrom: must be an address at domain'],
  [{ owner: 'me' }, 'owner: must be a mail address'],
  [{ alarmMail: [] }, 'alarmMail: must be a list of mail addresses, at least one'],
  [{ github: { repository: 'outlap' } }, 'github.repository: must be owner/name'],
  [{ colour: 'blue' }, 'colour: there is no such setting'],
  [
    { hostedZone: { id: 'Z0123456789EXAMPLE', name: 'example.org', ttl: 1 } },
    'hostedZone.ttl: there is no such setting',
  ],
])('%j', (changed, problem) => {
  expect(problems(changed)).toContain(problem);
});

test('all problems are told at once', () => {
  expect(problems({ size: 'huge', region: '', name: 'x' })).toHaveLength(3);
});

test('the serverless shape asks for no owner, no image and no prefix list', () => {
  const { owner, image, cloudFrontPrefixList, ...rest } = example;
  expect([owner, image, cloudFrontPrefixList]).not.toContain(undefined);
  expect(parseSettings({ ...rest, shape: 'serverless' }).image).toBe('');
  expect(problems({ image: undefined })).toHaveLength(1);
});
