import { describe, expect, it } from 'vitest';
import { isNumeric } from '../channels/channel.ts';
import { findCanonical } from '../channels/canonical.ts';
import { toLocal } from '../geometry/local-plane.ts';
import { cutLap } from '../laps/cut.ts';
import { splitLaps } from '../laps/split.ts';
import type { Recording } from '../recording/recording.ts';
import { LARKMOOR, TERN_QUAY } from './circuit.ts';
import { generateRecording, simulate, simulateSession, streamRecording } from './simulate.ts';

function valuesOf(recording: Pick<Recording, 'channels'>, name: string): ArrayLike<number> {
  const values = recording.channels.find((channel) => channel.name === name)?.values;
  if (!values || !isNumeric(values)) throw new Error(`no numbers in ${name}`);
  return values;
}
const bytesOf = (recording: Recording): string =>
  recording.channels
    .map(({ values }) => (isNumeric(values) ? Buffer.from(values.buffer).toString('base64') : ''))
    .join();

const options = { circuit: TERN_QUAY, seed: 4, laps: [{}, {}, {}], outLap: true, inLap: true };

describe('simulate', () => {
  const { recording, laps } = simulateSession(options);

  it('gives the same bytes for the same seed and others for another', () => {
    expect(bytesOf(simulate(options))).toBe(bytesOf(recording));
    expect(bytesOf(simulate({ ...options, seed: 5 }))).not.toBe(bytesOf(recording));
  });

  it('uses canonical names and units, each once, with finite values', () => {
    const names = recording.channels.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    for (const { name, unit, values } of recording.channels) {
      expect(findCanonical(name)?.unit, name).toBe(unit);
      expect(isNumeric(values) && values.every(Number.isFinite), name).toBe(true);
    }
  });

  it('shows the exact lap time half a second after the line', () => {
    const shown = valuesOf(recording, 'lastLapTime');
    const timed = laps.filter(({ kind }) => kind !== 'out');
    expect(timed).toHaveLength(4);
    for (const { startSeconds, endSeconds } of timed) {
      const exact = endSeconds - startSeconds;
      const at = Math.ceil((endSeconds + 0.5) * 60 - 1e-9);
      expect(Math.abs((shown[at] ?? 0) - exact)).toBeLessThan(1e-6 + exact * 2 ** -24);
      expect(shown[at - 1]).not.toBe(shown[at]);
    }
  });

  it('is split into the laps that were driven', () => {
    const split = splitLaps(recording);
    expect(split.laps.slice(0, 5).map(({ kind }) => kind)).toEqual(laps.map(({ kind }) => kind));
    laps.forEach(({ endSeconds, startSeconds, kind }, i) => {
      expect(split.laps[i]?.endSeconds).toBeCloseTo(endSeconds, 4);
      if (kind === 'full')
        expect(split.laps[i]?.timeSeconds).toBeCloseTo(endSeconds - startSeconds, 4);
    });
  });

  it('drives as many metres as a lap is long, and ends where it began', () => {
    const length = recording.track.lengthMetres ?? 0;
    const plane = toLocal(TERN_QUAY.origin);
    const full = splitLaps(recording).laps.filter(({ kind }) => kind === 'full');
    const crossings = full.map(({ startSeconds }) => startSeconds * 60);
    const at = (name: string, sample: number): number => {
      const values = valuesOf(recording, name);
      const i = Math.floor(sample);
      return (values[i] ?? 0) + (sample - i) * ((values[i + 1] ?? 0) - (values[i] ?? 0));
    };
    for (const lap of full) {
      const speeds = valuesOf(cutLap(recording, lap), 'speed');
      let metres = 0;
      for (let i = 0; i < speeds.length; i++) metres += (speeds[i] ?? 0) / 60;
      expect(Math.abs(metres / length - 1)).toBeLessThan(0.002);
    }
    const places = crossings.map((sample) => ({
      along: plane.y(at('latitude', sample)),
      across: plane.x(at('longitude', sample)),
    }));
    for (const place of places) {
      expect(Math.abs(place.along - (places[0]?.along ?? 0))).toBeLessThan(0.05);
      expect(Math.abs(place.across - (places[0]?.across ?? 0))).toBeLessThan(0.4);
    }
  });
});

describe('generateRecording', () => {
  const wide = { channels: 270, hours: 0.05, seed: 2, circuit: LARKMOOR };

  it('is the stream put together', () => {
    const recording = generateRecording(wide);
    const stream = streamRecording(wide);
    expect(stream.sampleCount).toBe(10_800);
    expect(recording.channels).toHaveLength(270);
    expect(new Set(recording.channels.map(({ name }) => name)).size).toBe(270);
    let samples = 0;
    for (const { firstSample, count, columns } of stream.blocks) {
      expect(firstSample).toBe(samples);
      samples += count;
      columns.forEach((column, c) => {
        const values = recording.channels[c]?.values;
        expect(values?.[firstSample]).toBe(column[0]);
        expect(values?.[firstSample + count - 1]).toBe(column[count - 1]);
      });
    }
    expect(samples).toBe(10_800);
  });

  it('has constants, held values and noise as sims do', () => {
    const { channels } = generateRecording(wide);
    const kinds = channels.map(({ values }) => {
      let changes = 0;
      for (let i = 1; i < values.length; i++) if (values[i] !== values[i - 1]) changes++;
      return changes === 0 ? 'constant' : changes < values.length / 20 ? 'held' : 'moving';
    });
    const count = (kind: string): number => kinds.filter((one) => one === kind).length;
    expect(count('constant')).toBeGreaterThan(90);
    expect(count('held')).toBeGreaterThan(8);
    expect(count('moving')).toBeGreaterThan(80);
  });

  it('goes on beyond the names that sims have', () => {
    const { channels } = streamRecording({ ...wide, channels: 400 });
    expect(new Set(channels.map(({ sourceName }) => sourceName)).size).toBe(400);
  });
});
