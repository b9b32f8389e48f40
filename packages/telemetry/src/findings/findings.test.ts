import { describe, expect, it } from 'vitest';
import { detectCorners } from '../corners/layout-corners.ts';
import { isAxis, lapDistanceAxis } from '../distance/axis.ts';
import { compareLaps } from '../comparison/compare.ts';
import type { CompareOptions } from '../comparison/compare.ts';
import type { Comparison } from '../comparison/comparison.ts';
import { channel, CIRCUIT, driveLap, layOut } from '../comparison/drawn-laps.ts';
import type { Drive } from '../comparison/drawn-laps.ts';
import type { LapData } from '../laps/lap.ts';
import { lineOffset } from './line-offset.ts';
import { findingText } from './words.ts';

const { lengthMetres } = layOut(CIRCUIT);

function compare(reference: LapData, lap: LapData, options?: CompareOptions): Comparison {
  const result = compareLaps(reference, lap, { lengthMetres }, options);
  if (result.kind === 'refused') throw new Error(result.detail);
  return result;
}

const ENTRY_OF_4 = 1080;
const early = (metres: number): Drive => ({ early: { entryMetres: ENTRY_OF_4, metres } });

describe('findings', () => {
  const reference = driveLap(CIRCUIT);

  it('name the earlier braking into the corner where it happened, with its metres and loss', () => {
    const { findings, gapSeconds } = compare(reference, driveLap(CIRCUIT, early(21)));
    expect(findings[0]).toMatchObject({
      kind: 'corner',
      number: 4,
      cause: 'brakes-earlier',
      unit: 'm',
    });
    const { amount, lossSeconds, text } = findings[0] ?? { amount: 0, lossSeconds: 0, text: '' };
    // The car is still gaining speed at 5 m/s² where it now brakes at 10: two thirds of the shift.
    expect(Math.abs((amount ?? 0) - (21 * 10) / 15)).toBeLessThan(1);
    expect(Math.abs(lossSeconds - gapSeconds)).toBeLessThan(0.02);
    expect(text).toBe(
      `Brakes ${Math.round(amount ?? 0)} m earlier into 4: ${lossSeconds.toFixed(2)} s`,
    );
  });

  it("say no clear cause when the difference is within the driver's own spread", () => {
    const lap = driveLap(CIRCUIT, early(14));
    const history = [0, 20, 40, 60].map((metres) => driveLap(CIRCUIT, early(metres)));
    expect(compare(reference, lap, { history }).findings[0]?.cause).not.toBe('brakes-earlier');
    const steady = [13, 14, 15].map((metres) => driveLap(CIRCUIT, early(metres)));
    const found = compare(reference, lap, { history: steady }).findings[0];
    expect(found?.cause).toBe('brakes-earlier');
  });

  it('are at most three places, costliest first, and none for losses too small to matter', () => {
    const { findings, segments } = compare(reference, driveLap(CIRCUIT, { grip: 0.9 }));
    const corners = new Set(findings.map(({ number }) => number));
    expect(corners.size).toBeLessThanOrEqual(3);
    expect(findings.length).toBeGreaterThan(0);
    for (const { startMetres, lossSeconds } of findings) {
      const segment = segments.find((one) => one.startMetres === startMetres);
      expect(segment?.lossSeconds).toBe(lossSeconds);
      expect(lossSeconds).toBeGreaterThanOrEqual(0.02);
    }
    expect(compare(reference, driveLap(CIRCUIT, { grip: 0.9995 })).findings).toEqual([]);
    expect(compare(driveLap(CIRCUIT, { grip: 0.9 }), reference).findings).toEqual([]);
  });

  it('find the lower minimum speed of a lap with less grip', () => {
    const { findings } = compare(reference, driveLap(CIRCUIT, { grip: 0.9 }));
    const causes = findings.filter(({ kind }) => kind === 'corner').map(({ cause }) => cause);
    expect(
      causes.every((cause) => ['slower-minimum', 'slower-exit', 'brakes-earlier'].includes(cause)),
    ).toBe(true);
    expect(findings.some(({ text }) => /km\/h/.test(text))).toBe(true);
  });

  it('name places without causes at 5 Hz', () => {
    const slow = { rateHz: 5 };
    const { findings, segments } = compare(
      driveLap(CIRCUIT, slow),
      driveLap(CIRCUIT, { ...slow, ...early(21) }),
    );
    expect(findings.length).toBeGreaterThan(0);
    expect(
      findings.every(({ cause, amount }) => cause === 'no-clear-cause' && amount === null),
    ).toBe(true);
    const phases = segments.flatMap(({ passages }) => (passages ? [passages.lap] : []));
    expect(
      phases.every(
        ({ brakeMetres, throttleMetres }) => brakeMetres === null && throttleMetres === null,
      ),
    ).toBe(true);
  });

  it('leave out places without a cause below 0.1 s or a tenth of the gap', () => {
    const slow = { rateHz: 5 };
    const findingsOf = (drive: Drive): Comparison =>
      compare(driveLap(CIRCUIT, slow), driveLap(CIRCUIT, { ...slow, ...drive }));
    const small = findingsOf({ grip: 0.97 });
    expect(small.segments.some(({ lossSeconds }) => lossSeconds > 0.05)).toBe(true);
    expect(small.findings).toEqual([]);
    const spreadOut = findingsOf({ grip: 0.9 });
    expect(spreadOut.segments.some(({ lossSeconds }) => lossSeconds > 0.2)).toBe(true);
    expect(spreadOut.findings).toEqual([]);
  });

  it('exceed three times what an estimated alignment left over', () => {
    const lap = driveLap(CIRCUIT, { grip: 0.95 });
    const off = (seconds: number): Comparison => {
      const timeSeconds = lap.lap.timeSeconds + seconds;
      return compare(reference, { ...lap, lap: { ...lap.lap, timeSeconds } });
    };
    const sound = off(0.009);
    expect(sound.estimated).toBe(false);
    expect(sound.findings.some(({ lossSeconds }) => lossSeconds < 0.09)).toBe(true);
    const poor = off(0.03);
    expect(poor.estimated).toBe(true);
    expect(poor.findings.length).toBeGreaterThan(0);
    expect(poor.findings.every(({ lossSeconds }) => lossSeconds > 0.09)).toBe(true);
    expect(off(0.3).findings).toEqual([]);
  });

  it('measure a wider line from positions, whatever their drift', () => {
    const [apex, north, drift] = [1105, 4, 6];
    const lap = driveLap(CIRCUIT, { grip: 0.97 });
    const distance = lap.channels.find(({ name }) => name === 'lapDistance')
      ?.values as Float64Array;
    const channels = lap.channels.map((one) => {
      if (one.name !== 'latitude') return one;
      const values = (one.values as Float64Array).map((value, i) => {
        const away = Math.abs((distance[i] ?? 0) - apex);
        return value + (drift + north * Math.max(0, 1 - away / 60)) / 111_170;
      });
      return channel('latitude', 60, 0.004, values);
    });
    const moved = { ...lap, channels };
    const [axis, movedAxis] = [reference, moved].map((one) => lapDistanceAxis(one, lengthMetres));
    const corner = detectCorners(reference, lengthMetres)[3];
    if (!corner || !axis || !movedAxis || !isAxis(axis) || !isAxis(movedAxis)) throw new Error();
    const outside = lineOffset({ lap: reference, axis }, { lap: moved, axis: movedAxis });
    // At the apex the car heads 135°, so outside of this left corner is north-east.
    expect(Math.abs((outside(corner) ?? 0) - north * Math.SQRT1_2)).toBeLessThan(0.5);
  });
});

describe('findingText', () => {
  const place = { kind: 'corner' as const, number: 3, lossSeconds: 0.178, amount: 14.2 };

  it('writes the sentence with exactly the rounded numbers of the fields', () => {
    expect(findingText({ ...place, cause: 'brakes-earlier' }, null)).toBe(
      'Brakes 14 m earlier into 3: 0.18 s',
    );
    expect(findingText({ ...place, cause: 'slower-minimum', amount: 5 / 3.6 }, 'Hairpin')).toBe(
      'Carries 5 km/h less through Hairpin: 0.18 s',
    );
    expect(findingText({ ...place, kind: 'straight', cause: 'slower-exit', amount: 2 }, null)).toBe(
      'Comes 7 km/h slower out of 3, lost on the straight after 3: 0.18 s',
    );
    expect(findingText({ ...place, cause: 'no-clear-cause', amount: null }, null)).toBe(
      'No clear cause in 3: 0.18 s',
    );
    expect(
      findingText(
        { ...place, kind: 'straight', number: 0, cause: 'no-clear-cause', amount: null },
        null,
      ),
    ).toBe('No clear cause on the straight after the line: 0.18 s');
  });
});
