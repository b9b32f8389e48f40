import {
  type Channel,
  type ChannelValues,
  isNumeric,
  type NumericValues,
  sampleCount,
  sampleSeconds,
  type TimeBase,
  toSeconds,
} from '../channels/channel.ts';
import type { Lap, LapData } from '../laps/lap.ts';
import type { Recording } from './recording.ts';

/** What laps do not carry themselves. */
export type JoinedRecording = Pick<
  Recording,
  'format' | 'startedAt' | 'driver' | 'vehicle' | 'track' | 'gates' | 'sectorFractions'
>;

/** Laps in one recording, and where they lie in it: in the order of their start, seconds since its first sample. */
export type JoinedLaps = { readonly recording: Recording; readonly laps: readonly Lap[] };

/** Laps nearer to each other than this follow each other without a pause. */
const SAME_SECONDS = 1e-6;
/** A place in the lap this near to 1 is the line to those who split laps: nothing that begins there crosses it. */
const LINE_NOISE = 0.0005;
/** A borrowed sample farther from the line than this tells nothing about it: a channel that is silent for long. */
const FARTHEST_SECONDS = 1.5;

/**
 * Puts laps of one session back into one recording, in the order of their start; pauses between laps stay as long as
 * they were. Samples that a lap borrowed from its neighbour stay where that neighbour is not among the laps, so that the
 * line is crossed in the recording; where the first one is on the line itself by a sim's place in the lap, the recording
 * begins just after the line. Time 0 is the first sample, and `about.startedAt` is moved there. The sample after the last
 * line shows the lap's official time in `lastLapTime`. Laps may differ in their channels: a channel has samples where a
 * lap had it. Lines become beacons. Throws RangeError without laps.
 */
export function joinLaps(laps: readonly LapData[], about: JoinedRecording): JoinedLaps {
  const ordered = [...laps].sort((a, b) => a.lap.startSeconds - b.lap.startSeconds);
  if (ordered.length === 0) throw new RangeError('joinLaps needs at least one lap');
  const pieces = ordered.map((data, index) =>
    toPiece(data, ordered[index - 1], ordered[index + 1]),
  );
  const firstStart = ordered[0]?.lap.startSeconds ?? 0;
  const edge = firstSample(pieces[0]) ?? 0;
  const moved = ordered.map(({ lap }) => {
    return {
      ...lap,
      startSeconds: lap.startSeconds - firstStart - edge,
      endSeconds: lap.endSeconds - firstStart - edge,
    };
  });
  const placed = pieces.map((piece, i) => ({ ...piece, offset: moved[i]?.startSeconds ?? 0 }));
  const names = new Map<string, Channel>();
  for (const { channels } of ordered)
    for (const channel of channels) if (!names.has(channel.name)) names.set(channel.name, channel);
  const bases = new Map<string, TimeBase>();
  const channels = [...names.values()].map((model) => joinChannel(model, placed, bases));
  const ends = channels.map(({ time }) => sampleSeconds(time, sampleCount(time) - 1));
  const recording: Recording = {
    ...about,
    startedAt: later(about.startedAt, firstStart + edge),
    formatVersion: null,
    durationSeconds: ends
      .filter(Number.isFinite)
      .reduce((most, seconds) => Math.max(most, seconds), moved.at(-1)?.endSeconds ?? 0),
    channels,
    beaconSeconds: linesOf(moved),
    report: { rowsTotal: 0, rowsKept: 0, reasons: {}, warnings: [] },
  };
  return { recording, laps: moved };
}

/** Where laps say that the line was crossed, each crossing once; that of a recording cut on the line is outside. */
function linesOf(laps: readonly Lap[]): number[] {
  const lines = laps.flatMap(({ kind, startSeconds, endSeconds }) => {
    if (kind === 'full') return [startSeconds, endSeconds];
    return kind === 'out' ? [endSeconds] : [];
  });
  return lines.filter((t, i) => t > 0 && t - (lines[i - 1] ?? 0) > SAME_SECONDS);
}

