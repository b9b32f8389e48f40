import { isStep } from '@outlap/telemetry';
import type { Channel } from '../api.ts';
import { type DisplayUnit, displayUnit, type UnitChoice } from '../measures/display-unit.ts';

/** A trace of the live page. */
export type LiveRow = {
  readonly name: string;
  readonly label: string;
  readonly display: DisplayUnit;
  readonly step: boolean;
  readonly gapSeconds: number;
};

const UNKNOWN_RATE_GAP_SECONDS = 12;

/** The chosen channels in their order, without those the session has not. */
export function toLiveRows(
  chosen: readonly string[],
  available: readonly Channel[],
  units: UnitChoice,
): LiveRow[] {
  return chosen.flatMap((name) => {
    const channel = available.find((one) => one.name === name);
    if (!channel) return [];
    const { label, unit, rateHz } = channel;
    return {
      name,
      label,
      display: displayUnit(unit, name, units),
      step: isStep(name),
      gapSeconds: rateHz ? Math.max(1, 4 / rateHz) : UNKNOWN_RATE_GAP_SECONDS,
    };
  });
}

/** Between vertical lines, so that there are some eight in view. */
export function tickFor(windowSeconds: number): number {
  if (windowSeconds <= 10) return 1;
  return windowSeconds <= 30 ? 5 : 20;
}
