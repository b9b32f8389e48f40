import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Lap, LapSplit } from './lap.ts';
import { splitLaps } from './split.ts';
import {
  crossingsOf,
  type Drive,
  DRIVE,
  framesOf,
  LENGTH_METRES,
  placeOf,
  SIM_NAMES,
  type SimFrame,
  toRecording,
  ZERO_FRAME,
} from './synthetic.ts';

const split = (frames: readonly SimFrame[], names = SIM_NAMES): LapSplit =>
  splitLaps(toRecording(frames, names));
const drive = (changes: Partial<Drive>): SimFrame[] => framesOf({ ...DRIVE, ...changes });
const kinds = (result: LapSplit): string[] => result.laps.map((lap) => lap.kind);
const lapOf = (result: LapSplit, number: number): Lap => {
  const lap = result.laps.find((one) => one.number === number);
  if (!lap) throw new Error(`no lap ${number}`);
  return lap;
};

describe('splitLaps on a sim with counter and progress', () => {
  it('finds out lap, full laps and the open lap with their crossings', () => {
    const result = split(drive({}));
    expect(result.method).toBe('counter');
    expect(result.lengthMetres).toBe(LENGTH_METRES);
    expect(kinds(result)).toEqual(['out', 'full', 'full', 'full', 'partial']);
    expect(result.laps.map((lap) => lap.number)).toEqual([0, 1, 2, 3, 4]);
    expect(result.laps.at(-1)?.invalidReasons).toEqual(['open']);
    crossingsOf(DRIVE).forEach((crossing, k) => {
      expect(result.laps[k]?.endSeconds).toBeCloseTo(crossing, 3);
    });
  });

  it("takes each lap's own official time, not its predecessor's", () => {
    for (const lateSeconds of [0, 0.1, 1.6, 2.4]) {
      const result = split(drive({ lateSeconds }));
      expect(result.laps.slice(1, 4).map((lap) => lap.timeSeconds)).toEqual([90, 92, 91]);
      expect(result.laps.slice(1, 4).every((lap) => lap.timeSource === 'source')).toBe(true);
    }
  });

  it('takes the same official time twice where two laps are equal', () => {
    const result = split(drive({ lapSeconds: [100, 90.5, 90.5, 90.5, 95] }));
    expect(result.laps.slice(1, 4).map((lap) => lap.timeSource)).toEqual([
      'source',
      'source',
      'source',
    ]);
  });

  it('keeps the crossing where the official value is stale or missing', () => {
    const stale = drive({}).map((frame) => ({ ...frame, lastLapTime: 88.8 }));
    expect(split(stale).laps[1]).toMatchObject({ timeSource: 'crossing', valid: true });
    const ended = drive({ endProgress: 0.001 });
    expect(split(ended).laps[3]).toMatchObject({ timeSource: 'crossing', kind: 'full' });
    expect(split(ended).laps[3]?.timeSeconds).toBeCloseTo(91, 3);
  });

  it('calls a lap invalid when the source does, also twice in a row', () => {
    const result = split(drive({ invalid: [2, 3] }));
    expect(lapOf(result, 1).valid).toBe(true);
    expect(lapOf(result, 2)).toMatchObject({
      kind: 'full',
      valid: false,
      invalidReasons: ['source-invalid'],
    });
    expect(lapOf(result, 3).invalidReasons).toEqual(['source-invalid']);
    expect(lapOf(result, 3).timeSource).toBe('crossing');
  });

  it('tells in laps, and full laps through the pit lane', () => {
    const inLap = split(drive({ pitAfter: 0.5 }));
    expect(kinds(inLap).at(-1)).toBe('in');
    const through = drive({}).map((frame) =>
      frame.lapNumber === 2 && frame.lapProgress > 0.4 && frame.lapProgress < 0.5
        ? { ...frame, onPitRoad: 1 }
        : frame,
    );
    expect(lapOf(split(through), 2)).toMatchObject({ kind: 'full', invalidReasons: ['pit-lane'] });
    const across = drive({}).map((frame) =>
      (frame.lapNumber === 2 && frame.lapProgress > 0.95) ||
      (frame.lapNumber === 3 && frame.lapProgress < 0.05)
        ? { ...frame, onPitRoad: 1 }
        : frame,
    );
    expect(kinds(split(across))).toEqual(['out', 'full', 'in', 'out', 'partial']);
  });

  it('cuts at a reset to the pits and marks the lap before it', () => {
    const frames = drive({});
    const at = frames.findIndex((frame) => frame.lapNumber === 2 && frame.lapProgress > 0.5);
    const t = frames[at]?.t ?? 0;
    const again = drive({ firstNumber: 3, lapSeconds: [100, 91, 95] });
    const joined = [
      ...frames.slice(0, at),
      { ...ZERO_FRAME, t },
      ...again.map((frame) => ({ ...frame, t: frame.t + t + 1 / 60 })),
    ];
    const result = split(joined);
    expect(kinds(result)).toEqual(['out', 'full', 'partial', 'out', 'full', 'partial']);
    expect(result.laps[2]?.invalidReasons).toContain('reset');
    expect(result.laps.map((lap) => lap.number)).toEqual([0, 1, 2, 3, 4, 5]);
  });

  it('cuts where the counter jumps or a session begins, and keeps numbers rising', () => {
    const first = drive({});
    const t = (first.at(-1)?.t ?? 0) + 1;
    const joined = [...first, ...drive({}).map((frame) => ({ ...frame, t: frame.t + t }))];
    const result = split(joined);
    expect(result.laps.map((lap) => lap.number)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
    expect(kinds(result).filter((kind) => kind === 'full')).toHaveLength(6);
    const jumped = first.map((frame) =>
      frame.lapNumber >= 3 ? { ...frame, lapNumber: frame.lapNumber + 4 } : frame,
    );
    expect(kinds(split(jumped))).toEqual(['out', 'full', 'partial', 'partial', 'partial']);
  });

  it('pairs counter and crossing when the counter is early or late', () => {
    for (const shift of [-40, 25]) {
      const frames = drive({});
      const shifted = frames.map((frame, i) => ({
        ...frame,
        lapNumber: frames[Math.min(frames.length - 1, Math.max(0, i + shift))]?.lapNumber ?? 0,
      }));
      const result = split(shifted);
      expect(kinds(result)).toEqual(['out', 'full', 'full', 'full', 'partial']);
      expect(result.laps[1]?.endSeconds).toBeCloseTo(crossingsOf(DRIVE)[1] ?? 0, 3);
    }
  });

  it('reads the border from a progress that is below zero after the line', () => {
    const offset = 0.0002;
    const frames = drive({}).map((frame) => ({
      ...frame,
      lapProgress: frame.lapProgress - offset,
    }));
    const result = split(frames);
    expect(kinds(result)).toEqual(['out', 'full', 'full', 'full', 'partial']);
    expect(result.laps[1]?.timeSeconds).toBe(90);
  });

  it('sums sectors to the official time, at the fractions of the source', () => {
    const recording = toRecording(drive({}), SIM_NAMES, { sectorFractions: [0, 0.25, 0.75] });
    const result = splitLaps(recording);
    for (const lap of result.laps.filter(({ kind }) => kind === 'full')) {
      expect(lap.sectorSeconds).toHaveLength(3);
      expect(lap.sectorSeconds.reduce((sum, seconds) => sum + seconds, 0)).toBeCloseTo(
        lap.timeSeconds,
        9,
      );
    }
    // At a quarter of this circle 0.25 + 0.04 + 0.02 of the lap time is used.
    expect(lapOf(result, 1).sectorSeconds[0]).toBeCloseTo(90 * 0.31, 2);
    expect(
      splitLaps(recording, { lengthMetres: LENGTH_METRES, sectorFractions: [0, 0.5], gates: [] })
        .laps[1]?.sectorSeconds,
    ).toHaveLength(2);
  });

  it('marks a gap inside a lap and nothing else', () => {
    const frames = drive({}).filter(
      (frame) => frame.lapNumber !== 2 || Math.abs(frame.lapProgress - 0.5) > 0.02,
    );
    const result = split(frames);
    expect(kinds(result)).toEqual(['out', 'full', 'full', 'full', 'partial']);
    expect(result.laps.map((lap) => lap.invalidReasons.includes('gap'))).toEqual([
      false,
      false,
      true,
      false,
      false,
    ]);
  });

  it('falls back to the lap clock without a progress', () => {
    const names = ['lapNumber', 'lapTime', 'speed'] as const;
    const result = split(drive({ rateHz: 10 }), names);
    expect(result.method).toBe('counter');
    expect(result.laps[1]?.timeSeconds).toBeCloseTo(90, 6);
    expect(result.laps[1]?.kind).toBe('full');
    expect(result.laps[1]?.distanceMetres).toBeCloseTo(LENGTH_METRES, -1);
  });

  it('takes a recording that begins and ends on the line as a full lap', () => {
    const one = framesOf({
      ...DRIVE,
      lapSeconds: [90, 95],
      startProgress: 1e-5,
      pitUntil: 0,
      endProgress: 0.0003,
    });
    const names = ['lapProgress', 'speed'] as const;
    const result = split(one, names);
    expect(result.method).toBe('distance');
    expect(result.laps[0]).toMatchObject({ kind: 'full', valid: true });
    expect(result.laps[0]?.timeSeconds).toBeCloseTo(90, 3);
  });

  it('makes one lap of a spin across the line', () => {
    const names = ['lapProgress', 'speed'] as const;
    const frames = drive({ pitUntil: 0 });
    const at = frames.findIndex((frame) => frame.lapNumber === 2);
    const spin = Array.from({ length: 120 }, (_, i) => {
      const progress = 0.001 * Math.cos((i / 20) * Math.PI);
      return {
        ...ZERO_FRAME,
        ...placeOf(progress),
        speed: 5,
        lapProgress: (progress + 1) % 1,
        t: (frames[at]?.t ?? 0) + i / 60,
      };
    });
    const after = frames.slice(at).map((frame) => ({ ...frame, t: frame.t + 2 }));
    const result = split([...frames.slice(0, at), ...spin, ...after], names);
    expect(kinds(result).filter((kind) => kind === 'full')).toHaveLength(3);
  });
});

describe('splitLaps holds for any sim recording', () => {
  const drives = fc.record({
    laps: fc.array(fc.integer({ min: 40, max: 60 }), { minLength: 1, maxLength: 5 }),
    start: fc.double({ min: 0, max: 0.9, noNaN: true }),
    end: fc.double({ min: 0, max: 0.95, noNaN: true }),
    rateHz: fc.constantFrom(10, 20),
  });
  const make = (one: { laps: number[]; start: number; end: number; rateHz: number }): SimFrame[] =>
    framesOf({
      ...DRIVE,
      lapSeconds: one.laps,
      startProgress: one.start,
      endProgress: one.laps.length === 1 ? Math.max(one.end, one.start) : one.end,
      rateHz: one.rateHz,
    });

  it('covers the recording in order without overlap', () => {
    fc.assert(
      fc.property(drives, (one) => {
        const frames = make(one);
        const { laps } = split(frames);
        expect(laps[0]?.startSeconds).toBeLessThanOrEqual(0);
        expect(laps.at(-1)?.endSeconds).toBeGreaterThanOrEqual(frames.at(-1)?.t ?? 0);
        laps.slice(1).forEach((lap, k) => {
          expect(lap.startSeconds).toBe(laps[k]?.endSeconds);
          expect(lap.endSeconds).toBeGreaterThan(lap.startSeconds);
          expect(lap.number).toBeGreaterThan(laps[k]?.number ?? Infinity);
        });
      }),
      { seed: 11, numRuns: 60 },
    );
  });

  it('does not change its laps for repeated stamps, short gaps and zero frames', () => {
    const places = fc.array(fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }), {
      maxLength: 6,
    });
    fc.assert(
      fc.property(drives, places, places, places, (one, repeats, gaps, zeros) => {
        const frames = make(one);
        const index = (places: number[]): Set<number> =>
          new Set(places.map((place) => 1 + Math.floor(place * (frames.length - 2))));
        const [again, gone, zero] = [index(repeats), index(gaps), index(zeros)];
        const changed = frames.flatMap((frame, i): SimFrame[] => {
          if (gone.has(i) && i < frames.length - 1) return [];
          if (again.has(i)) return [frame, { ...frame }];
          return zero.has(i) ? [{ ...ZERO_FRAME, t: frame.t }, frame] : [frame];
        });
        const leading = [{ ...ZERO_FRAME, t: 0 }, ...changed];
        expect(kinds(split(leading))).toEqual(kinds(split(frames)));
      }),
      { seed: 12, numRuns: 60 },
    );
  });

  it('covers whatever the values are, with finite numbers', () => {
    const value = fc.constantFrom(
      0,
      1,
      2,
      -1,
      0.5,
      0.999,
      -0.0002,
      90,
      1e300,
      NaN,
      Infinity,
      -Infinity,
    );
    const step = fc.constantFrom(0, 0.1, 1, 20, 4000);
    const row = fc.tuple(step, fc.array(value, { minLength: 9, maxLength: 9 }));
    fc.assert(
      fc.property(fc.array(row, { maxLength: 40 }), fc.subarray([...SIM_NAMES]), (rows, names) => {
        let t = 0;
        const frames = rows.map(([dt, values], k): SimFrame => {
          t += k === 0 ? 0 : dt;
          const frame: SimFrame = { ...ZERO_FRAME, t };
          SIM_NAMES.forEach((name, i) => (frame[name] = values[i] ?? 0));
          return frame;
        });
        const { laps } = split(frames, names);
        laps.forEach((lap, k) => {
          expect(lap.startSeconds).toBe(
            k === 0 ? Math.min(0, lap.startSeconds) : laps[k - 1]?.endSeconds,
          );
          expect(Number.isFinite(lap.timeSeconds)).toBe(true);
          expect(Number.isFinite(lap.distanceMetres ?? 0)).toBe(true);
          expect(lap.sectorSeconds.every(Number.isFinite)).toBe(true);
          expect(lap.number).toBeGreaterThan(laps[k - 1]?.number ?? -1);
        });
        if (laps.length > 0) expect(laps.at(-1)?.endSeconds).toBeGreaterThanOrEqual(t);
      }),
      { seed: 13, numRuns: 500 },
    );
  });
});

