/**
 * Laps of what has come in so far of a stream: those that nothing later can change, cut out and numbered on. They are found
 * by `splitLaps` on a window that begins some seconds before the last sealed lap's end, so that they come out as they would
 * from the whole recording. Where no line is crossed, the caller says where a stretch ends.
 */
import {
  drivenMetres,
  cutLap,
  findChannel,
  type Lap,
  type LapData,
  type LapSplit,
  type Recording,
  sampleSeconds,
  splitLaps,
} from '@outlap/telemetry';
import type { KnownLayout } from '../analysis/verbs.ts';

/** Samples of this much before a border are read again, so that the line is crossed in the window. */
export const MARGIN_SECONDS = 10;
/** Groups of channels do not all arrive at once. */
export const SETTLE_SECONDS = 1;
/** A source may say a lap's official time, or step its counter, as late as this. */
const LATE_SECONDS = 3.2;

export type SealRequest = {
  /** Where the last sealed lap ended; null where none is sealed yet. */
  readonly sealedSeconds: number | null;
  /** Highest lap number that is used. */
  readonly lastNumber: number;
  /** Where the open piece ends if no line is crossed in the window. */
  readonly limit: { readonly seconds: number; readonly kind: 'stretch' | 'partial' } | null;
  /** The drive is over: everything is sealed. */
  readonly isEnd: boolean;
  readonly layout: KnownLayout | undefined;
};

type Sealed = {
  readonly laps: readonly LapData[];
  readonly split: LapSplit;
};

/** Cuts the laps that are over; empty where none is yet. */
export function sealWindow(recording: Recording, request: SealRequest): Sealed {
  const split = splitLaps(recording, request.layout);
  const whole = clamped(split.laps, recording, request);
  const closed = request.isEnd ? whole : whole.slice(0, lastClosed(whole, recording) + 1);
  const limited = closed.length === 0 ? limitedPiece(recording, request) : undefined;
  const isRoad = split.method === 'none' && request.limit?.kind !== 'partial';
  const laps = limited ? [limited] : closed.map((lap) => (isRoad ? toStretch(lap) : lap));
  const numbered = numberOn(laps, split, request);
  return { split, laps: numbered.map((lap) => withDistance(cutLap(recording, lap))) };
}

/** Only what lies behind the last sealed lap; the first piece begins exactly there. */
function clamped(
  laps: readonly Lap[],
  recording: Recording,
  { sealedSeconds }: SealRequest,
): Lap[] {
  const from = sealedSeconds ?? firstSecondOf(recording);
  const [first, ...rest] = laps.filter(
    ({ endSeconds, timeSeconds }) => endSeconds > from + 0.05 && Number.isFinite(timeSeconds),
  );
  if (!first) return [];
  const isNear = Math.abs(first.startSeconds - from) < 0.05;
  // The beginning of a recording may lie a fraction of a sample before its first one.
  if (sealedSeconds === null && (isNear || first.startSeconds >= from)) return [first, ...rest];
  const moved = { ...first, startSeconds: from };
  if (isNear) return [moved, ...rest];
  const seconds = first.endSeconds - from;
  return [
    { ...moved, timeSeconds: seconds, timeSource: 'crossing', distanceMetres: null },
    ...rest,
  ];
}

function firstSecondOf({ channels }: Recording): number {
  const firsts = channels.map(({ time }) => sampleSeconds(time, 0)).filter(Number.isFinite);
  const first = firsts.reduce((least, seconds) => Math.min(least, seconds), Infinity);
  return first > SETTLE_SECONDS && Number.isFinite(first) ? first : 0;
}

function lastClosed(laps: readonly Lap[], recording: Recording): number {
  const waitsForTime = findChannel(recording.channels, 'lastLapTime') !== undefined;
  return laps.findLastIndex((lap) => {
    const since = recording.durationSeconds - lap.endSeconds;
    if (since >= LATE_SECONDS) return true;
    const byLine = lap.kind === 'full' || lap.kind === 'out';
    if (!byLine || since < SETTLE_SECONDS) return false;
    const isTold = lap.timeSource === 'source' || lap.invalidReasons.includes('source-invalid');
    return isTold || !waitsForTime;
  });
}

function limitedPiece(recording: Recording, request: SealRequest): Lap | undefined {
  const { limit, sealedSeconds, isEnd } = request;
  if (!limit || isEnd || recording.durationSeconds < limit.seconds + SETTLE_SECONDS)
    return undefined;
  const startSeconds = sealedSeconds ?? firstSecondOf(recording);
  if (limit.seconds <= startSeconds) return undefined;
  return {
    number: 1,
    kind: limit.kind,
    valid: false,
    invalidReasons: limit.kind === 'partial' ? ['open'] : [],
    startSeconds,
    endSeconds: limit.seconds,
    timeSeconds: limit.seconds - startSeconds,
    timeSource: 'crossing',
    distanceMetres: null,
    sectorSeconds: [],
  };
}

function toStretch(lap: Lap): Lap {
  return { ...lap, kind: 'stretch', invalidReasons: [], sectorSeconds: [] };
}

/** The source's own numbers where it counts, as long as they rise; else one after the other. */
function numberOn(laps: readonly Lap[], { method }: LapSplit, request: SealRequest): Lap[] {
  const isFirst = request.sealedSeconds === null;
  let last = request.lastNumber;
  return laps.map((lap, k) => {
    const keeps = isFirst || method === 'counter';
    const number = keeps && (lap.number > last || (isFirst && k === 0)) ? lap.number : last + 1;
    last = number;
    return { ...lap, number };
  });
}

function withDistance(data: LapData): LapData {
  if (data.lap.distanceMetres !== null || data.lap.kind === 'full') return data;
  return { ...data, lap: { ...data.lap, distanceMetres: drivenMetres(data) } };
}
