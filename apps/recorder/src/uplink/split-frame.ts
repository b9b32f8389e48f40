import type { ChannelGroup, Column, Frame, FramePart, Part, StreamEvent } from '@outlap/protocol';
import type { NewFrame } from '../spool/index.ts';

/** A frame as two of about half its size, by parts, else by samples; undefined for a single sample. Events stay in front. */
export function splitFrame(
  frame: Frame,
  groups: readonly ChannelGroup[],
): readonly [NewFrame, NewFrame] | undefined {
  const { events } = frame;
  const parts = frame.parts.map(toPart);
  const [first, ...others] = parts;
  if (!first) return splitEvents(events);
  if (others.length > 0) {
    const half = Math.ceil(parts.length / 2);
    return [withEvents(parts.slice(0, half), events), { parts: parts.slice(half) }];
  }
  if (first.count < 2) return undefined;
  const half = Math.ceil(first.count / 2);
  const rateHz = groups[first.group]?.rateHz ?? null;
  return [
    withEvents([slicePart(first, 0, half, rateHz)], events),
    { parts: [slicePart(first, half, first.count, rateHz)] },
  ];
}

function splitEvents(events: readonly StreamEvent[]): readonly [NewFrame, NewFrame] | undefined {
  if (events.length < 2) return undefined;
  const half = Math.ceil(events.length / 2);
  return [
    { parts: [], events: events.slice(0, half) },
    { parts: [], events: events.slice(half) },
  ];
}

function withEvents(parts: readonly FramePart[], events: readonly StreamEvent[]): NewFrame {
  return events.length > 0 ? { parts, events } : { parts };
}

function toPart(part: Part): FramePart {
  return {
    group: part.group,
    start: part.start,
    count: part.count,
    ...(part.offsets && { offsets: part.offsets }),
    columns: Array.from({ length: part.columnCount }, (_, c) => part.column(c)),
  };
}

/** Samples `from` to before `to` of a part. */
export function slicePart(
  part: FramePart,
  from: number,
  to: number,
  rateHz: number | null,
): FramePart {
  const { offsets } = part;
  const shift = offsets?.[from] ?? 0;
  const seconds = offsets ? shift / 1e6 : from / (rateHz ?? 1);
  return {
    group: part.group,
    start: part.start + seconds,
    count: to - from,
    ...(offsets && { offsets: offsets.slice(from, to).map((offset) => offset - shift) }),
    columns: part.columns.map((column): Column => column.slice(from, to)),
  };
}
