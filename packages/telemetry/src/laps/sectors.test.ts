import { describe, expect, it } from 'vitest';
import type { TimeBase } from '../channels/channel.ts';
import type { Recording } from '../recording/recording.ts';
import { splitLaps } from './split.ts';
import { crossingsOf, DRIVE, EMPTY, framesOf, LENGTH_METRES, toChannel } from './synthetic.ts';

const frames = framesOf(DRIVE);

/** Distance since the last beacon once a second, beginning anew up to a sample late; other channels at 60 Hz. */
function sparseRecording(names: readonly ('speed' | 'latitude' | 'longitude')[]): Recording {
  const crossings = crossingsOf(DRIVE);
  const dense: TimeBase = { kind: 'stamps', seconds: Float64Array.from(frames, ({ t }) => t) };
  const slow = frames.filter((_, i) => i % 60 === 0);
  const once: TimeBase = { kind: 'stamps', seconds: Float64Array.from(slow, ({ t }) => t) };
  const metres = slow.map(({ t, lapProgress }) => {
    const late = crossings.some((crossing) => t >= crossing && t < crossing + 0.6);
    return (lapProgress + (late ? 1 : 0)) * LENGTH_METRES;
  });
  const channels = [
    toChannel('lapDistance', once, Float64Array.from(metres)),
    ...names.map((name) =>
      toChannel(
        name,
        dense,
        Float64Array.from(frames, (frame) => frame[name]),
      ),
    ),
  ];
  const durationSeconds = frames.at(-1)?.t ?? 0;
  return { ...EMPTY, durationSeconds, channels, beaconSeconds: crossings };
}

/** True times of the thirds of a full lap, from the frames. */
function thirdsOf(lapIndex: number): number[] {
  const crossings = crossingsOf(DRIVE);
  const start = crossings[lapIndex - 1] ?? Number.NaN;
  const inLap = frames.filter(({ lapNumber }) => lapNumber === lapIndex);
  const times = [1 / 3, 2 / 3].map(
    (third) => (inLap.find(({ lapProgress }) => lapProgress >= third)?.t ?? Number.NaN) - start,
  );
  const [first = 0, second = 0] = times;
  return [first, second - first, (crossings[lapIndex] ?? 0) - start - second];
}

describe('sectors by thirds of the way', () => {
  it.each([[['speed'] as const], [['latitude', 'longitude'] as const]])(
    'do not suffer from a distance that comes once a second, beside %s',
    (names) => {
      const { laps, sectorFractions } = splitLaps(sparseRecording(names));
      const full = laps.filter(({ kind }) => kind === 'full');
      expect(sectorFractions).toEqual([0, 1 / 3, 2 / 3]);
      expect(full).toHaveLength(3);
      full.forEach(({ sectorSeconds, timeSeconds }, k) => {
        expect(sectorSeconds.reduce((sum, seconds) => sum + seconds, 0)).toBeCloseTo(
          timeSeconds,
          9,
        );
        thirdsOf(k + 1).forEach((seconds, s) => {
          expect(Math.abs((sectorSeconds[s] ?? Number.NaN) - seconds)).toBeLessThan(0.05);
        });
      });
    },
  );
});
