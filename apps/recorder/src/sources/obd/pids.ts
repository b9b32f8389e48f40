import type { LiveChannel } from '@outlap/protocol';
import type { PidDefinition, PidField } from './pid-definition.ts';
import { HIGH_PIDS } from './pid-table-high.ts';
import { LOW_PIDS } from './pid-table-low.ts';
import { troubleCodeOf } from './trouble-codes.ts';

export const PIDS: ReadonlyMap<number, PidDefinition> = new Map(
  [...LOW_PIDS, ...HIGH_PIDS].map((definition) => [definition.pid, definition]),
);

/** What PIDs 4F and 50 set as full scale, in the units of the PIDs that they rescale; of one ECU. */
export type Maxima = {
  readonly lambda: number;
  readonly volts: number;
  readonly milliamperes: number;
  readonly manifoldKpa: number;
  readonly airFlow: number;
};

export const STANDARD_MAXIMA: Maxima = {
  lambda: 2,
  volts: 8,
  milliamperes: 128,
  manifoldKpa: 255,
  airFlow: 655.35,
};

/** The full scales after an answer to PID 4F or 50; a zero byte means the standard one. */
export function maximaAfter(maxima: Maxima, pid: number, data: Uint8Array): Maxima {
  const [a = 0, b = 0, c = 0, d = 0] = data;
  if (pid === 0x50) return { ...maxima, airFlow: a * 10 || STANDARD_MAXIMA.airFlow };
  if (pid !== 0x4f) return maxima;
  return {
    ...maxima,
    lambda: a || STANDARD_MAXIMA.lambda,
    volts: b || STANDARD_MAXIMA.volts,
    milliamperes: c || STANDARD_MAXIMA.milliamperes,
    manifoldKpa: d * 10 || STANDARD_MAXIMA.manifoldKpa,
  };
}

/** The values of a PID's fields in the project's units, by the length received; NaN for what is not there. */
export function decodePid(
  definition: PidDefinition,
  data: Uint8Array,
  maxima: Maxima = STANDARD_MAXIMA,
): number[] {
  return definition.fields.map((field, index) => {
    if (field.support !== 0 && ((data[0] ?? 0) & field.support) === 0) return Number.NaN;
    const value = adjust(definition.pid, index, field.formula.read(data), data, maxima);
    return value * field.scale + field.offset;
  });
}

function adjust(
  pid: number,
  field: number,
  value: number,
  data: Uint8Array,
  maxima: Maxima,
): number {
  if (pid === 0x0b) return (value * maxima.manifoldKpa) / STANDARD_MAXIMA.manifoldKpa;
  if (pid === 0x10) return (value * maxima.airFlow) / STANDARD_MAXIMA.airFlow;
  if (pid === 0x6b && ((data[0] ?? 0) & (0x10 << field)) !== 0) return (value + 40) * 4 - 40;
  if (pid >= 0x14 && pid <= 0x1b) return field === 1 && data[1] === 0xff ? Number.NaN : value;
  return adjustWideSensor(pid, field, value, maxima);
}

function adjustWideSensor(pid: number, field: number, value: number, maxima: Maxima): number {
  const byVoltage = pid >= 0x24 && pid <= 0x2b;
  if (!byVoltage && !(pid >= 0x34 && pid <= 0x3b)) return value;
  if (field === 0) return (value * maxima.lambda) / STANDARD_MAXIMA.lambda;
  if (byVoltage) return (value * maxima.volts) / STANDARD_MAXIMA.volts;
  return (value * maxima.milliamperes) / STANDARD_MAXIMA.milliamperes;
}

/** Fields whose value is a text: a trouble code. */
export function toText(definition: PidDefinition, value: number): string | null {
  if (definition.pid !== 0x02 || Number.isNaN(value)) return null;
  return value === 0 ? null : troubleCodeOf(value);
}

const isText = (field: PidField) => field.sourceUnit === 'DTC';

export function hexOf(data: Uint8Array): string {
  return Array.from(data, (byte) => toHex(byte)).join('');
}

export function toHex(byte: number): string {
  return byte.toString(16).toUpperCase().padStart(2, '0');
}

/** The channels that a PID is recorded as; `suffix` tells ECUs apart that answer the same PID. */
export function channelsOf(pid: number, suffix = ''): LiveChannel[] {
  const definition = PIDS.get(pid);
  const sourceName = `01${toHex(pid)}`;
  if (!definition || definition.fields.length === 0)
    return [
      { name: `obd${sourceName}${suffix}`, sourceName, unit: '', sourceUnit: '', type: 'text' },
    ];
  return definition.fields.map((field) => ({
    name: field.channel + suffix,
    sourceName: definition.fields.length === 1 ? sourceName : `${sourceName}.${field.name}`,
    unit: isText(field) ? '' : field.unit,
    sourceUnit: field.sourceUnit,
    type: isText(field) ? 'text' : field.formula.wide ? 'f64' : 'f32',
  }));
}
