import { WireError } from './close-codes.ts';
import { tagOfType, widthOf } from './columns.ts';
import { problemOfEvents } from './event-check.ts';
import type { Frame, Part } from './frame.ts';
import type { ReadPart } from './frame-part.ts';
import type { ChannelGroup } from './messages.ts';
import { isWithinStream, LONGEST_SECONDS } from './stream-length.ts';

const MOST_SAMPLES = 100_000;

/** Tag and width of each channel of a group, 0 for text: made once a group, compared thousands of times a second. */
type Form = { readonly tags: Uint8Array; readonly widths: Uint8Array };
const forms = new WeakMap<ChannelGroup, Form>();

function formOf(group: ChannelGroup): Form {
  let form = forms.get(group);
  if (!form) {
    const types = group.channels.map(({ type }) => type);
    form = {
      tags: Uint8Array.from(types, (type) => (type === 'text' ? 0 : tagOfType(type))),
      widths: Uint8Array.from(types, (type) => (type === 'text' ? 0 : widthOf(type))),
    };
    forms.set(group, form);
  }
  return form;
}

/** Whether a frame is what its stream's description says, and its events may be stored. Throws WireError invalid_frame. */
export function checkFrame(frame: Frame, groups: readonly ChannelGroup[]): void {
  const wrong = problemOfEvents(frame.events);
  if (wrong) throw new WireError('invalid_frame', wrong, frame.seq);
  for (const part of frame.parts) {
    const problem = problemOf(part as ReadPart, groups);
    if (problem) throw new WireError('invalid_frame', problem, frame.seq);
  }
}

function problemOf(part: ReadPart, groups: readonly ChannelGroup[]): string | undefined {
  const group = groups[part.group];
  if (!group) return `There is no group ${part.group}`;
  if (!Number.isInteger(part.count) || part.count < 1 || part.count > MOST_SAMPLES)
    return `A part has 1 to ${MOST_SAMPLES} samples`;
  if (!Number.isFinite(part.start) || part.start < 0) return 'start must be seconds from 0';
  if (part.columnCount !== group.channels.length)
    return `Group ${part.group} has ${group.channels.length} channels, the part ${part.columnCount}`;
  return problemOfTimes(part, group) ?? problemOfEnd(part, group) ?? problemOfColumns(part, group);
}

function problemOfTimes({ offsets, count }: ReadPart, group: ChannelGroup): string | undefined {
  if (!offsets) return group.rateHz === null && count > 1 ? 'offsets are missing' : undefined;
  if (offsets.length !== count) return 'There are not as many offsets as samples';
  for (let i = 1; i < count; i++)
    if ((offsets[i] ?? 0) < (offsets[i - 1] ?? 0)) return 'offsets must not fall';
  return undefined;
}

function problemOfEnd(part: ReadPart, { rateHz }: ChannelGroup): string | undefined {
  return isWithinStream(endOfPart(part, rateHz))
    ? undefined
    : `A stream has at most ${LONGEST_SECONDS} seconds`;
}

function problemOfColumns(part: ReadPart, group: ChannelGroup): string | undefined {
  const { tags, widths } = formOf(group);
  for (let c = 0; c < tags.length; c++) {
    const tag = tags[c];
    if (part.tagOf(c) !== tag)
      return `Column ${c} is ${part.typeOf(c)} instead of ${group.channels[c]?.type}`;
    if (tag === 0) {
      if (part.column(c).length !== part.count) return `Column ${c} has another length`;
    } else if (part.sizeOf(c) !== part.count * (widths[c] ?? 0))
      return `Column ${c} has ${part.sizeOf(c)} bytes instead of ${part.count * (widths[c] ?? 0)}`;
  }
  return undefined;
}

/** Seconds of the last sample of a part. */
export function endOfPart(
  part: Pick<Part, 'start' | 'count' | 'offsets'>,
  rateHz: number | null,
): number {
  if (part.offsets) return part.start + (part.offsets[part.count - 1] ?? 0) / 1e6;
  return part.start + (rateHz ? (part.count - 1) / rateHz : 0);
}

/** First and last second of a frame; undefined for a frame of events only. */
export function spanOfFrame(
  frame: Pick<Frame, 'parts'>,
  groups: readonly ChannelGroup[],
): { readonly start: number; readonly end: number } | undefined {
  let start = Infinity;
  let end = -Infinity;
  for (const part of frame.parts) {
    start = Math.min(start, part.start);
    end = Math.max(end, endOfPart(part, groups[part.group]?.rateHz ?? null));
  }
  return end >= start ? { start, end } : undefined;
}
