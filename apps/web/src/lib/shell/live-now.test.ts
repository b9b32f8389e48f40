import { afterEach, expect, test, vi } from 'vitest';
import { liveNow } from './live-now.svelte.ts';

afterEach(() => {
  vi.useRealTimers();
});

test('it does not look again while a look waits for its answer', async () => {
  vi.useFakeTimers();
  const answers: ((answer: Response) => void)[] = [];
  vi.stubGlobal('document', Object.assign(new EventTarget(), { visibilityState: 'visible' }));
  vi.stubGlobal('fetch', () => new Promise<Response>((resolve) => answers.push(resolve)));
  const stop = liveNow.follow();
  await vi.advanceTimersByTimeAsync(60_000);
  expect(answers).toHaveLength(1);
  answers[0]?.(Response.json({ items: [{}], nextCursor: null }));
  await vi.advanceTimersByTimeAsync(10_000);
  expect(liveNow.any).toBe(true);
  expect(answers).toHaveLength(2);
  stop();
});
