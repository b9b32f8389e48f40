import { LARKMOOR, type Recording, simulate, splitLaps } from '@outlap/telemetry';
import { framesOf } from './driven-stream.ts';

/** An out lap and two laps, the laps that are really in it, and it as frames of half a second. */
export const lapped: Recording = simulate({
  circuit: LARKMOOR,
  seed: 7,
  rateHz: 10,
  laps: [{}, {}],
  outLap: true,
  startedAt: '2026-04-01T10:00:00.000Z',
});
export const exact = splitLaps(lapped).laps;
export const frames = [...framesOf(lapped, 0.5)];
