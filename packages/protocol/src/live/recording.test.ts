import { type Channel, demoRecording, sampleSeconds, splitLaps } from '@outlap/telemetry';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Frame } from './frame.ts';
import { decodeFrame } from './frame-read.ts';
import { encodeFrame } from './frame-write.ts';
import type { Column, FramePart, StreamDescription } from './messages.ts';
import { toRecording } from './recording.ts';

const about: Omit<StreamDescription, 'groups'> = {
  source: 'simulator',
  startedAt: '2026-04-01T10:00:00.000Z',
  driver: null,
  vehicle: { name: null },
  track: { name: null, layout: null, lengthMetres: null },
};
const channel = (name: string, type: 'f32' | 'text' = 'f32') => ({
  name,
  sourceName: name,
  unit: '',
  sourceUnit: '',
  type,
});
const frame = (seq: number, parts: readonly FramePart[]): Frame =>
  decodeFrame(encodeFrame({ seq, sentAt: 0, parts }));

test('a recording cut into frames anywhere comes back sample by sample, with its uniform clock', () => {
  const recording = demoRecording();
  const { channels } = recording;
  const [first] = channels;
  if (first?.time.kind !== 'uniform') throw new Error('The demo has one rate');
  const { rateHz, count } = first.time;
  const typeOf = ({ values }: Channel) =>
    ({
      Float32Array: 'f32',
      Float64Array: 'f64',
      Int32Array: 'i32',
      Uint32Array: 'u32',
      Uint8Array: 'u8',
    })[values.constructor.name] as 'f32';
  const description: StreamDescription = {
    ...about,
    track: recording.track,
    groups: [
      { rateHz, channels: channels.map((one) => ({ ...channel(one.name), type: typeOf(one) })) },
    ],
  };
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 400 }), { minLength: 1 }), (sizes) => {
      const frames: Frame[] = [];
      for (let from = 0, k = 0; from < count; k++) {
        const size = Math.min(sizes[k % sizes.length] ?? 1, count - from);
        const columns = channels.map(({ values }) => values.slice(from, from + size) as Column);
        frames.push(frame(k + 1, [{ group: 0, start: from / rateHz, count: size, columns }]));
        from += size;
      }
      const made = toRecording(description, frames);
      expect(made.channels[0]?.time).toEqual({ kind: 'uniform', startSeconds: 0, rateHz, count });
      expect(made.channels.map(({ values }) => values)).toEqual(
        channels.map(({ values }) => values),
      );
      const fractions = recording.sectorFractions;
      expect(splitLaps({ ...made, sectorFractions: fractions }).laps).toEqual(
        splitLaps(recording).laps,
      );
    }),
    { numRuns: 5, seed: 1 },
  );
});

test('a gap stays a gap, samples of a clock that fell are left out and counted, texts keep their nulls', () => {
  const description: StreamDescription = {
    ...about,
    groups: [
      { rateHz: 10, channels: [channel('speed')] },
      { rateHz: null, channels: [channel('note', 'text'), channel('rpm')] },
      { rateHz: 1, channels: [channel('never')] },
    ],
  };
  const made = toRecording(description, [
    frame(1, [{ group: 0, start: 0, count: 3, columns: [Float32Array.of(1, 2, 3)] }]),
    frame(2, [
      { group: 0, start: 5, count: 2, columns: [Float32Array.of(4, 5)] },
      {
        group: 1,
        start: 5,
        count: 2,
        offsets: Uint32Array.of(0, 250_000),
        columns: [['a', null], Float32Array.of(7, 8)],
      },
    ]),
    frame(3, [{ group: 0, start: 5, count: 3, columns: [Float32Array.of(9, 9, 6)] }]),
  ]);
  const [speed, note, rpm] = made.channels;
  expect(made.channels).toHaveLength(3);
  expect(speed?.values).toEqual(Float32Array.of(1, 2, 3, 4, 5, 9, 6));
  expect([0, 2, 3, 4, 5, 6].map((i) => sampleSeconds(speed!.time, i))).toEqual([
    0, 0.2, 5, 5.1, 5.1, 5.2,
  ]);
  expect(note?.values).toEqual(['a', null]);
  expect(rpm?.time).toBe(note?.time);
  expect(rpm?.time).toEqual({ kind: 'stamps', seconds: Float64Array.of(5, 5.25) });
  expect(made.report).toMatchObject({ rowsKept: 7, reasons: { 'clock fell': 1 } });
  expect(made.durationSeconds).toBe(5.25);
});
