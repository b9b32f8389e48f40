import { expect, test } from 'vitest';
import { Pages } from './pages.svelte.ts';

test('a page that follows is put after what is there when it comes', async () => {
  const pages = new Pages<string>();
  let answer = (_: string) => {};
  await pages.load(async (cursor) =>
    cursor
      ? { items: [await new Promise<string>((resolve) => (answer = resolve))], nextCursor: null }
      : { items: ['a'], nextCursor: 'b' },
  );
  const following = pages.more();
  pages.items = ['A'];
  answer('b');
  await following;
  expect(pages.items).toEqual(['A', 'b']);
});
