import {
  findChannel,
  type Gate,
  type GeoPoint,
  isNumeric,
  type LapLayout,
  type LapSplit,
  type Layout,
  matchLayout,
  type OfficialCorner,
  type Outline,
  type Recording,
  splitLaps,
} from '@outlap/telemetry';
import type { RecordedLayout } from '../tracks/verbs.ts';

/** A layout of the database in the form of the domain. */
export type KnownLayout = Layout & { readonly recorded: RecordedLayout };

const SAME_LENGTH = 0.02;
const MOST_TRIED = 5;

/** What laps are split by: little to keep for each of many cars, unlike the outline. */
export function toLapLayout(recorded: RecordedLayout): LapLayout {
  return {
    lengthMetres: recorded.lengthMetres,
    sectorFractions: recorded.sectorFractions,
    gates: recorded.gates as Gate[],
  };
}

export function toKnownLayout(recorded: RecordedLayout): KnownLayout {
  const { outline } = recorded;
  return {
    recorded,
    ...toLapLayout(recorded),
    officialCorners: recorded.officialCorners as OfficialCorner[],
    outline: outline && {
      ...outline,
      xMetres: Float64Array.from(outline.xMetres),
      yMetres: Float64Array.from(outline.yMetres),
    },
  };
}

/** The layout that the recording names; among several of one name, the one whose length fits. */
export function findNamedLayout(
  recording: Recording,
  layouts: readonly KnownLayout[],
): KnownLayout | undefined {
  const { name, layout, lengthMetres } = recording.track;
  if (name === null) return undefined;
  const same = layouts.filter(({ recorded }) => isSameName(recorded.name, layout));
  return lengthMetres === null ? same[0] : same.find((one) => isSameLength(one, lengthMetres));
}

/** The layout whose shape the laps have. */
export function findLayoutByShape(
  outline: Outline,
  layouts: readonly KnownLayout[],
): KnownLayout | undefined {
  const match = matchLayout(outline, layouts);
  return match.kind === 'match' ? match.candidate : undefined;
}

/** The laps by the start line of a nearby layout, for a recording that does not know where its own line is. */
export function splitByKnownLines(
  recording: Recording,
  layouts: readonly KnownLayout[],
): { readonly split: LapSplit; readonly known: KnownLayout } | undefined {
  return layouts
    .filter((layout) => layout.gates.length > 0)
    .slice(0, MOST_TRIED)
    .map((known) => ({ known, split: splitLaps(recording, known) }))
    .filter(({ split }) => countFull(split) > 0)
    .sort((a, b) => countFull(b.split) - countFull(a.split))[0];
}

export function countFull({ laps }: LapSplit): number {
  return laps.filter((lap) => lap.kind === 'full').length;
}

export function isSameLength({ lengthMetres }: { lengthMetres: number }, other: number): boolean {
  return Math.abs(lengthMetres - other) <= SAME_LENGTH * Math.max(lengthMetres, other);
}

/** Some place of the recording, where it has GPS. */
export function positionOf(recording: Pick<Recording, 'channels'>): GeoPoint | null {
  const latitude = findChannel(recording.channels, 'latitude')?.values;
  const longitude = findChannel(recording.channels, 'longitude')?.values;
  if (!latitude || !longitude || !isNumeric(latitude) || !isNumeric(longitude)) return null;
  const count = Math.min(latitude.length, longitude.length);
  for (let i = Math.floor(count / 2); i < count; i++) {
    const point = { latitude: latitude[i] ?? Number.NaN, longitude: longitude[i] ?? Number.NaN };
    if (isOnEarth(point)) return point;
  }
  return null;
}

function isOnEarth({ latitude, longitude }: GeoPoint): boolean {
  const nowhere = latitude === 0 && longitude === 0;
  return Math.abs(latitude) <= 90 && Math.abs(longitude) <= 180 && !nowhere;
}

function isSameName(a: string | null, b: string | null): boolean {
  return (a ?? '').trim().toLowerCase() === (b ?? '').trim().toLowerCase();
}
