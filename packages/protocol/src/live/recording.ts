/**
 * Frames of a stream put together as a recording, whose second 0 is that of the stream. A group with a rate gets a uniform
 * time base where its parts follow each other within a microsecond, else a stamp a sample: gaps stay gaps. Samples before
 * the last one of their group (a clock that fell) are left out. Linear in the samples, each copied once.
 */
import type { Channel, Recording, TimeBase } from '@outlap/telemetry';
import type { Frame, Part } from './frame.ts';
import type { ChannelGroup, Column, ColumnType, StreamDescription } from './messages.ts';

const SAME_SECONDS = 1e-6;

/** The samples of frames, given in the order of their `seq`, as a recording. Channels without any sample are left out. */
export function toRecording(description: StreamDescription, frames: Iterable<Frame>): Recording {
  const runs = description.groups.map((group) => new GroupRun(group));
  for (const { parts } of frames) for (const part of parts) runs[part.group]?.add(part);
  const channels = runs.flatMap((run) => run.channels());
  const rows = runs.reduce((most, { count }) => Math.max(most, count), 0);
  const skipped = runs.reduce((sum, run) => sum + run.skipped, 0);
  const { startedAt, driver, vehicle, track } = description;
  return {
    format: `live:${description.source}`,
    formatVersion: null,
    startedAt,
    durationSeconds: runs.reduce((most, { last }) => Math.max(most, last), 0),
    driver,
    vehicle: { name: vehicle.name },
    track: { name: track.name, layout: track.layout, lengthMetres: track.lengthMetres },
    channels,
    beaconSeconds: [],
    gates: [],
    sectorFractions: track.sectorFractions ?? [],
    report: {
      rowsTotal: rows + skipped,
      rowsKept: rows,
      reasons: skipped > 0 ? { 'clock fell': skipped } : {},
      warnings: [],
    },
  };
}

/** A part, and how many of its samples at the beginning are left out. */
type Taken = { readonly part: Part; readonly from: number };

class GroupRun {
  readonly #group: ChannelGroup;
  readonly #taken: Taken[] = [];
  count = 0;
  skipped = 0;
  last = Number.NEGATIVE_INFINITY;
  #first = 0;
  #uniform: boolean;

  constructor(group: ChannelGroup) {
    this.#group = group;
    this.#uniform = group.rateHz !== null;
  }

  add(part: Part): void {
    const { rateHz } = this.#group;
    let from = 0;
    while (from < part.count && secondsOf(part, from, rateHz) < this.last - SAME_SECONDS) from++;
    this.skipped += from;
    if (from >= part.count) return;
    const start = secondsOf(part, from, rateHz);
    if (this.count === 0) this.#first = start;
    if (part.offsets || rateHz === null) this.#uniform = false;
    else if (Math.abs(this.#first + this.count / rateHz - start) > SAME_SECONDS)
      this.#uniform = false;
    this.#taken.push({ part, from });
    this.count += part.count - from;
    this.last = Math.max(this.last, secondsOf(part, part.count - 1, rateHz));
  }

  channels(): Channel[] {
    if (this.count === 0) return [];
    const time = this.#timeBase();
    const values = this.#values();
    return this.#group.channels.map(({ name, sourceName, unit, sourceUnit }, c) => ({
      name,
      sourceName,
      unit,
      sourceUnit,
      rateHz: this.#group.rateHz,
      time,
      values: values[c] ?? [],
    }));
  }

  #timeBase(): TimeBase {
    const { rateHz } = this.#group;
    if (this.#uniform && rateHz !== null)
      return { kind: 'uniform', startSeconds: this.#first, rateHz, count: this.count };
    const seconds = new Float64Array(this.count);
    let row = 0;
    let last = Number.NEGATIVE_INFINITY;
    for (const { part, from } of this.#taken)
      for (let i = from; i < part.count; i++) {
        last = Math.max(last, secondsOf(part, i, rateHz));
        seconds[row++] = last;
      }
    return { kind: 'stamps', seconds };
  }

  /** Part by part, as they lie in memory, and not channel by channel: that is three times as fast. */
  #values(): Channel['values'][] {
    const { channels } = this.#group;
    const texts = channels.map((): (string | null)[] => []);
    const numbers = channels.map(({ type }) =>
      type === 'text' ? undefined : new COLUMNS[type](this.count),
    );
    const bytes = numbers.map((column) => new Uint8Array(column?.buffer ?? NOTHING));
    const ends = new Float64Array(channels.length);
    for (const { part, from } of this.#taken)
      for (let c = 0; c < channels.length; c++) {
        if (numbers[c]) ends[c] = part.copyTo(c, from, bytes[c] ?? EMPTY, ends[c] ?? 0);
        else texts[c]?.push(...textsOf(part.column(c)).slice(from));
      }
    return channels.map((_, c) => numbers[c] ?? texts[c] ?? []);
  }
}

const NOTHING = new ArrayBuffer();
const EMPTY = new Uint8Array();
const COLUMNS = {
  f32: Float32Array,
  f64: Float64Array,
  i8: Int8Array,
  u8: Uint8Array,
  i16: Int16Array,
  u16: Uint16Array,
  i32: Int32Array,
  u32: Uint32Array,
} as const satisfies Record<Exclude<ColumnType, 'text'>, unknown>;

/** Seconds of a sample of a part since second 0 of its stream. */
export function secondsOf(
  { start, offsets }: Pick<Part, 'start' | 'offsets'>,
  index: number,
  rateHz: number | null,
): number {
  if (offsets) return start + (offsets[index] ?? 0) / 1e6;
  return rateHz === null ? start : start + index / rateHz;
}

/** The type of a column was compared with its description when the frame came in. */
function textsOf(column: Column): readonly (string | null)[] {
  return ArrayBuffer.isView(column) ? [] : column;
}
