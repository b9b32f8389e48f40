/**
 * Gives table columns their canonical names. Where a title states no unit, it is taken from what the name means
 * elsewhere (OBD speeds are km/h), and from the values where that is safe: pedals beyond 1.5 are per cent, a car does
 * not drive 130 m/s, accelerations that stay below 8 are in g.
 */
import { type Channel, findCanonical, findUnit, isNumeric } from '@outlap/telemetry';
import { type Alias, type SourceChannel, toChannels } from '../channels.ts';
import { findAlias, isIracingNames } from './aliases.ts';

export type NamedColumn = {
  /** The title as the file has it. */
  readonly header: string;
  /** The title without its unit. */
  readonly name: string;
};

export type NamedChannels = { readonly channels: Channel[]; readonly warnings: readonly string[] };

/** Source columns → channels; `given` are names chosen by hand, by column. */
export function nameColumns(
  columns: readonly SourceChannel[],
  titles: readonly NamedColumn[],
  given: Readonly<Record<number, { readonly name: string; readonly unit: string }>> = {},
): NamedChannels {
  const isIracing = isIracingNames(titles.map(({ name }) => name));
  const aliases: Record<string, Alias> = {};
  const warnings: string[] = [];
  const keyed = columns.map((column, i) => {
    const chosen = given[i];
    const title = titles[i] ?? { header: '', name: '' };
    const sourceUnit = chosen?.unit ?? column.sourceUnit;
    const wanted = chosen
      ? { name: chosen.name }
      : (findAlias(title.name, isIracing) ?? { name: title.name });
    const alias = fit(wanted, { ...column, sourceUnit }, isIracing);
    const isGuessed = alias.name === 'speed' && !isIracing && sourceUnit === '' && !wanted.unit;
    if (isGuessed && hasNumbers(column)) {
      warnings.push(`The unit of "${title.header}" is not stated; it was read as ${alias.unit}.`);
    }
    aliases[`${i}`] = alias;
    return { ...column, sourceUnit, sourceName: `${i}` };
  });
  const channels = toChannels(keyed, { aliases }).map((channel, i) => ({
    ...channel,
    sourceName: titles[i]?.header ?? '',
  }));
  return { channels, warnings };
}

/** The alias with the unit to read the column in; a name whose unit belongs to another quantity is no alias. */
function fit(wanted: Alias, column: SourceChannel, isIracing: boolean): Alias {
  const name =
    wanted.name === 'clutch' && isEngagement(column) ? 'clutchEngagement' : wanted.name || 'column';
  const canonical = findCanonical(name);
  if (!canonical || canonical.unit === '') return { name };
  const stated = column.sourceUnit;
  if (stated === '') {
    return { name, unit: unitByValues(wanted, canonical.unit, column, isIracing) };
  }
  const known = findUnit(stated);
  if (!known || canonical.unit === 'deg') return { name };
  // iRacing writes "%" for values of 0 to 1.
  if (known.unit === 'ratio' && isIracing) return { name, unit: 'ratio' };
  return known.unit === canonical.unit ? { name } : { name: `${name} (${stated})` };
}

function unitByValues(
  wanted: Alias,
  canonicalUnit: string,
  { values }: SourceChannel,
  isIracing: boolean,
): string {
  if (!isNumeric(values)) return '';
  if (canonicalUnit === 'ratio') return largest(values) > 1.5 ? '%' : 'ratio';
  if (wanted.unit) return wanted.unit;
  if (wanted.name === 'speed') return largest(values) > 130 ? 'km/h' : 'm/s';
  if (canonicalUnit === 'm/s²') return !isIracing && largest(values) < 8 ? 'g' : 'm/s²';
  if (canonicalUnit === 'Pa') return largest(values) < 20 ? 'bar' : 'kPa';
  return canonicalUnit;
}

function hasNumbers({ values }: SourceChannel): boolean {
  return isNumeric(values) && values.some((value) => !Number.isNaN(value));
}

/** A clutch that is "on" most of the time is engaged, not pressed. */
function isEngagement({ values }: SourceChannel): boolean {
  if (!isNumeric(values) || values.length === 0) return false;
  const full = Math.max(1, largest(values));
  let engaged = 0;
  for (let i = 0; i < values.length; i++) if ((values[i] ?? 0) > full / 2) engaged++;
  return engaged * 2 > values.length;
}

function largest(values: ArrayLike<number>): number {
  let most = 0;
  for (let i = 0; i < values.length; i++) {
    const size = Math.abs(values[i] ?? 0);
    if (size > most) most = size;
  }
  return most;
}
