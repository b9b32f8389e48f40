import { type ChannelGroup, endOfPart, type FramePart } from '@outlap/protocol';
import type { NewFrame } from '../spool/index.ts';
import { slicePart } from '../uplink/index.ts';

/** Far below what any server takes: what is split after it was numbered comes behind newer frames. */
const MOST_BYTES = 128 * 1024;

/** What a source brings as frames of a size that goes over every link, in rising time; usually the one that is given. */
export function splitSamples(
  frame: NewFrame,
  groups: readonly ChannelGroup[],
): readonly NewFrame[] {
  if (bytesOf(frame.parts) <= MOST_BYTES) return [frame];
  const halves = splitByTime(frame, groups) ?? splitAtOnce(frame);
  return halves?.flatMap((half) => splitSamples(half, groups)) ?? [frame];
}

/** About what the parts have encoded: their values, without the little that is written around them. */
function bytesOf(parts: readonly FramePart[]): number {
  let bytes = 0;
  for (const { columns, offsets } of parts) {
    bytes += offsets?.byteLength ?? 0;
    for (const column of columns)
      if ('byteLength' in column) bytes += column.byteLength;
      else for (const text of column) bytes += text === null ? 1 : Buffer.byteLength(text);
  }
  return bytes;
}

type Halves = readonly [NewFrame, NewFrame];

/** Everything up to the middle of its time, and everything behind it; undefined where all is at one time. */
function splitByTime(
  { parts, events }: NewFrame,
  groups: readonly ChannelGroup[],
): Halves | undefined {
  const rateOf = ({ group }: FramePart) => groups[group]?.rateHz ?? null;
  const start = Math.min(...parts.map((part) => part.start));
  const end = Math.max(...parts.map((part) => endOf(part, part.count, rateOf(part))));
  if (!(end > start)) return undefined;
  const middle = (start + end) / 2;
  const early: FramePart[] = [];
  const late: FramePart[] = [];
  for (const part of parts) {
    const rateHz = rateOf(part);
    const at = countUpTo(middle, part, rateHz);
    if (at > 0) early.push(slicePart(part, 0, at, rateHz));
    if (at < part.count) late.push(slicePart(part, at, part.count, rateHz));
  }
  if (late.length === 0) return undefined;
  return [
    withEvents(
      early,
      events?.filter(({ seconds }) => seconds <= middle),
    ),
    withEvents(
      late,
      events?.filter(({ seconds }) => seconds > middle),
    ),
  ];
}

/** By parts, else by samples; undefined for a single sample. */
function splitAtOnce({ parts, events }: NewFrame): Halves | undefined {
  const [first, ...others] = parts;
  const half = Math.ceil(parts.length / 2);
  if (others.length > 0)
    return [withEvents(parts.slice(0, half), events), { parts: parts.slice(half) }];
  if (!first || first.count < 2) return undefined;
  const at = Math.ceil(first.count / 2);
  return [
    withEvents([slicePart(first, 0, at, null)], events),
    { parts: [slicePart(first, at, first.count, null)] },
  ];
}

/** How many samples of a part are not behind a second. */
function countUpTo(seconds: number, part: FramePart, rateHz: number | null): number {
  let from = 0;
  let to = part.count;
  while (from < to) {
    const middle = (from + to) >> 1;
    if (endOf(part, middle + 1, rateHz) <= seconds) from = middle + 1;
    else to = middle;
  }
  return from;
}

function endOf(part: FramePart, count: number, rateHz: number | null): number {
  return endOfPart({ start: part.start, count, offsets: part.offsets ?? null }, rateHz);
}

function withEvents(parts: readonly FramePart[], events: NewFrame['events']): NewFrame {
  return events && events.length > 0 ? { parts, events } : { parts };
}
