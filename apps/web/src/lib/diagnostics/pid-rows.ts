import type { DiagnosticPids } from '../api.ts';
import { displayUnit, formatValue, type UnitChoice } from '../measures/display-unit.ts';

export type Pid = DiagnosticPids['pids'][number];

/** A row of the table of readings, as text. */
export type PidRow = {
  readonly key: string;
  readonly pid: string;
  readonly name: string;
  readonly value: string;
  readonly unit: string;
  readonly age: string;
  readonly ecu: string;
  /** Only bytes are known: there is no public formula. */
  readonly isRaw: boolean;
  readonly isOld: boolean;
};

const OLD_SECONDS = 30;

/** Rows whose name, PID, channel or unit has all the words, in the order of the PIDs. */
export function toPidRows(pids: readonly Pid[], query: string, choice: UnitChoice): PidRow[] {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  return pids
    .filter((pid) => {
      const text = `${pid.pid} ${pid.name} ${pid.field ?? ''} ${pid.channel ?? ''} ${pid.unit}`;
      return words.every((word) => text.toLowerCase().includes(word));
    })
    .map((pid, index) => ({
      key: `${pid.ecu} ${pid.pid} ${pid.field ?? ''} ${index}`,
      pid: pid.pid,
      name: pid.name,
      ...toReading(pid, choice),
      age: formatAge(pid.ageSeconds),
      ecu: pid.ecu,
      isRaw: pid.value === null && pid.raw !== null,
      isOld: (pid.ageSeconds ?? 0) > OLD_SECONDS,
    }));
}

/** A number in the reader's unit, a text as it is, bytes as pairs. */
export function toReading(
  { value, raw, unit, channel }: Pid,
  choice: UnitChoice,
): { readonly value: string; readonly unit: string } {
  if (typeof value === 'string') return { value, unit };
  if (typeof value === 'number') {
    const display = displayUnit(unit, channel ?? '', choice);
    return display.unit === unit
      ? { value: formatNumber(value), unit }
      : { value: formatValue(value, display), unit: display.unit };
  }
  return { value: raw === null ? '–' : (raw.match(/../g) ?? [raw]).join(' '), unit: '' };
}

/** About four digits. */
function formatNumber(value: number): string {
  const size = Math.abs(value);
  const decimals = Number.isInteger(value) || size >= 1000 ? 0 : size >= 10 ? 1 : 2;
  return value.toFixed(decimals).replace('-', '\u2212');
}

/** `0.4 s`, `12 s`, `3 min`, `2 h`. */
export function formatAge(seconds: number | null): string {
  if (seconds === null) return 'not read yet';
  if (seconds < 10) return `${seconds.toFixed(1)} s`;
  if (seconds < 90) return `${Math.round(seconds)} s`;
  return seconds < 5400 ? `${Math.round(seconds / 60)} min` : `${Math.round(seconds / 3600)} h`;
}
