import type { Comparison, CornerPassage, Segment } from '@outlap/telemetry';

/** A number of the lap and how far it is from the reference's. */
export type Pair = { readonly value: number | null; readonly difference: number | null };

export type CornerRow = {
  readonly segment: Segment;
  readonly label: string;
  readonly entry: Pair;
  readonly minimum: Pair;
  readonly exit: Pair;
  readonly brake: Pair;
  readonly throttle: Pair;
};

const NONE: Pair = { value: null, difference: null };

/** A row for each corner and each straight; their losses sum to the gap. */
export function toCornerRows({ segments }: Comparison): CornerRow[] {
  return segments.map((segment) => {
    const pair = (pick: (passage: CornerPassage) => number | null): Pair => {
      if (!segment.passages) return NONE;
      const value = pick(segment.passages.lap);
      const reference = pick(segment.passages.reference);
      return {
        value,
        difference: value === null || reference === null ? null : value - reference,
      };
    };
    return {
      segment,
      label: labelOf(segment),
      entry: pair((passage) => passage.entrySpeedMps),
      minimum: pair((passage) => passage.minimumSpeedMps),
      exit: pair((passage) => passage.exitSpeedMps),
      brake: pair((passage) => passage.brakeMetres),
      throttle: pair((passage) => passage.throttleMetres),
    };
  });
}

function labelOf({ kind, number, name }: Segment): string {
  if (kind === 'straight') return number === 0 ? 'from the line' : `after ${number}`;
  return name && name !== String(number) ? `${number} ${name}` : String(number);
}
