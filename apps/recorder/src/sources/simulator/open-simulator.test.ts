import { expect, test } from 'vitest';
import { checkDescription, checkFrame, decodeFrame, encodeFrame } from '@outlap/protocol';
import { makeClock } from '../../testing/fake-clock.ts';
import type { Source, SourceItem } from '../source.ts';
import { openSimulator } from './open-simulator.ts';

type Samples = Extract<SourceItem, { kind: 'samples' }>;

async function take(source: Source, frames: number): Promise<Samples[]> {
  const taken: Samples[] = [];
  const stop = new AbortController();
  for await (const item of source.frames(stop.signal)) {
    if (item.kind === 'samples') taken.push(item);
    if (taken.length === frames) break;
  }
  return taken;
}

test('a car brings three samples each 50 ms, without a hole, as its description says', async () => {
  const clock = makeClock();
  const source = openSimulator({ seed: 3, channels: 300 }, clock);
  const description = source.describe();
  checkDescription(description);
  expect(description.groups[0]?.channels).toHaveLength(300);
  expect(description.startedAt).toBe('2026-05-09T09:30:00.000Z');
  const opened = clock.seconds();
  const frames = await take(source, 200);
  expect(clock.seconds() - opened).toBeCloseTo(599 / 60, 6);
  frames.forEach(({ parts }, i) => {
    const [part] = parts;
    expect(part?.count).toBe(3);
    expect(part?.start).toBeCloseTo((i * 3) / 60, 9);
    const frame = decodeFrame(encodeFrame({ seq: i + 1, sentAt: clock.wall(), parts }));
    checkFrame(frame, description.groups);
  });
});

test('what was due while the process slept is brought at once', async () => {
  const clock = makeClock();
  const source = openSimulator({ seed: 3 }, clock);
  clock.push(30);
  const before = clock.seconds();
  const frames = await take(source, 600);
  expect(clock.seconds()).toBe(before);
  expect(frames.at(-1)?.parts[0]?.start).toBeCloseTo(29.95, 9);
});

test('seed and car number decide what is driven', async () => {
  const drive = async (car: number, seed = 5) => {
    const frames = await take(openSimulator({ seed, car }, makeClock()), 400);
    return Array.from(frames.at(-1)?.parts[0]?.columns[16] as Float32Array);
  };
  expect(await drive(2)).toEqual(await drive(2));
  expect(await drive(2)).not.toEqual(await drive(1));
  expect(await drive(2)).not.toEqual(await drive(2, 6));
});

test('a factor drives it faster than the clock', async () => {
  const clock = makeClock();
  const source = openSimulator({ seed: 3, speed: 20 }, clock);
  const opened = clock.seconds();
  const frames = await take(source, 1200);
  expect(frames.at(-1)?.parts[0]?.start).toBeCloseTo(59.95, 9);
  expect(clock.seconds() - opened).toBeCloseTo(3, 1);
});

test('with a number of laps the drive is over after the in lap', async () => {
  const source = openSimulator(
    { circuit: 'tern-quay', laps: 1, rateHz: 10, speed: Infinity },
    makeClock(),
  );
  const frames = await take(source, Infinity);
  const { groups } = source.describe();
  const lap = groups[0]?.channels.findIndex(({ name }) => name === 'lapNumber') ?? -1;
  const laps = frames.flatMap(({ parts }) => Array.from(parts[0]?.columns[lap] as Int32Array));
  expect([...new Set(laps)]).toEqual([0, 1, 2, 3]);
});

test('a car on the road has the channels of a phone and a connector, and no track', async () => {
  const source = openSimulator({ road: true, seed: 2 }, makeClock());
  const { groups, track } = source.describe();
  expect(track.name).toBeNull();
  expect(groups[0]?.rateHz).toBe(10);
  expect(groups[0]?.channels.map(({ name }) => name)).toEqual(
    expect.arrayContaining(['speed', 'engineSpeed', 'latitude', 'longitude', 'fuelLevel']),
  );
  const [frame] = await take(source, 1);
  expect(frame?.parts[0]?.count).toBe(1);
});

test('it ends when it is told to, and has no diagnostics', async () => {
  const source = openSimulator({}, makeClock());
  await expect(source.request('dtc', new AbortController().signal)).rejects.toMatchObject({
    code: 'unsupported',
  });
  let frames = 0;
  for await (const item of source.frames(new AbortController().signal)) {
    if (item.kind === 'samples' && ++frames === 3) await source.close();
  }
  expect(frames).toBe(3);
});
