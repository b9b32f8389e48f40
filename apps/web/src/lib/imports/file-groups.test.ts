import { expect, test } from 'vitest';
import { groupFiles } from './file-groups.ts';

const names = (...files: string[]) =>
  groupFiles(files.map((name) => ({ name }))).map((group) => group.map(({ name }) => name));

test('an .ldx goes with its .ld, whatever the order and the case', () => {
  expect(names('a.ldx', 'b.ibt', 'A.LD')).toEqual([['b.ibt'], ['A.LD', 'a.ldx']]);
});

test('an .ldx without its log stands alone, so that the server can say so', () => {
  expect(names('a.ldx', 'b.ld')).toEqual([['b.ld'], ['a.ldx']]);
});
