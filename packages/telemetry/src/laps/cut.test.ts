import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sampleCount, type TimeBase, toSeconds } from '../channels/channel.ts';
import { cutLap } from './cut.ts';
import type { Lap } from './lap.ts';
import { splitLaps } from './split.ts';
import { DRIVE, EMPTY, framesOf, SIM_NAMES, toChannel, toRecording } from './synthetic.ts';

const lapBetween = (startSeconds: number, endSeconds: number): Lap => ({
  number: 1,
  kind: 'full',
  valid: true,
  invalidReasons: [],
  startSeconds,
  endSeconds,
  timeSeconds: endSeconds - startSeconds,
  timeSource: 'crossing',
  distanceMetres: null,
  sectorSeconds: [],
});

describe('cutLap', () => {
  it('keeps the samples of the lap and one on each side, as views, with shifted times', () => {
    const stamps: TimeBase = { kind: 'stamps', seconds: Float64Array.of(0, 1, 2, 2, 3, 4, 5) };
    const uniform: TimeBase = { kind: 'uniform', startSeconds: 0.5, rateHz: 2, count: 12 };
    const values = Float32Array.from({ length: 12 }, (_, i) => i);
    const channels = [
      toChannel('speed', stamps, Int16Array.of(0, 1, 2, 3, 4, 5, 6)),
      toChannel('gear', stamps, Int8Array.of(0, 1, 2, 3, 4, 5, 6)),
      toChannel('brake', uniform, values),
      toChannel('note', stamps, ['a', 'b', 'c', 'd', 'e', 'f', null]),
    ];
    const data = cutLap({ channels }, lapBetween(2, 4));
    const [speed, gear, brake, note] = data.channels;
    expect([...(speed?.values ?? [])]).toEqual([1, 2, 3, 4, 5]);
    expect([...toSeconds(speed?.time ?? stamps)]).toEqual([-1, 0, 0, 1, 2]);
    expect(gear?.time).toBe(speed?.time);
    expect(speed?.values).toBeInstanceOf(Int16Array);
    expect(brake?.time).toEqual({ kind: 'uniform', startSeconds: -0.5, rateHz: 2, count: 6 });
    expect((brake?.values as Float32Array).buffer).toBe(values.buffer);
    expect(note?.values).toEqual(['b', 'c', 'd', 'e', 'f']);
    expect(cutLap({ channels }, lapBetween(2, 4), { names: ['gear'] }).channels).toHaveLength(1);
  });

  it('puts every sample into exactly one lap, and cuts both kinds of base alike', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 400 }),
        fc.constantFrom(1, 7, 10, 25, 60, 100),
        fc.array(fc.double({ min: 0, max: 20, noNaN: true }), { maxLength: 5 }),
        (count, rateHz, places) => {
          const uniform: TimeBase = { kind: 'uniform', startSeconds: 0, rateHz, count };
          const stamps: TimeBase = { kind: 'stamps', seconds: toSeconds(uniform).slice() };
          const index = Float64Array.from({ length: count }, (_, i) => i);
          const channels = [toChannel('a', uniform, index), toChannel('b', stamps, index)];
          const borders = [0, ...[...places].sort((x, y) => x - y), 1e6];
          const seen: number[] = [];
          borders.slice(1).forEach((end, k) => {
            const start = borders[k] ?? 0;
            const [a, b] = cutLap({ ...EMPTY, channels }, lapBetween(start, end)).channels;
            expect(a?.values).toEqual(b?.values);
            if (!a) return;
            const times = toSeconds(a.time);
            expect(times.length).toBe(sampleCount(a.time));
            [...a.values].forEach((value, i) => {
              const original = Number(value) / rateHz;
              if (original >= start && original < end) seen.push(Number(value));
              else expect(i === 0 || i === times.length - 1).toBe(true);
            });
          });
          expect(seen).toEqual([...index]);
        },
      ),
      { seed: 21, numRuns: 200 },
    );
  });

  it('cuts what the splitter finds', () => {
    const recording = toRecording(framesOf({ ...DRIVE, rateHz: 20 }), SIM_NAMES);
    for (const lap of splitLaps(recording).laps) {
      const data = cutLap(recording, lap);
      expect(data.lap).toBe(lap);
      expect(new Set(data.channels.map((channel) => channel.time)).size).toBe(1);
      const times = toSeconds(
        data.channels[0]?.time ?? { kind: 'stamps', seconds: new Float64Array() },
      );
      expect(times[1]).toBeGreaterThanOrEqual(0);
      expect(times[0]).toBeLessThanOrEqual(0.05);
    }
  });
});
