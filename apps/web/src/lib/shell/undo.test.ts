import { expect, test } from 'vitest';
import { undo } from './undo.svelte.ts';

test('who flushes can wait until what was pending is done, or taken back where it failed', async () => {
  const done: string[] = [];
  let answer = () => {};
  const late = new Promise<void>((resolve) => (answer = resolve));
  undo.later(
    'A',
    () => late.then(() => void done.push('a')),
    () => undefined,
  );
  undo.later(
    'B',
    () => Promise.reject(new Error('No')),
    () => done.push('b is back'),
  );
  const flushed = undo.flush().then(() => done.push('flushed'));
  await new Promise(setImmediate);
  expect(done).toEqual(['b is back']);
  answer();
  await flushed;
  expect(done).toEqual(['b is back', 'a', 'flushed']);
  expect(undo.pending).toEqual([]);
});
