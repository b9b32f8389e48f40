import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { expect, test } from 'vitest';
import { ConfigError, isLoopback, parseConfig } from './config.ts';

function problemsOf(env: Record<string, string>): readonly string[] {
  try {
    parseConfig(env);
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
    throw error;
  }
  return [];
}

test('without any setting the defaults hold, and nobody can change them', () => {
  const config = parseConfig({});
  expect(config).toMatchObject({ PORT: 8000, HOST: '127.0.0.1', DEMO: true, DATABASE_URL: '' });
  expect(config.DATA_DIR).toBe(resolve('data'));
  expect(Object.isFrozen(config)).toBe(true);
});

test('texts become numbers, switches and lists', () => {
  const config = parseConfig({ PORT: '0', DEMO: '0', ALLOWED_HOSTS: 'a.example, b.example' });
  expect(config.PORT).toBe(0);
  expect(config.DEMO).toBe(false);
  expect(config.ALLOWED_HOSTS).toEqual(['a.example', 'b.example']);
});

test('servers that share a Redis are told to share the secret of identity', () => {
  const [problem = '', ...others] = problemsOf({ REDIS_URL: 'redis://127.0.0.1:6379' });
  expect(others).toEqual([]);
  expect(problem).toMatch(/^AUTH_SECRET: /);
  const AUTH_SECRET = 'the same on both servers, long enough';
  expect(problemsOf({ REDIS_URL: 'redis://127.0.0.1:6379', AUTH_SECRET })).toEqual([]);
});

test('all problems are told at once, by name and rule, never by value', () => {
  const problems = problemsOf({
    PORT: 'hunter2',
    DEMO: 'maybe-hunter2',
    DATABASE_URL: 'mysql://hunter2',
    LOG_LEVEL: 'hunter2',
    OUTLAP_PROT: '1',
  });
  expect(problems).toHaveLength(5);
  expect(problems.join('\n')).not.toContain('hunter2');
  expect(problems).toContain('PORT: must be a whole number from 0 to 65535');
  expect(problems).toContain('OUTLAP_PROT: there is no such setting');
});

test.each(['0.0.0.0', '::', '192.168.1.4', 'example.org', '127.0.0.1.example.org'])(
  '%s is not loopback: whoever can reach it is not at this machine',
  (HOST) => {
    expect(problemsOf({ HOST })).toEqual([]);
    expect(isLoopback(HOST)).toBe(false);
  },
);

test.each(['127.0.0.1', 'localhost', '::1', '127.8.9.1'])('%s is loopback', (HOST) => {
  expect(problemsOf({ HOST })).toEqual([]);
  expect(isLoopback(HOST)).toBe(true);
});

test('a secret may come from a file, but not twice', () => {
  const file = join(mkdtempSync(join(tmpdir(), 'outlap-')), 'secret');
  writeFileSync(file, 'postgres://db.example/outlap\n');
  expect(parseConfig({ DATABASE_URL_FILE: file }).DATABASE_URL).toBe(
    'postgres://db.example/outlap',
  );
  expect(problemsOf({ DATABASE_URL_FILE: file, DATABASE_URL: 'postgres://x' })).toEqual([
    'DATABASE_URL: given twice, also as DATABASE_URL_FILE',
  ]);
  expect(problemsOf({ DATABASE_URL_FILE: '/nowhere/at/all' })).toEqual([
    'DATABASE_URL_FILE: must name a readable file',
  ]);
});
