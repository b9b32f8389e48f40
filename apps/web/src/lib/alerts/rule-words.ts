import { type AlertWords, findCanonical } from '@outlap/telemetry';
import type { Alert } from '../api.ts';
import {
  type DisplayUnit,
  displayUnit,
  formatValue,
  toShown,
  type UnitChoice,
} from '../measures/display-unit.ts';

/** The unit in which a channel of a rule is entered and shown. */
export function unitOfChannel(channel: string, units: UnitChoice): DisplayUnit {
  return displayUnit(findCanonical(channel)?.unit ?? '', channel, units);
}

export function labelOfChannel(channel: string): string {
  return findCanonical(channel)?.label ?? channel;
}

/** Rules in the reader's own units. Limits are shown as exactly as they were entered, up to four decimals. */
export function wordsIn(units: UnitChoice): AlertWords {
  const text = (value: number, unit: string) =>
    `${Number(value.toFixed(4))} ${unit}`.trim().replace('-', '\u2212');
  return {
    label: labelOfChannel,
    value: (channel, value) => {
      const shown = unitOfChannel(channel, units);
      return text(toShown(value, shown), shown.unit);
    },
    rate: (channel, perSecond) => {
      const { unit, scale } = unitOfChannel(channel, units);
      return `${text(perSecond / scale, unit)}/s`;
    },
  };
}

/** A reading of an alert with its unit; a rate of change is per second. */
export function readingText(
  { channel, unit }: Pick<Alert, 'channel' | 'unit'>,
  value: number | null,
  units: UnitChoice,
): string {
  if (value === null) return '–';
  const isRate = unit.endsWith('/s') && unit !== 'm/s' && unit !== 'rad/s';
  const stored = isRate ? unit.slice(0, -2) : unit;
  const shown = displayUnit(stored, channel ?? '', units);
  if (!isRate) return `${formatValue(value, shown)} ${shown.unit}`.trim();
  return `${formatValue(value, { ...shown, offset: 0 })} ${shown.unit}/s`;
}
