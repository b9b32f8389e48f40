import { findUnit, type Finding } from '@outlap/telemetry';
import type { SpeedUnit } from '../measures/display-unit.ts';

/** The sentence of a finding without its amount of time, speeds in the reader's unit. */
export function findingWords({ text, unit, amount }: Finding, speed: SpeedUnit): string {
  const sentence = text.replace(/:\s[^:]*\ss$/, '');
  if (unit !== 'm/s' || amount === null || speed === 'km/h') return sentence;
  const shown = Math.round(amount / (findUnit(speed)?.scale ?? 1));
  return sentence.replace(/\d+ km\/h/, `${shown} ${speed}`);
}
