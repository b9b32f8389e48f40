/**
 * Frames of a running session become rows on the grid of event time, as they come: a frame brings the grid points up to
 * its end. What is sent is the last sample known at or before each point; points in a hole of the stream are left out but
 * for one empty row, which ends the lines that are drawn.
 */
import {
  type ChannelGroup,
  type Column,
  type Frame,
  type Part,
  spanOfFrame,
} from '@outlap/protocol';
import {
  emptyColumn,
  firstPoint,
  type GridColumn,
  type GridType,
  holdSeconds,
  lastPoint,
  type Rows,
  secondsOfPoints,
  toGridType,
  TOLERANCE_SECONDS,
  type WantedChannel,
} from '../live/samples/verbs.ts';

const HOLE_SECONDS = 2;
const MOST_ROWS = 36_000;

type Slot = {
  readonly at: number;
  readonly column: number;
  readonly type: GridType;
  readonly hold: number;
  time: number;
  value: number | string | null;
};

/** Where the grid points of a frame find their samples: index of part and sample, −1 for what was held before. */
type Walk = {
  readonly parts: readonly Part[];
  readonly part: Int32Array;
  readonly sample: Int32Array;
};

export class Sampler {
  readonly types: readonly GridType[];
  readonly #rateHz: number;
  readonly #groups: readonly ChannelGroup[];
  readonly #slots = new Map<number, Slot[]>();
  #lastPoint: number | undefined;

  constructor(rateHz: number, groups: readonly ChannelGroup[], channels: readonly WantedChannel[]) {
    this.#rateHz = rateHz;
    this.#groups = groups;
    this.types = channels.map(({ type }) => toGridType(type));
    channels.forEach(({ place, type, rateHz: rate }, at) => {
      if (!place) return;
      const slots = this.#slots.get(place.group) ?? [];
      this.#slots.set(place.group, slots);
      slots.push({
        at,
        column: place.column,
        type: toGridType(type),
        hold: holdSeconds(rate),
        time: -Infinity,
        value: Number.NaN,
      });
    });
  }

