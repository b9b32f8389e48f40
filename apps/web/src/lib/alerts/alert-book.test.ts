import { beforeEach, expect, test, vi } from 'vitest';
import type { Alert, AlertRule } from '../api.ts';
import { AlertBook } from './alert-book.svelte.ts';

type Waiting = { readonly asked: string; readonly answer: (body: object, status?: number) => void };
let waiting: Waiting[] = [];
beforeEach(() => {
  waiting = [];
  vi.stubGlobal('fetch', (request: Request) => {
    const { pathname, searchParams } = new URL(request.url);
    const asked = `${request.method} ${pathname} ${searchParams.get('cursor') ?? ''}`.trim();
    return new Promise<Response>((resolve) => {
      const answer = (body: object, status = 200) => resolve(Response.json(body, { status }));
      waiting.push({ asked, answer });
    });
  });
});

const next = () => vi.waitUntil(() => waiting.shift(), { interval: 1 });
const rule = (enabled: boolean) => ({ id: 'r', name: 'Oil', enabled }) as AlertRule;
const alert = (id: string) => ({ id }) as Alert;
const page = (items: readonly object[], nextCursor: string | null = null) => ({
  items,
  nextCursor,
});
async function readBook(items: readonly object[], nextCursor: string | null = null) {
  const book = new AlertBook();
  const reading = Promise.all([book.rules.load(), book.alerts.load()]);
  (await next()).answer(page([rule(false)]));
  (await next()).answer(page(items, nextCursor));
  await reading;
  return book;
}

test('of two reads the one asked for last counts, whichever answers last', async () => {
  const book = await readBook([]);
  const reads = [book.alerts.load(), book.alerts.load()];
  const [first, second] = [await next(), await next()];
  second.answer(page([alert('new')]));
  await reads[1];
  first.answer(page([alert('old')]));
  await reads[0];
  expect(book.alerts.items).toEqual([alert('new')]);
});

test('a read that something newer overtook is asked for again', async () => {
  const book = await readBook([]);
  const reading = book.rules.load();
  const stale = await next();
  book.rules.put(rule(true));
  stale.answer(page([rule(false)]));
  (await next()).answer(page([rule(true)]));
  await reading;
  expect(book.rules.items).toEqual([rule(true)]);
});

test('earlier alerts follow what is there when they come, each once', async () => {
  const book = await readBook([alert('b')], 'further');
  const following = book.alerts.more();
  const asked = await next();
  book.alerts.put(alert('c'));
  asked.answer(page([alert('b'), alert('a')]));
  await following;
  expect(asked.asked).toMatch(/ further$/);
  expect(book.alerts.items.map(({ id }) => id)).toEqual(['c', 'b', 'a']);
});

test('a switch shows its new state at once and takes no second press until it is answered', async () => {
  const book = await readBook([]);
  const switching = book.enable(rule(false), true);
  await book.enable(rule(true), false);
  expect(book.isOn(rule(false))).toBe(true);
  (await next()).answer(rule(true));
  await switching;
  expect(waiting).toEqual([]);
  expect(book.rules.items).toEqual([rule(true)]);
  expect(book.switching.size).toBe(0);
});

test('a refused switch leaves what came meanwhile', async () => {
  const book = await readBook([]);
  const switching = book.enable(rule(false), true);
  const asked = await next();
  const renamed = { ...rule(false), name: 'Oil pressure' };
  book.rules.put(renamed);
  asked.answer({ code: 'forbidden', detail: 'No' }, 403);
  await switching;
  expect(book.rules.items).toEqual([renamed]);
  expect(book.isOn(renamed)).toBe(false);
});
