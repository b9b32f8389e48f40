import {
  type Channel,
  type ChannelValues,
  isNumeric,
  type NumericValues,
  type TimeBase,
  toSeconds,
} from '../channels/channel.ts';
import type { LapData } from '../laps/lap.ts';
import type { Recording } from './recording.ts';

/** What laps do not carry themselves. */
export type JoinedRecording = Pick<
  Recording,
  'format' | 'startedAt' | 'driver' | 'vehicle' | 'track' | 'gates' | 'sectorFractions'
>;

/**
 * Puts laps of one session back into one recording, in the order of their start; the first lap starts at 0 and pauses
 * between laps stay as long as they were. Samples outside a lap's own span are left to its neighbour. Laps may differ
 * in their channels: a channel has samples where a lap had it. Lap ends become beacons. Throws RangeError without laps.
 */
export function joinLaps(laps: readonly LapData[], about: JoinedRecording): Recording {
  const ordered = [...laps].sort((a, b) => a.lap.startSeconds - b.lap.startSeconds);
  const first = ordered[0];
  if (!first) throw new RangeError('joinLaps needs at least one lap');
  const origin = first.lap.startSeconds;
  const names = new Map<string, Channel>();
  for (const { channels } of ordered)
    for (const channel of channels) if (!names.has(channel.name)) names.set(channel.name, channel);
  const pieces = ordered.map((data, index) => ({
    byName: new Map(data.channels.map((channel) => [channel.name, channel])),
    offset: data.lap.startSeconds - origin,
    span: data.lap.endSeconds - data.lap.startSeconds,
    isLast: index === ordered.length - 1,
  }));
  const bases = new Map<string, TimeBase>();
  const channels = [...names.values()].map((model) => joinChannel(model, pieces, bases));
  const last = ordered.at(-1) ?? first;
  return {
    ...about,
    formatVersion: null,
    durationSeconds: last.lap.endSeconds - origin,
    channels,
    beaconSeconds: ordered.map(({ lap }) => lap.endSeconds - origin),
    report: { rowsTotal: 0, rowsKept: 0, reasons: {}, warnings: [] },
  };
}

type Piece = {
  byName: ReadonlyMap<string, Channel>;
  offset: number;
  span: number;
  isLast: boolean;
};
type Cut = { channel: Channel; seconds: Float64Array; from: number; to: number; offset: number };

function joinChannel(
  model: Channel,
  pieces: readonly Piece[],
  bases: Map<string, TimeBase>,
): Channel {
  const cuts: Cut[] = [];
  for (const { byName, offset, span, isLast } of pieces) {
    const channel = byName.get(model.name);
    if (!channel) continue;
    const seconds = toSeconds(channel.time);
    let from = 0;
    let to = seconds.length;
    while (from < to && (seconds[from] ?? 0) < 0) from++;
    // A sample on the line belongs to the lap that begins there; after the last lap there is none to take it.
    while (to > from && isBeyond(seconds[to - 1] ?? 0, span, isLast)) to--;
    cuts.push({ channel, seconds, from, to, offset });
  }
  const stamps = new Float64Array(cuts.reduce((sum, { from, to }) => sum + to - from, 0));
  let row = 0;
  for (const { seconds, from, to, offset } of cuts)
    for (let i = from; i < to; i++) stamps[row++] = (seconds[i] ?? 0) + offset;
  return {
    ...model,
    time: shareBase(stamps, bases),
    values: joinValues(model.values, cuts, stamps.length),
  };
}

function isBeyond(seconds: number, span: number, isLast: boolean): boolean {
  return isLast ? seconds > span : seconds >= span;
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
