import { flushSync } from 'svelte';
import { expect, test, vi } from 'vitest';
import type { CompareRequest } from '../analysis/messages.ts';

const asked = vi.hoisted(() => {
  vi.stubGlobal('matchMedia', () => Object.assign(new EventTarget(), { matches: true }));
  return [] as CompareRequest[];
});
vi.mock('../analysis/analysis-client.ts', () => ({
  analysis: {
    start: () => undefined,
    compare: (request: CompareRequest) => {
      asked.push(request);
      return Promise.resolve({ laps: [] });
    },
  },
}));
const { CompareState } = await import('./compare-state.svelte.ts');

const CHANNELS = ['speed', 'brake'].map((name) => ({ name, unit: '', label: name }));

test('a zoom, and another lap in focus, compute nothing anew; other channels and laps do', async () => {
  vi.stubGlobal('fetch', ({ url }: Request) => {
    const id = url.split('/').at(-1);
    const answer = url.includes('/api/laps/')
      ? { id, fileBytes: 1, channels: CHANNELS, session: { track: null } }
      : { items: [] };
    return Promise.resolve(Response.json(answer));
  });
  let state: InstanceType<typeof CompareState> | undefined;
  const stop = $effect.root(() => {
    state = new CompareState();
    state.change({ reference: 'a', laps: ['b'], channels: ['speed'] });
  });
  const settle = async () => {
    flushSync();
    await new Promise((resolve) => setTimeout(resolve, 20));
    return asked.splice(0).map(({ laps, channels, x }) => [laps.map(({ id }) => id), channels, x]);
  };
  const first = await settle();
  expect(state?.error).toBeUndefined();
  expect(first).toEqual([[['a', 'b'], ['speed'], 'distance']]);
  for (let n = 0; n < 5; n++) {
    state?.change({ from: n, to: 100 });
    expect(await settle()).toEqual([]);
  }
  state?.change({ focus: 'b' });
  expect(await settle()).toEqual([]);
  state?.change({ channels: ['speed', 'brake'] });
  expect(await settle()).toEqual([[['a', 'b'], ['speed', 'brake'], 'distance']]);
  state?.change({ x: 'time' });
  expect(await settle()).toEqual([[['a', 'b'], ['speed', 'brake'], 'time']]);
  state?.change({ laps: [] });
  expect(await settle()).toEqual([[['a'], ['speed', 'brake'], 'time']]);
  stop();
});
