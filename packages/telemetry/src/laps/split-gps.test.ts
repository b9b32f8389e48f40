import { describe, expect, it } from 'vitest';
import type { Recording } from '../recording/recording.ts';
import { splitLaps } from './split.ts';
import {
  crossingsOf,
  DRIVE,
  framesOf,
  gateAt,
  LENGTH_METRES,
  SIM_NAMES,
  type SimFrame,
  toChannel,
  toRecording,
  ZERO_FRAME,
} from './synthetic.ts';

const GPS_NAMES = ['latitude', 'longitude', 'speed'] as const;
const drive = { ...DRIVE, rateHz: 10 };
const gates = [gateAt(0, 'start-finish'), gateAt(0.3, 'sector'), gateAt(0.7, 'sector')];
const unknown = { track: { name: null, layout: null, lengthMetres: null } };
const gps = (frames: readonly SimFrame[], extra: Partial<Recording> = {}): Recording =>
  toRecording(frames, GPS_NAMES, { gates, ...unknown, ...extra });

describe('splitLaps by a gate', () => {
  const frames = framesOf(drive);

  it('finds crossings within 10 ms, out and in laps', () => {
    const result = splitLaps(gps(frames));
    expect(result.method).toBe('gate');
    expect(result.laps.map((lap) => lap.kind)).toEqual(['out', 'full', 'full', 'full', 'in']);
    expect(result.laps.map((lap) => lap.number)).toEqual([0, 1, 2, 3, 4]);
    crossingsOf(drive).forEach((crossing, k) => {
      expect(Math.abs((result.laps[k]?.endSeconds ?? 0) - crossing)).toBeLessThan(0.01);
    });
    expect(Math.abs((result.lengthMetres ?? 0) - LENGTH_METRES)).toBeLessThan(5);
    expect(result.laps[1]?.valid).toBe(true);
  });

  it('takes sectors from the sector gates, in the order driven', () => {
    const swapped = gps(frames, {
      gates: [gates[0], gates[2], gates[1]].flatMap((gate) => gate ?? []),
    });
    for (const recording of [gps(frames), swapped]) {
      const { laps, sectorFractions } = splitLaps(recording);
      expect(sectorFractions).toHaveLength(3);
      expect(sectorFractions[1]).toBeCloseTo(0.3, 3);
      expect(sectorFractions[2]).toBeCloseTo(0.7, 3);
      const sectors = laps[1]?.sectorSeconds ?? [];
      expect(sectors.reduce((sum, one) => sum + one, 0)).toBeCloseTo(laps[1]?.timeSeconds ?? 0, 9);
    }
  });

  it('prefers the layout given: moving the line moves the laps', () => {
    const moved = {
      lengthMetres: LENGTH_METRES,
      sectorFractions: [],
      gates: [gateAt(0.5, 'start-finish')],
    };
    const result = splitLaps(gps(frames), moved);
    const before = splitLaps(gps(frames));
    expect(result.laps.filter((lap) => lap.kind === 'full')).toHaveLength(4);
    expect(result.laps[1]?.startSeconds).not.toBeCloseTo(before.laps[1]?.startSeconds ?? 0, 0);
  });

  it('ignores a line of another circuit and finds its own', () => {
    const far = {
      ...gateAt(0, 'start-finish'),
      a: { latitude: 20, longitude: 3 },
      b: { latitude: 20.001, longitude: 3 },
    };
    const result = splitLaps(gps(frames, { gates: [far] }));
    expect(result).toMatchObject({ method: 'gate', gateSource: 'found' });
    expect(Math.abs((result.lengthMetres ?? 0) - LENGTH_METRES)).toBeLessThan(30);
    const twoLaps = frames.filter(({ lapNumber }) => lapNumber < 2);
    const none = splitLaps(gps(twoLaps, { gates: [far] }));
    expect(none.method).toBe('none');
    expect(none.laps).toHaveLength(1);
    expect(none.laps[0]).toMatchObject({ kind: 'partial', valid: false });
  });

  it('is not misled by glitches, lost fixes, held fixes or a pass the wrong way', () => {
    const held = frames.flatMap((frame) => [frame, { ...frame, t: frame.t + 0.05 }]);
    const glitched = frames.map((frame, i) =>
      i % 97 === 5 ? { ...frame, latitude: frame.latitude + 0.05 } : frame,
    );
    const lost = frames.map((frame, i) =>
      i % 101 === 7
        ? { ...frame, latitude: Number.NaN }
        : i % 103 === 9
          ? { ...frame, latitude: 0, longitude: 0 }
          : frame,
    );
    const end = frames.at(-1)?.t ?? 0;
    const back = frames
      .map((frame, i) => ({ ...(frames[frames.length - 1 - i] ?? frame), t: end + 0.1 + i * 0.1 }))
      .slice(0, 700);
    for (const changed of [held, glitched, lost]) {
      expect(splitLaps(gps(changed)).laps.map((lap) => lap.kind)).toEqual([
        'out',
        'full',
        'full',
        'full',
        'in',
      ]);
    }
    expect(
      splitLaps(gps([...frames, ...back])).laps.filter((lap) => lap.kind === 'full'),
    ).toHaveLength(3);
  });

  it('marks a lap with a long gap, and one that took a short cut as partial', () => {
    const gap = frames.filter(
      (frame) => frame.lapNumber !== 2 || frame.lapProgress < 0.4 || frame.lapProgress > 0.45,
    );
    const marked = splitLaps(gps(gap)).laps;
    expect(marked.map((lap) => lap.invalidReasons.includes('gap'))).toEqual([
      false,
      false,
      true,
      false,
      false,
    ]);
    const cut = frames.map((frame) => {
      if (frame.lapNumber !== 2 || frame.lapProgress < 0.25 || frame.lapProgress > 0.75)
        return frame;
      return { ...frame, longitude: (frames[0]?.longitude ?? 0) - 0.0075 };
    });
    const shortened = splitLaps(gps(cut)).laps;
    expect(shortened[2]).toMatchObject({ kind: 'partial', valid: false });
    expect(shortened[1]?.valid).toBe(true);
  });
});

