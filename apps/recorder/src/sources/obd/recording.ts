import type { ChannelGroup, FramePart, PidValue } from '@outlap/protocol';
import {
  channelsOf,
  decodePid,
  hexOf,
  maximaAfter,
  type Maxima,
  PIDS,
  STANDARD_MAXIMA,
  toHex,
  toText,
} from './pids.ts';
import type { PidReading } from './requests.ts';

const RATE_WINDOW_SECONDS = 10;
const VOLTS = 'ATRV';

type Held = {
  readonly group: number;
  readonly names: readonly string[];
  values: readonly (number | string | null)[];
  raw: string | null;
  at: number | null;
  readonly times: number[];
};

/** What was read of a car: one channel group per PID and ECU, whose numbers never change, and the last values. */
export class Recording {
  readonly groups: ChannelGroup[] = [];
  readonly #held = new Map<string, Held>();
  readonly #maxima = new Map<string, Maxima>();
  readonly #names = new Set<string>();

  /** Makes room for what an ECU says it supports. */
  expect(supported: ReadonlyMap<string, ReadonlySet<number>>): void {
    for (const [ecu, pids] of [...supported].sort(([a], [b]) => (a < b ? -1 : 1)))
      for (const pid of [...pids].sort((a, b) => a - b)) if (pid % 0x20 !== 0) this.#hold(pid, ecu);
  }

  /** Where PID 42 is not supported, the voltage at the plug is the one of the battery. */
  expectVolts(): boolean {
    if (this.#held.has(VOLTS)) return false;
    const name = this.#names.has('batteryVoltage') ? 'batteryVoltage@adapter' : 'batteryVoltage';
    this.#add(VOLTS, [{ name, sourceName: VOLTS, unit: 'V', sourceUnit: 'V', type: 'f32' }]);
    return true;
  }

  volts(volts: number, at: number): FramePart | undefined {
    const held = this.#held.get(VOLTS);
    if (!held) return undefined;
    note(held, [volts], null, at);
    return { group: held.group, start: at, count: 1, columns: [Float32Array.of(volts)] };
  }

  get lastVolts(): number | null {
    const value = this.#held.get(VOLTS)?.values[0];
    return typeof value === 'number' ? value : null;
  }

  /** A reading as a sample. `at`: seconds of the stream. */
  sample({ pid, ecu, data }: PidReading, at: number): FramePart {
    const held = this.#hold(pid, ecu);
    this.#maxima.set(ecu, maximaAfter(this.#maxima.get(ecu) ?? STANDARD_MAXIMA, pid, data));
    const values = this.values(pid, ecu, data);
    note(held, values, hexOf(data), at);
    const types = this.groups[held.group]?.channels.map(({ type }) => type) ?? [];
    return {
      group: held.group,
      start: at,
      count: 1,
      columns: values.map((value, index) => toColumn(value, types[index])),
    };
  }

  /** Values of a PID's fields in the project's units; null for what is absent, hex where no formula is public. */
  values(pid: number, ecu: string, data: Uint8Array): (number | string | null)[] {
    const definition = PIDS.get(pid);
    if (!definition || definition.fields.length === 0) return [hexOf(data)];
    return decodePid(definition, data, this.#maxima.get(ecu)).map((value) => {
      if (definition.pid === 0x02) return toText(definition, value);
      return Number.isNaN(value) ? null : value;
    });
  }

  /** The newest value of a one-field PID among all ECUs. */
  last(pid: number): { readonly value: number; readonly at: number } | undefined {
    let newest: { value: number; at: number } | undefined;
    for (const [key, { values, at }] of this.#held) {
      const [value] = values;
      if (!key.startsWith(`${toHex(pid)}@`) || at === null || typeof value !== 'number') continue;
      if (!newest || at > newest.at) newest = { value, at };
    }
    return newest;
  }

  /** Everything that is supported with its last value, as the diagnostics page shows it. */
  list(now: number): PidValue[] {
    const found: PidValue[] = [];
    for (const [key, held] of this.#held) {
      const [hex = '', ecu = ''] = key.split('@');
      if (key === VOLTS) continue;
      found.push(...this.#rows(hex, ecu, held, now));
    }
    return found.sort((a, b) => (a.pid < b.pid ? -1 : a.pid > b.pid ? 1 : 0));
  }

  #rows(hex: string, ecu: string, { values, raw, at, names }: Held, now: number): PidValue[] {
    const pid = Number.parseInt(hex, 16);
    const ageSeconds = at === null ? null : now - at;
    return fieldRows(pid).map(({ field, name, unit }, index) => ({
      pid: hex,
      field,
      name,
      channel: names[index] ?? null,
      value: field === null ? null : (values[index] ?? null),
      unit,
      raw,
      ageSeconds,
      ecu,
    }));
  }

  /** Samples per second of each channel: over the last ten seconds, of slower ones by the last two. */
  achievedHz(now: number): Record<string, number> {
    const rates: Record<string, number> = {};
    for (const { times, names } of this.#held.values())
      for (const name of names) rates[name] = rateOf(times, now);
    return rates;
  }

  /** Readings per second of all PIDs together. */
  readsPerSecond(now: number): number {
    let sum = 0;
    for (const { times } of this.#held.values()) sum += rateOf(times, now);
    return sum;
  }

  #hold(pid: number, ecu: string): Held {
    const key = `${toHex(pid)}@${ecu}`;
    const known = this.#held.get(key);
    if (known) return known;
    const plain = channelsOf(pid);
    const taken = plain.some(({ name }) => this.#names.has(name));
    return this.#add(key, taken ? channelsOf(pid, `@${ecu}`) : plain);
  }

  #add(key: string, channels: ChannelGroup['channels']): Held {
    const held: Held = {
      group: this.groups.length,
      names: channels.map(({ name }) => name),
      values: [],
      raw: null,
      at: null,
      times: [],
    };
    this.groups.push({ rateHz: null, channels });
    for (const name of held.names) this.#names.add(name);
    this.#held.set(key, held);
    return held;
  }
}

function note(held: Held, values: Held['values'], raw: string | null, at: number): void {
  held.values = values;
  held.raw = raw;
  held.at = at;
  held.times.push(at);
  while (held.times.length > 2 && (held.times[0] ?? at) <= at - RATE_WINDOW_SECONDS)
    held.times.shift();
}

function rateOf(times: readonly number[], now: number): number {
  const [first, last] = [times[0], times.at(-1)];
  if (first === undefined || last === undefined || last <= first) return 0;
  const interval = (last - first) / (times.length - 1);
  return 1 / Math.max(interval, now - last > 2 * interval ? now - last : 0);
}

/** Names and units of the values of a PID, one row each; one without a field where no formula is public. */
export function fieldRows(pid: number): { field: string | null; name: string; unit: string }[] {
  const definition = PIDS.get(pid);
  const name = definition?.name ?? `PID ${toHex(pid)}`;
  if (!definition || definition.fields.length === 0) return [{ field: null, name, unit: '' }];
  const channels = channelsOf(pid);
  return definition.fields.map((field, index) => ({
    field: field.name,
    name: definition.fields.length === 1 ? name : `${name}: ${field.name}`,
    unit: channels[index]?.unit ?? '',
  }));
}

function toColumn(
  value: number | string | null,
  type: string | undefined,
): FramePart['columns'][0] {
  if (type === 'text') return [value === null ? null : String(value)];
  const number = typeof value === 'number' ? value : Number.NaN;
  return type === 'f64' ? Float64Array.of(number) : Float32Array.of(number);
}
