import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const HERE = import.meta.dirname;
const TABLE = join(HERE, '..', '..', '..', 'docs', 'security.md');

type Line = { readonly attack: string; readonly tests: readonly (readonly [string, string])[] };

const LINES: readonly Line[] = readFileSync(TABLE, 'utf8')
  .split('\n')
  .filter((line) => line.startsWith('|'))
  .slice(2)
  .map((line) => {
    const [, attack = '', , tests = ''] = line.split('|').map((cell) => cell.trim());
    const named = tests.split('<br>').map((one) => {
      const [, file = '', name = ''] = /^`([^`]+)`: (.+)$/.exec(one.trim()) ?? [];
      return [file, name] as const;
    });
    return { attack, tests: named };
  });

test('the table of attacks is read', () => {
  expect(LINES.length).toBeGreaterThan(40);
});

test.each(LINES)('$attack: is tried by the tests that docs/security.md names', ({ tests }) => {
  for (const [file, name] of tests) {
    expect(file, 'a file').not.toBe('');
    expect(listNames(file), file).toContain(name);
  }
});

/** What tests of a file are called, as it is written there. */
function listNames(file: string): string[] {
  const source = readFileSync(join(HERE, file), 'utf8');
  const plain = /\btest\(\s*'((?:[^'\\]|\\.)+)'/g;
  // The name of a test of each case follows a list that may be long.
  const each = /^\s*(?:\](?: as const)?|test\.each\([^\n]*?)\)\(\s*'((?:[^'\\]|\\.)+)'/gm;
  return [...source.matchAll(plain), ...source.matchAll(each)].map(([, name = '']) => name);
}