describe('splitLaps of a source that stops recording between laps', () => {
  // Laps of 30 s at 1 Hz, each from the line to the line; a pause before the third.
  const paused: SimFrame[] = [0, 30, 660, 690].flatMap((start, lap) =>
    Array.from({ length: 31 }, (_, i) => ({
      ...ZERO_FRAME,
      t: start + i,
      lapNumber: 7 + lap,
      lapProgress: i === 30 ? 1 - 1e-9 : i / 30,
      lapTime: i,
      speed: lap === 0 && i === 0 ? 2 : 40,
    })),
  );
  const names = ['lapNumber', 'lapProgress', 'lapTime', 'speed'] as const;

  it('ends the lap at its last sample and makes the pause a piece of its own', () => {
    const { laps } = splitLaps(toRecording(paused, names));
    expect(laps.map((lap) => [lap.number, lap.kind, lap.startSeconds, lap.endSeconds])).toEqual([
      [7, 'full', 0, 30],
      [8, 'full', 30, 60],
      [11, 'partial', 60, 660],
      [9, 'full', 660, 690],
      [10, 'full', 690, expect.closeTo(720, 6)],
    ]);
    expect(laps[2]).toMatchObject({ valid: false, invalidReasons: ['gap'] });
    for (const lap of laps.filter(({ kind }) => kind === 'full')) {
      expect(lap).toMatchObject({ valid: true, timeSeconds: 30, timeSource: 'source' });
    }
  });

  it('leaves a lap with its gap where its end was not recorded', () => {
    const cut = paused.filter(({ t }) => t < 55 || t >= 660);
    const { laps } = splitLaps(toRecording(cut, names));
    expect(laps.map((lap) => lap.number)).toEqual([7, 8, 9, 10]);
    expect(laps[1]).toMatchObject({ valid: false, invalidReasons: ['gap'], endSeconds: 660 });
  });
});
