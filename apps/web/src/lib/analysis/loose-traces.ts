import { findChannel, type LapData, sampleAtSeconds } from '@outlap/telemetry';
import type { CompareAnswer, ComparedLap, CompareRequest } from './messages.ts';

const MOST_POINTS = 4000;

/**
 * Laps that cannot be laid on one distance (pieces, drives without a track): their channels over their own time, without
 * a comparison. Beyond a lap's end there is no value.
 */
export function looseTraces(laps: readonly LapData[], request: CompareRequest): CompareAnswer {
  const longest = Math.max(0, ...laps.map(durationOf));
  const points = Math.max(2, Math.min(MOST_POINTS, Math.round(longest * 60)));
  const grid = Float64Array.from({ length: points }, (_, i) => (i * longest) / (points - 1));
  return {
    x: 'time',
    grid,
    laps: laps.map((lap, i): ComparedLap => ({
      id: request.laps[i]?.id ?? '',
      comparison: null,
      refusal: null,
      elapsedSeconds: null,
      distanceMetres: null,
      deltaSeconds: null,
      traces: request.channels.map((name) => sample(lap, name, grid)),
      line: null,
    })),
  };
}

const durationOf = ({ lap }: LapData) => lap.endSeconds - lap.startSeconds;

function sample(lap: LapData, name: string, grid: Float64Array): Float64Array | null {
  const channel = findChannel(lap.channels, name);
  const values = channel ? sampleAtSeconds(channel, grid) : null;
  const end = durationOf(lap);
  return values?.map((value, i) => ((grid[i] ?? 0) > end ? Number.NaN : value)) ?? null;
}
