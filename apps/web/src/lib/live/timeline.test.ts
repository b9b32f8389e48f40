import { afterEach, expect, test, vi } from 'vitest';
import { SampleRing } from './sample-ring.ts';
import { Timeline } from './timeline.svelte.ts';

afterEach(() => {
  vi.useRealTimers();
});

test('what was read for other channels is not drawn under the new ones', async () => {
  vi.useFakeTimers();
  const values: Record<string, number> = { speed: 50, brake: 1 };
  vi.stubGlobal('fetch', async ({ url }: Request) => {
    const names = new URL(url).searchParams.get('channels')?.split(',') ?? [];
    const columns = names.map((name) => ({ name, values: [values[name] ?? null] }));
    return Response.json({ seconds: [95], columns });
  });
  let channels = ['speed'];
  const timeline = new Timeline('a', () => channels);
  const ring = new SampleRing(10, ['f32']);
  ring.push([200, 201], [[60, 60]]);
  timeline.goTo(100, ring.last);

  timeline.samplesFor(ring);
  await vi.advanceTimersByTimeAsync(100);
  expect(timeline.samplesFor(ring).valueAt(0, 0)).toBe(50);

  channels = ['brake'];
  expect(timeline.samplesFor(ring).count).toBe(0);
  await vi.advanceTimersByTimeAsync(100);
  expect(timeline.samplesFor(ring).valueAt(0, 0)).toBe(1);
});