type Piece = {
  byName: ReadonlyMap<string, Channel>;
  lap: Lap;
  isRunStart: boolean;
  isRunEnd: boolean;
  /** Samples in [least, limit) are taken, seconds since the lap's start. */
  least: number;
  limit: number;
};
type Placed = Piece & { offset: number };
type Cut = Placed & { channel: Channel; seconds: Float64Array; from: number; to: number };

function toPiece({ lap, channels }: LapData, before?: LapData, after?: LapData): Piece {
  const span = lap.endSeconds - lap.startSeconds;
  const pauseBefore = lap.startSeconds - (before?.lap.endSeconds ?? Number.NEGATIVE_INFINITY);
  const pauseAfter = (after?.lap.startSeconds ?? Number.POSITIVE_INFINITY) - lap.endSeconds;
  const isRunStart = pauseBefore > SAME_SECONDS;
  const isRunEnd = pauseAfter > SAME_SECONDS;
  const isCutOnLine = !before && channels.some(beginsOnLine);
  return {
    byName: new Map(channels.map((channel) => [channel.name, channel])),
    lap,
    isRunStart,
    isRunEnd,
    least: isRunStart && !isCutOnLine ? -Math.min(FARTHEST_SECONDS, pauseBefore) : 0,
    // A sample on the line belongs to the lap that begins there.
    limit: isRunEnd ? span + Math.min(FARTHEST_SECONDS, pauseAfter) : span,
  };
}

/** Whether the sample before the line is so near to it by the source's own place in the lap that it is on it. */
function beginsOnLine({ name, time, values }: Channel): boolean {
  if ((name !== 'lapProgress' && name !== 'lapDistance') || !isNumeric(values)) return false;
  if (!(sampleSeconds(time, 0) < 0)) return false;
  let whole = 1;
  if (name === 'lapDistance') {
    whole = 0;
    for (const metres of values) whole = Math.max(whole, metres);
  }
  return (values[0] ?? 0) >= (1 - LINE_NOISE) * whole;
}

function firstSample(piece: Piece | undefined): number | undefined {
  let first: number | undefined;
  for (const { time } of piece?.byName.values() ?? []) {
    const seconds = sampleSecondsFrom(time, piece?.least ?? 0);
    if (seconds !== undefined && !(seconds >= (first ?? Number.POSITIVE_INFINITY))) first = seconds;
  }
  return first;
}

function sampleSecondsFrom(time: TimeBase, least: number): number | undefined {
  const count = sampleCount(time);
  for (let i = 0; i < count; i++) {
    const seconds = sampleSeconds(time, i);
    if (seconds >= least) return seconds;
  }
  return undefined;
}

/** Local times stay local, and what is no time stays as it is. */
function later(startedAt: string | null, seconds: number): string | null {
  if (startedAt === null) return null;
  const hasZone = /(Z|[+-]\d\d:?\d\d)$/.test(startedAt);
  const millis = Date.parse(hasZone ? startedAt : `${startedAt}Z`) + seconds * 1000;
  const date = new Date(millis);
  if (!Number.isFinite(date.getTime())) return startedAt;
  return hasZone ? date.toISOString() : date.toISOString().slice(0, -1);
}

