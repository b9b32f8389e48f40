import { findUnit } from '@outlap/telemetry';
import { type Formula, parseFormula } from './formula.ts';

export type PidField = {
  readonly name: string;
  readonly formula: Formula;
  readonly sourceUnit: string;
  /** The project's unit: value × scale + offset. */
  readonly unit: string;
  readonly scale: number;
  readonly offset: number;
  readonly channel: string;
  /** Bits of byte A of which one at least says that the field is real; 0: always. */
  readonly support: number;
};

/** A documented PID of mode 01. `bytes` is what most ECUs send; without fields only the raw bytes are known. */
export type PidDefinition = {
  readonly pid: number;
  readonly bytes: number;
  readonly name: string;
  readonly fields: readonly PidField[];
};

type FieldRow = readonly [
  name: string,
  formula: string,
  unit: string,
  channel: string,
  support?: number,
];

export function define(
  pid: number,
  bytes: number,
  name: string,
  rows: readonly FieldRow[],
): PidDefinition {
  return { pid, bytes, name, fields: rows.map(toField) };
}

function toField([name, formula, sourceUnit, channel, support = 0]: FieldRow): PidField {
  const { unit, scale, offset } = findUnit(sourceUnit) ?? { unit: sourceUnit, scale: 1, offset: 0 };
  return {
    name,
    formula: parseFormula(formula),
    sourceUnit,
    unit,
    scale,
    offset,
    channel,
    support,
  };
}

/** The eight O2 sensors of a kind have PIDs in a row. */
export function eight(define: (index: number) => PidDefinition): PidDefinition[] {
  return Array.from({ length: 8 }, (_, index) => define(index));
}
