import type { ChannelGroup, Column, FramePart, LiveChannel } from '@outlap/protocol';
import {
  type Channel,
  type ChannelValues,
  type Recording,
  sampleCount,
  sampleSeconds,
  type TimeBase,
} from '@outlap/telemetry';
import { typeOfColumn } from '../column-type.ts';

/** Channels of a recording that were sampled together, and how far they have been replayed. */
export type ReplayGroup = {
  readonly described: ChannelGroup;
  /** Seconds of the next sample; Infinity behind the last one. */
  readonly nextSeconds: () => number;
  /** The samples before `until`, `shift` seconds later than recorded; undefined where there is none. */
  readonly take: (until: number, shift: number) => Omit<FramePart, 'group'> | undefined;
  readonly rewind: () => void;
};

/** Most samples of one group in one part, however densely a file has them. */
const MOST_SAMPLES = 20_000;

/** One group for each time base of the recording, in the order of their first channel. */
export function toReplayGroups({ channels }: Recording): ReplayGroup[] {
  const bases = new Map<string | TimeBase, Channel[]>();
  for (const channel of channels) {
    const key = keyOf(channel.time);
    bases.set(key, [...(bases.get(key) ?? []), channel]);
  }
  return [...bases.values()].map(toGroup);
}

/** Uniform bases are equal by value; of stamps the reader shares one object among the channels that go together. */
function keyOf(time: TimeBase): string | TimeBase {
  return time.kind === 'stamps' ? time : `${time.startSeconds}/${time.rateHz}/${time.count}`;
}

function toGroup(channels: readonly Channel[]): ReplayGroup {
  const time = channels[0]?.time ?? { kind: 'stamps', seconds: new Float64Array(0) };
  const columns = channels.map(({ values }) => toColumn(values));
  const total = sampleCount(time);
  let next = 0;
  const countUntil = (until: number): number => {
    let end = next;
    while (end < total && end - next < MOST_SAMPLES && sampleSeconds(time, end) < until) end++;
    return end - next;
  };
  return {
    described: {
      rateHz: time.kind === 'uniform' ? time.rateHz : null,
      channels: channels.map((channel, c) => toLiveChannel(channel, columns[c] ?? [])),
    },
    nextSeconds: () => (next < total ? sampleSeconds(time, next) : Infinity),
    take: (until, shift) => {
      const count = countUntil(until);
      if (count === 0) return undefined;
      const from = sampleSeconds(time, next);
      const part = {
        start: from + shift,
        count,
        ...(time.kind === 'stamps' ? { offsets: offsetsOf(time.seconds, next, count) } : {}),
        columns: columns.map((column) => column.slice(next, next + count)),
      };
      next += count;
      return part;
    },
    rewind: () => {
      next = 0;
    },
  };
}

function offsetsOf(seconds: Float64Array, first: number, count: number): Uint32Array {
  const from = seconds[first] ?? 0;
  return Uint32Array.from({ length: count }, (_, i) =>
    Math.round(((seconds[first + i] ?? from) - from) * 1e6),
  );
}

/** 64-bit integers have no type on the wire: they become doubles. */
function toColumn(values: ChannelValues): Column {
  return values instanceof BigInt64Array ? Float64Array.from(values, Number) : values;
}

function toLiveChannel(channel: Channel, column: Column): LiveChannel {
  const { name, sourceName, unit, sourceUnit } = channel;
  return { name, sourceName, unit, sourceUnit, type: typeOfColumn(column) };
}