function joinChannel(
  model: Channel,
  pieces: readonly Placed[],
  bases: Map<string, TimeBase>,
): Channel {
  const cuts: Cut[] = [];
  let last = Number.NEGATIVE_INFINITY;
  for (const piece of pieces) {
    const channel = piece.byName.get(model.name);
    if (!channel) continue;
    const seconds = toSeconds(channel.time);
    let from = 0;
    let to = seconds.length;
    const isBefore = (t: number): boolean =>
      t < piece.least || (t < 0 && t + piece.offset <= last + SAME_SECONDS);
    while (from < to && isBefore(seconds[from] ?? 0)) from++;
    while (to > from && (seconds[to - 1] ?? 0) >= piece.limit) to--;
    if (to > from) last = (seconds[to - 1] ?? 0) + piece.offset;
    cuts.push({ ...piece, channel, seconds, from, to });
  }
  const values = joinValues(
    model.values,
    cuts,
    cuts.reduce((sum, { from, to }) => sum + to - from, 0),
  );
  if (model.name === 'lastLapTime') showOfficialTimes(values, cuts);
  return { ...model, time: joinTimes(cuts, values.length, bases), values };
}

/** The source shows a lap's time some samples after the line, which are not there. */
function showOfficialTimes(values: ChannelValues, cuts: readonly Cut[]): void {
  if (!(values instanceof Float32Array || values instanceof Float64Array)) return;
  let row = 0;
  for (const { lap, seconds, from, to, isRunEnd } of cuts) {
    row += to - from;
    const isBeyond = (seconds[to - 1] ?? 0) >= lap.endSeconds - lap.startSeconds;
    if (!isRunEnd || to === from || !isBeyond) continue;
    if (lap.timeSource === 'source') values[row - 1] = lap.timeSeconds;
    else if (lap.invalidReasons.includes('source-invalid')) values[row - 1] = -1;
  }
}

function joinTimes(cuts: readonly Cut[], count: number, bases: Map<string, TimeBase>): TimeBase {
  const [only] = cuts;
  if (cuts.length === 1 && only?.channel.time.kind === 'uniform') {
    const { rateHz, startSeconds } = only.channel.time;
    const start = startSeconds + only.from / rateHz + only.offset;
    const key = `uniform:${count}:${rateHz}:${start}`;
    const base = bases.get(key) ?? { kind: 'uniform', startSeconds: start, rateHz, count };
    bases.set(key, base);
    return base;
  }
  const stamps = new Float64Array(count);
  let row = 0;
  for (const { seconds, from, to, offset } of cuts)
    for (let i = from; i < to; i++) stamps[row++] = (seconds[i] ?? 0) + offset;
  return shareBase(stamps, bases);
}

/** Channels sampled together get one time base, so that writers see that they belong to one grid. */
function shareBase(stamps: Float64Array, bases: Map<string, TimeBase>): TimeBase {
  const key = `${stamps.length}:${stamps[0]}:${stamps[stamps.length >> 1]}:${stamps.at(-1)}`;
  const known = bases.get(key);
  if (known?.kind === 'stamps' && known.seconds.every((value, i) => value === stamps[i]))
    return known;
  const base: TimeBase = { kind: 'stamps', seconds: stamps };
  bases.set(key, base);
  return base;
}

function joinValues(model: ChannelValues, cuts: readonly Cut[], count: number): ChannelValues {
  if (isNumeric(model) && cuts.every(({ channel }) => isNumeric(channel.values))) {
    const same = cuts.every(({ channel }) => channel.values.constructor === model.constructor);
    const Type = (same ? model.constructor : Float64Array) as new (length: number) => NumericValues;
    const out = new Type(count);
    let row = 0;
    for (const { channel, from, to } of cuts) {
      out.set((channel.values as NumericValues).subarray(from, to), row);
      row += to - from;
    }
    return out;
  }
  if (
    model instanceof BigInt64Array &&
    cuts.every(({ channel }) => channel.values instanceof BigInt64Array)
  ) {
    const out = new BigInt64Array(count);
    let row = 0;
    for (const { channel, from, to } of cuts) {
      out.set((channel.values as BigInt64Array).subarray(from, to), row);
      row += to - from;
    }
    return out;
  }
  const out: (string | null)[] = [];
  for (const { channel, from, to } of cuts)
    for (let i = from; i < to; i++) {
      const value = channel.values[i] ?? null;
      out.push(value === null ? null : String(value));
    }
  return out;
}
