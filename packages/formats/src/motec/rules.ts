/**
 * How the channels of one MoTeC log get canonical names and units. Where a channel states no unit that is known
 * (empty, `..`), the range of its values decides between the usual ones, and a warning says so. `Lap Time` is the time
 * of the last lap in loggers and the running one in some sims: it is the running one where it climbs with time and no
 * other channel is.
 */
import { type ChannelValues, findCanonical, findUnit, isNumeric } from '@outlap/telemetry';
import type { Alias, ChannelRules, SourceChannel } from '../channels.ts';
import { MOTEC_ALIASES, MOTEC_UNITS, normaliseName } from './aliases.ts';

/** The largest magnitude up to which values are taken to be in this unit, by canonical unit. */
const GUESSES: Readonly<Record<string, readonly (readonly [number, string])[]>> = {
  'm/s': [
    [130, 'm/s'],
    [600, 'km/h'],
  ],
  ratio: [
    [1.5, 'ratio'],
    [150, '%'],
  ],
  rad: [
    [15, 'rad'],
    [1500, 'deg'],
  ],
  Pa: [
    [10, 'bar'],
    [80, 'psi'],
    [1500, 'kPa'],
  ],
  'm/s²': [[8, 'g']],
  m: [],
};

/** Naming rules for these columns, and what was guessed, in sentences. */
export function motecRules(columns: readonly SourceChannel[]): {
  rules: ChannelRules;
  warnings: string[];
} {
  const aliases: Record<string, Alias | string> = { ...MOTEC_ALIASES };
  const warnings: string[] = [];
  const hasRunning = columns.some(
    ({ sourceName, values }) =>
      MOTEC_ALIASES[normaliseName(sourceName)] === 'lapTime' && values.length > 0,
  );
  for (const column of columns) {
    const key = normaliseName(column.sourceName);
    const name = MOTEC_ALIASES[key];
    if (name === undefined) continue;
    if (key === 'laptime' && !hasRunning && climbs(column.values)) aliases[key] = 'lapTime';
    const guessed = guessUnit(name, column);
    if (!guessed) continue;
    aliases[key] = { name, unit: guessed };
    warnings.push(`"${column.sourceName}" states no unit; its values were read as ${guessed}.`);
  }
  return { rules: { aliases, units: MOTEC_UNITS, normalise: normaliseName }, warnings };
}

function guessUnit(name: string, { sourceUnit, values }: SourceChannel): string | undefined {
  if (Object.hasOwn(MOTEC_UNITS, sourceUnit) || findUnit(sourceUnit) || !isNumeric(values)) {
    return undefined;
  }
  const canonical = findCanonical(name);
  const guesses = canonical && GUESSES[canonical.unit];
  if (!guesses || values.length === 0) return undefined;
  let most = 0;
  for (const value of values) if (Math.abs(value) > most) most = Math.abs(value);
  const found = guesses.find(([limit]) => most <= limit)?.[1];
  return found === canonical.unit ? undefined : found;
}

function climbs(values: ChannelValues): boolean {
  if (!isNumeric(values)) return false;
  let rising = 0;
  for (let i = 1; i < values.length; i++) if ((values[i] ?? 0) > (values[i - 1] ?? 0)) rising++;
  return rising > values.length / 4;
}