  /** Rows up to the end of the frame; undefined when it brings no new grid point. */
  push(frame: Frame): Rows | undefined {
    const span = spanOfFrame(frame, this.#groups);
    if (!span) return undefined;
    const { from, hole } = this.#next(span.start);
    const to = lastPoint(span.end, this.#rateHz);
    const first = Math.max(from, to - MOST_ROWS + 1);
    const count = Math.max(0, to - first + 1);
    const empty = hole && count > 0 ? 1 : 0;
    const seconds = secondsOfPoints(first - empty, count + empty, this.#rateHz);
    if (empty && this.#lastPoint !== undefined) seconds[0] = (this.#lastPoint + 1) / this.#rateHz;
    const columns = this.types.map((type) => emptyColumn(type, seconds.length));
    for (const [group, slots] of this.#slots)
      this.#fill(frame, group, slots, seconds, empty, columns);
    if (count === 0) return undefined;
    this.#lastPoint = to;
    return { seconds, columns };
  }

  /** Takes over the last values of an earlier reading for channels that have none yet. */
  seed({ seconds, columns }: Rows): void {
    const last = seconds.length - 1;
    const time = seconds[last];
    if (time === undefined) return;
    for (const slots of this.#slots.values())
      for (const slot of slots) {
        const value = columns[slot.at]?.[last];
        if (slot.time > time || value == null || Number.isNaN(value)) continue;
        slot.time = time;
        slot.value = value;
      }
  }

  /** Copies what the same channels held before the description grew. */
  continueFrom(before: Sampler): void {
    this.#lastPoint = before.#lastPoint;
    const held = [...before.#slots.values()].flat();
    for (const slot of [...this.#slots.values()].flat()) {
      const same = held.find(({ at }) => at === slot.at);
      if (same) Object.assign(slot, { time: same.time, value: same.value });
    }
  }

  #next(start: number): { readonly from: number; readonly hole: boolean } {
    const first = firstPoint(start, this.#rateHz);
    if (this.#lastPoint === undefined) return { from: first, hole: false };
    const hole = start > this.#lastPoint / this.#rateHz + HOLE_SECONDS + 1 / this.#rateHz;
    return { from: hole ? first : this.#lastPoint + 1, hole };
  }

  #fill(
    frame: Frame,
    group: number,
    slots: readonly Slot[],
    seconds: Float64Array,
    skip: number,
    columns: readonly GridColumn[],
  ): void {
    const parts = frame.parts.filter((part) => part.group === group && part.count > 0);
    const rateHz = this.#groups[group]?.rateHz ?? null;
    const walk = walkParts(parts, rateHz, seconds, skip);
    for (const slot of slots) {
      const values = parts.map((part) => valuesOf(part, slot.column));
      const column = columns[slot.at];
      if (column) fillColumn(column, slot, walk, values, { seconds, skip, rateHz });
      const part = parts.at(-1);
      if (!part) continue;
      const time = timeOf(part, part.count - 1, rateHz);
      if (time < slot.time) continue;
      slot.time = time;
      slot.value = values.at(-1)?.(part.count - 1) ?? null;
    }
  }
}

function walkParts(
  parts: readonly Part[],
  rateHz: number | null,
  seconds: Float64Array,
  skip: number,
): Walk {
  const part = new Int32Array(seconds.length).fill(-1);
  const sample = new Int32Array(seconds.length);
  let p = 0;
  let i = 0;
  let [lastPart, lastSample] = [-1, 0];
  for (let row = skip; row < seconds.length; row++) {
    const until = (seconds[row] ?? 0) + TOLERANCE_SECONDS;
    for (let one = parts[p]; one && timeOf(one, i, rateHz) <= until; one = parts[p]) {
      [lastPart, lastSample] = [p, i];
      if (++i < one.count) continue;
      p++;
      i = 0;
    }
    part[row] = lastPart;
    sample[row] = lastSample;
  }
  return { parts, part, sample };
}

type Read = (i: number) => number | string | null;

function fillColumn(
  column: GridColumn,
  slot: Slot,
  walk: Walk,
  values: readonly Read[],
  { seconds, skip, rateHz }: { seconds: Float64Array; skip: number; rateHz: number | null },
): void {
  for (let row = skip; row < seconds.length; row++) {
    const at = seconds[row] ?? 0;
    const { time, value } = sampleOf(slot, walk, values, row, rateHz);
    if (time <= at + TOLERANCE_SECONDS && at - time <= slot.hold) put(column, row, value);
  }
}

/** The newest sample of a row: from the frame, else what was held. */
function sampleOf(
  slot: Slot,
  { parts, part, sample }: Walk,
  values: readonly Read[],
  row: number,
  rateHz: number | null,
): Pick<Slot, 'time' | 'value'> {
  const p = part[row] ?? -1;
  const i = sample[row] ?? 0;
  const source = parts[p];
  if (!source) return slot;
  const time = timeOf(source, i, rateHz);
  return time >= slot.time ? { time, value: values[p]?.(i) ?? null } : slot;
}

function put(column: GridColumn, row: number, value: number | string | null): void {
  if (Array.isArray(column)) column[row] = value === null ? null : String(value);
  else column[row] = Number(value ?? Number.NaN);
}

function timeOf({ start, offsets }: Part, i: number, rateHz: number | null): number {
  if (offsets) return start + (offsets[i] ?? 0) / 1e6;
  return start + (rateHz ? i / rateHz : 0);
}

/** The values of a column; a part of one sample is read without making an array. */
function valuesOf(part: Part, column: number): Read {
  if (column >= part.columnCount) return () => Number.NaN;
  if (part.count === 1 && part.typeOf(column) !== 'text') {
    const value = part.last(column);
    return () => value;
  }
  const values: Column = part.column(column);
  return (i) => values[i] ?? null;
}
