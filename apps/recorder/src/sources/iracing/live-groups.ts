import type { LiveIbtChannel } from '@outlap/formats';
import type { ChannelGroup, Column, ColumnType, FramePart, LiveChannel } from '@outlap/protocol';
import { typeOfColumn } from '../column-type.ts';

type Group = {
  readonly samplesPerTick: number;
  readonly rateHz: number;
  readonly keys: string[];
  readonly channels: LiveChannel[];
};

/**
 * The channel groups of a stream from the live memory: one for each number of samples a tick. Another car brings other
 * variables; those that are new get groups behind the old ones, those that are gone have no value.
 */
export class LiveGroups {
  #groups: Group[] = [];
  #keys = new Set<string>();
  #names = new Set<string>();

  get described(): ChannelGroup[] {
    return this.#groups.map(({ rateHz, channels }) => ({ rateHz, channels }));
  }

  /** Takes note of the channels of a layout; true when there are new ones. */
  learn(channels: readonly LiveIbtChannel[]): boolean {
    const fresh = new Map<number, Group>();
    for (const channel of channels) {
      const key = keyOf(channel);
      if (this.#keys.has(key)) continue;
      this.#keys.add(key);
      const { samplesPerTick, rateHz } = channel;
      const group = fresh.get(samplesPerTick) ?? {
        samplesPerTick,
        rateHz: rateHz ?? samplesPerTick,
        keys: [],
        channels: [],
      };
      fresh.set(samplesPerTick, group);
      group.keys.push(key);
      group.channels.push(this.#toChannel(channel));
    }
    this.#groups.push(...fresh.values());
    return fresh.size > 0;
  }

  /** Parts of a frame from channels of `ticks` records, the first of which was taken at `seconds`. */
  toParts(channels: readonly LiveIbtChannel[], ticks: number, seconds: number): FramePart[] {
    const byKey = new Map(channels.map((channel) => [keyOf(channel), channel]));
    return this.#groups.flatMap(({ samplesPerTick, rateHz, keys, channels: described }, group) => {
      if (!keys.some((key) => byKey.has(key))) return [];
      const count = ticks * samplesPerTick;
      const columns = keys.map((key, c) => {
        const values = byKey.get(key)?.values;
        return values ? toColumn(values) : absent(described[c]?.type ?? 'f32', count);
      });
      // The last sample of a tick is the one of the tick itself.
      const start = seconds - (samplesPerTick - 1) / rateHz;
      return [{ group, start, count, columns }];
    });
  }

  #toChannel({ name: wanted, sourceName, unit, sourceUnit, values }: LiveIbtChannel): LiveChannel {
    let name = wanted;
    for (let n = 2; this.#names.has(name); n++) name = `${wanted}@${n}`;
    this.#names.add(name);
    return { name, sourceName, unit, sourceUnit, type: typeOfColumn(toColumn(values)) };
  }
}

function keyOf({ name, samplesPerTick, values }: LiveIbtChannel): string {
  return `${name}/${samplesPerTick}/${typeOfColumn(toColumn(values))}`;
}

function toColumn(values: LiveIbtChannel['values']): Column {
  return values instanceof BigInt64Array ? Float64Array.from(values, Number) : values;
}

function absent(type: ColumnType, count: number): Column {
  if (type === 'text') return Array.from({ length: count }, () => null);
  if (type === 'f32') return new Float32Array(count).fill(Number.NaN);
  if (type === 'f64') return new Float64Array(count).fill(Number.NaN);
  const kinds = { u8: Uint8Array, i8: Int8Array, u16: Uint16Array, i16: Int16Array };
  if (type === 'i32') return new Int32Array(count);
  return type === 'u32' ? new Uint32Array(count) : new kinds[type](count);
}
