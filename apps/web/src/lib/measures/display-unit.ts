import { findUnit } from '@outlap/telemetry';

export type SpeedUnit = 'km/h' | 'mph';
export type TemperatureUnit = '°C' | '°F';
export type UnitChoice = { readonly speed: SpeedUnit; readonly temperature: TemperatureUnit };

/** How values of a stored unit are shown: shown = (value − offset) / scale, with fixed decimals. */
export type DisplayUnit = {
  readonly unit: string;
  readonly scale: number;
  readonly offset: number;
  readonly decimals: number;
};

const SHOWN: Readonly<Record<string, readonly [unit: string, decimals: number]>> = {
  ratio: ['%', 0],
  rad: ['°', 1],
  'rad/s': ['°/s', 1],
  'm/s²': ['g', 2],
  Pa: ['bar', 2],
  deg: ['°', 5],
};
const DECIMALS: Readonly<Record<string, number>> = { rpm: 0, m: 1, s: 3, V: 2, L: 2, '': 2 };
const LENGTHS_IN_MM = /^(suspensionTravel|rideHeight)/;
const WHOLE = /^(gear|lapNumber|satellites|session|on|track)/;

/** The unit a channel is shown in, by the reader's choice. */
export function displayUnit(unit: string, name: string, choice: UnitChoice): DisplayUnit {
  if (unit === 'm/s') return by(choice.speed, 1);
  if (unit === '°C') return by(choice.temperature, 1);
  if (unit === 'm' && LENGTHS_IN_MM.test(name)) return by('mm', 1);
  if (unit === 'deg') return { unit: '°', scale: 1, offset: 0, decimals: 5 };
  const shown = SHOWN[unit];
  if (shown) return by(shown[0], shown[1]);
  const decimals = unit === '' && WHOLE.test(name) ? 0 : (DECIMALS[unit] ?? 2);
  return { unit, scale: 1, offset: 0, decimals };
}

function by(unit: string, decimals: number): DisplayUnit {
  const { scale, offset } = findUnit(unit) ?? { scale: 1, offset: 0 };
  return { unit, scale, offset, decimals };
}

export function toShown(value: number, display: DisplayUnit): number {
  return (value - display.offset) / display.scale;
}

/** The number as it is shown, without its unit. */
export function formatValue(value: number | null | undefined, display: DisplayUnit): string {
  if (value === null || value === undefined || !Number.isFinite(value)) return '–';
  const text = toShown(value, display).toFixed(display.decimals);
  return Number(text) === 0 ? text.replace('-', '') : text.replace('-', '\u2212');
}
