import { expect, test } from 'vitest';
import { toUserCode } from './user-code.ts';

test('a code may be typed in any way', () => {
  for (const typed of ['ABCDEFGH', 'abcd-efgh', ' abcd efgh ', 'abcd–efgh'])
    expect(toUserCode(typed)).toBe('ABCD-EFGH');
  expect(toUserCode('ab')).toBe('AB');
});
