import { afterEach, expect, test, vi } from 'vitest';

const keep = (value: unknown) => value;
vi.stubGlobal('$state', Object.assign(keep, { raw: keep }));
const Plain = Request;
vi.stubGlobal(
  'Request',
  class extends Plain {
    constructor(input: RequestInfo | URL, init?: RequestInit) {
      super(typeof input === 'string' ? new URL(input, 'https://outlap.example') : input, init);
    }
  },
);
const { liveNow } = await import('./live-now.svelte.ts');

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
