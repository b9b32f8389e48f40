import { type AlertWords, findCanonical, findUnit } from '@outlap/telemetry';

/** What mails say instead of the stored unit, and with how many decimals. Pages show the reader's own choice. */
const SAID: Readonly<Record<string, readonly [unit: string, decimals: number]>> = {
  'm/s': ['km/h', 1],
  ratio: ['%', 0],
  rad: ['°', 1],
  'rad/s': ['°/s', 1],
  'm/s²': ['g', 2],
  Pa: ['bar', 2],
};
const DECIMALS: Readonly<Record<string, number>> = { rpm: 0, '°C': 1, V: 2, L: 2, m: 1, s: 2 };

/** A value of a stored unit as a person reads it: `112.3 °C`. */
export function formatReading(value: number, unit: string): string {
  return said(value, unit, (conversion) => (value - conversion.offset) / conversion.scale, '');
}

function said(
  value: number,
  unit: string,
  convert: (conversion: { scale: number; offset: number }) => number,
  per: string,
): string {
  const [name, decimals] = SAID[unit] ?? [unit, DECIMALS[unit] ?? 2];
  const conversion = SAID[unit] ? findUnit(name) : undefined;
  const shown = Number((conversion ? convert(conversion) : value).toFixed(decimals));
  return `${shown} ${name}${per}`.trim();
}

export function labelOf(channel: string): string {
  return findCanonical(channel)?.label ?? channel;
}

/** The words of a rule, where `unitOf` tells what a stream gives its channels in. */
export function wordsBy(unitOf: (channel: string) => string | undefined): AlertWords {
  const unit = (channel: string) => unitOf(channel) ?? findCanonical(channel)?.unit ?? '';
  return {
    label: labelOf,
    value: (channel, value) => formatReading(value, unit(channel)),
    rate: (channel, value) => said(value, unit(channel), ({ scale }) => value / scale, '/s'),
  };
}
