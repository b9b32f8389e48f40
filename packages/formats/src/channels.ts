import {
  type Channel,
  type ChannelValues,
  findCanonical,
  findUnit,
  isNumeric,
  type NumericValues,
  type TimeBase,
  type UnitConversion,
} from '@outlap/telemetry';

/** A column as a source stores it, before it gets its canonical name and unit. */
export type SourceChannel = {
  readonly sourceName: string;
  readonly sourceUnit: string;
  readonly rateHz: number | null;
  readonly time: TimeBase;
  readonly values: ChannelValues;
  /** Which of several devices it comes from (`gps`, `canbus`); tells equal names apart. */
  readonly device?: string;
};

/** A source's name → canonical name, with the unit to read it in where the source states none or a wrong one. */
export type Alias = {
  readonly name: string;
  readonly unit?: string;
  /** Where the sign or zero differs: value = source × scale + offset, in the canonical unit. */
  readonly convert?: { readonly scale: number; readonly offset: number };
};
export type Aliases = Readonly<Record<string, Alias | string>>;

export type ChannelRules = {
  readonly aliases: Aliases;
  /** Units that mean something else in this source (`%` is a ratio in iRacing). */
  readonly units?: Readonly<Record<string, UnitConversion>>;
  /** How names are looked up; exact by default. */
  readonly normalise?: (sourceName: string) => string;
};

/**
 * Gives source columns their canonical names and units; nothing is dropped. Where two columns claim one name the
 * first keeps it, the others get `name@device` or `name@2`.
 */
export function toChannels(columns: readonly SourceChannel[], rules: ChannelRules): Channel[] {
  const taken = new Set<string>();
  return columns.map((column) => {
    const { wanted, conversion, unit } = resolve(column, rules);
    return {
      name: claim(wanted, column.device, taken),
      sourceName: column.sourceName,
      unit,
      sourceUnit: column.sourceUnit,
      rateHz: column.rateHz,
      time: column.time,
      values: conversion ? convert(column.values, conversion) : column.values,
    };
  });
}

type Resolved = {
  readonly wanted: string;
  readonly unit: string;
  readonly conversion: UnitConversion | undefined;
};

function resolve(column: SourceChannel, rules: ChannelRules): Resolved {
  const alias = findRule(column, rules);
  const stated = alias?.unit ?? column.sourceUnit;
  const known = unitOf(stated, rules);
  const unit = alias && findCanonical(alias.name)?.unit;
  if (alias && unit !== undefined) return resolveCanonical(column, alias, unit, { stated, known });
  const wanted = alias?.name ?? column.sourceName;
  return { wanted, unit: known?.unit ?? stated, conversion: known };
}

function resolveCanonical(
  column: SourceChannel,
  alias: Alias,
  unit: string,
  { stated, known }: { stated: string; known: UnitConversion | undefined },
): Resolved {
  if (alias.convert) return { wanted: alias.name, unit, conversion: { unit, ...alias.convert } };
  // Degrees of a position are the canonical unit themselves; elsewhere they become radians.
  if (unit === 'deg' || stated === '') return { wanted: alias.name, unit, conversion: undefined };
  if (!known || known.unit === unit) return { wanted: alias.name, unit, conversion: known };
  // The name is known but the unit belongs to another quantity: the source's word stands, under its own name.
  return { wanted: column.sourceName, unit: known.unit, conversion: known };
}

function findRule(column: SourceChannel, { aliases, normalise }: ChannelRules): Alias | undefined {
  const key = normalise ? normalise(column.sourceName) : column.sourceName;
  const found = Object.hasOwn(aliases, key) ? aliases[key] : undefined;
  return typeof found === 'string' ? { name: found } : found;
}

function unitOf(stated: string, { units }: ChannelRules): UnitConversion | undefined {
  return units && Object.hasOwn(units, stated) ? units[stated] : findUnit(stated);
}

function claim(wanted: string, device: string | undefined, taken: Set<string>): string {
  let name = wanted || 'channel';
  if (taken.has(name) && device) name = `${wanted}@${device}`;
  for (let n = 2; taken.has(name); n++) name = `${wanted}@${n}`;
  taken.add(name);
  return name;
}

function convert(values: ChannelValues, { scale, offset }: UnitConversion): ChannelValues {
  if ((scale === 1 && offset === 0) || !isNumeric(values)) return values;
  const out: NumericValues =
    values instanceof Float32Array
      ? new Float32Array(values.length)
      : new Float64Array(values.length);
  for (let i = 0; i < values.length; i++) out[i] = (values[i] ?? Number.NaN) * scale + offset;
  return out;
}
