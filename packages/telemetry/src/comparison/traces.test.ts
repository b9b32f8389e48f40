import { describe, expect, it } from 'vitest';
import { CIRCUIT, driveLap, layOut } from './drawn-laps.ts';
import { alignedTraces, timedTraces } from './traces.ts';

const { lengthMetres } = layOut(CIRCUIT);
const laps = [driveLap(CIRCUIT), driveLap(CIRCUIT, { grip: 0.9, number: 2 })];
const names = ['speed', 'gear', 'lapDistance', 'missing'];

describe('alignedTraces', () => {
  it('gives every lap at the same places: linear for speed, held for gear, null for what is missing', () => {
    const traces = alignedTraces(laps, names, { lengthMetres }, 2);
    if (traces.kind === 'refused') throw new Error(traces.detail);
    expect(traces.grid.at(-1)).toBe(lengthMetres);
    for (const { channels, elapsedSeconds } of traces.laps) {
      expect(channels.missing).toBeNull();
      channels.gear?.forEach((gear) => expect(Number.isInteger(gear)).toBe(true));
      channels.lapDistance?.slice(1, -1).forEach((metres, i) => {
        expect(Math.abs(metres - (traces.grid[i + 1] ?? 0))).toBeLessThan(0.5);
      });
      expect(elapsedSeconds).toHaveLength(traces.grid.length);
    }
    expect(traces.laps.map(({ elapsedSeconds }) => elapsedSeconds.at(-1))).toEqual(
      laps.map(({ lap }) => lap.timeSeconds),
    );
  });
});

describe('timedTraces', () => {
  it('gives every lap at the same moment, the slower one behind, an ended one at the line', () => {
    const traces = timedTraces(laps, names, { lengthMetres }, 0.05);
    if (traces.kind === 'refused') throw new Error(traces.detail);
    const [fast, slow] = traces.laps;
    expect(traces.grid.at(-1)).toBe(laps[1]?.lap.timeSeconds);
    expect(fast?.distanceMetres.at(-1)).toBe(lengthMetres);
    expect(slow?.distanceMetres.at(-1)).toBe(lengthMetres);
    fast?.distanceMetres.slice(200).forEach((metres, i) => {
      expect(metres).toBeGreaterThanOrEqual((slow?.distanceMetres[i + 200] ?? 0) - 1e-9);
    });
  });
});