describe('splitLaps by other evidence', () => {
  const frames = framesOf(drive);

  it('uses beacons', () => {
    const beaconSeconds = crossingsOf(drive);
    const result = splitLaps(toRecording(frames, ['speed'], { beaconSeconds, ...unknown }));
    expect(result.method).toBe('beacon');
    expect(result.laps.map((lap) => lap.kind)).toEqual(['out', 'full', 'full', 'full', 'in']);
    expect(result.laps[1]?.endSeconds).toBe(beaconSeconds[1]);
    expect(result.laps[1]?.sectorSeconds).toHaveLength(3);
    expect(Math.abs((result.lengthMetres ?? 0) - LENGTH_METRES)).toBeLessThan(10);
  });

  it('reads a counter whose empty cells are outside of any lap', () => {
    const cells = frames.map((frame) => ({
      ...frame,
      lapNumber: frame.lapNumber === 0 || frame.lapNumber === 4 ? Number.NaN : frame.lapNumber + 5,
    }));
    const result = splitLaps(toRecording(cells, ['lapNumber', 'speed'], unknown));
    expect(result.laps.map((lap) => [lap.number, lap.kind])).toEqual([
      [0, 'out'],
      [6, 'full'],
      [7, 'full'],
      [8, 'partial'],
      [9, 'partial'],
    ]);
  });

  it('makes one partial lap of everything else, and none of nothing', () => {
    const speedOnly = splitLaps(toRecording(frames, ['speed']));
    expect(speedOnly.method).toBe('none');
    expect(speedOnly.laps).toHaveLength(1);
    expect(speedOnly.laps[0]).toMatchObject({
      kind: 'partial',
      startSeconds: 0,
      invalidReasons: ['open'],
    });
    const one = splitLaps(toRecording(frames.slice(0, 1), ['lapNumber', 'lapProgress', 'speed']));
    expect(one.laps).toHaveLength(1);
    expect(
      splitLaps(toRecording([], ['lapNumber', 'lapProgress'])).laps.length,
    ).toBeLessThanOrEqual(1);
  });

  it('survives values that are no numbers', () => {
    const broken = frames.map((frame, i) => ({
      ...frame,
      lapNumber: i % 3 === 0 ? Infinity : Number.NaN,
      lapProgress: i % 5 === 0 ? -Infinity : Number.NaN,
      latitude: Infinity,
      speed: Number.NaN,
    }));
    const result = splitLaps(
      toRecording(broken, ['lapNumber', 'lapProgress', 'latitude', 'longitude', 'speed']),
    );
    expect(result.laps.length).toBeGreaterThan(0);
    for (const lap of result.laps) {
      expect(Number.isFinite(lap.timeSeconds)).toBe(true);
      expect(Number.isSafeInteger(lap.number)).toBe(true);
      expect(lap.distanceMetres === null || Number.isFinite(lap.distanceMetres)).toBe(true);
    }
  });

  it('stays linear with ten thousand laps and with stamps that never move', () => {
    const many = Array.from({ length: 10_000 }, (_, k) => 10 + 15 * k);
    const uniform = { kind: 'uniform', startSeconds: 0, rateHz: 1, count: 150_100 } as const;
    const speed = toChannel('speed', uniform, new Float32Array(uniform.count).fill(30));
    const result = splitLaps({ ...gps([]), channels: [speed], beaconSeconds: many });
    expect(result.laps).toHaveLength(10_001);
    expect(result.laps[5000]?.valid).toBe(true);
    const still = Array.from({ length: 20_000 }, (_, k) => ({
      ...(frames[0] ?? ZERO_FRAME),
      t: 0,
      lapNumber: k,
      lapTime: k,
      lastLapTime: 5,
    }));
    expect(splitLaps(toRecording(still, SIM_NAMES)).laps.length).toBeLessThanOrEqual(1);
    expect(
      splitLaps(toRecording(still, ['lapNumber', 'lapTime', 'lastLapTime'])).laps.length,
    ).toBeLessThanOrEqual(1);
  });
});
