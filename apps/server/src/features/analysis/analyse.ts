import {
  ANALYSIS_VERSION,
  type ComparedLayout,
  consistency,
  type Corner,
  cornersOfLayout,
  cutLap,
  findStartFinish,
  type Gate,
  type Lap,
  type LapData,
  type LapSplit,
  lineOfOutline,
  nameCorners,
  type OfficialCorner,
  type Outline,
  outlineFromLaps,
  type Recording,
  splitLaps,
  theoreticalBest,
  theoreticalBestOfMiniSectors,
} from '@outlap/telemetry';
import type { Outline as StoredOutline } from '../../resources/layout.ts';
import { officialCornersOf, type TrackFile } from '../../resources/track-files.ts';
import type { AnalysedLayout, RecordedLayout } from '../tracks/verbs.ts';
import { cleanName } from './clean.ts';
import {
  countFull,
  findLayoutByShape,
  findNamedLayout,
  isSameLength,
  type KnownLayout,
  positionOf,
  splitByKnownLines,
  toKnownLayout,
} from './place.ts';

export type Analysis = {
  readonly laps: readonly Lap[];
  readonly method: LapSplit['method'];
  /** What a person should know of how the laps were found. */
  readonly warnings: readonly string[];
  readonly layout: AnalysedLayout | null;
  readonly theoreticalBest: unknown;
  readonly consistency: unknown;
};

type Split = { readonly split: LapSplit; readonly known: KnownLayout | undefined };

const LINE_FOUND =
  'The recording names no start/finish line; one was found from the driving, on the longest straight.';

/** Laps whose samples are looked at for shape and corners. */
const MOST_LAPS = 9;
/** Mini-sectors of more laps cost more than they tell. */
export const MOST_BEST_LAPS = 50;

/** Everything a session shows, from its recording and the layouts that its place is known to have. */
export function analyse(
  recording: Recording,
  fileName: string,
  layouts: readonly RecordedLayout[],
  trackFiles: readonly TrackFile[] = [],
): Analysis {
  const { split, known } = splitOnLayout(recording, layouts.map(toKnownLayout));
  const laps = split.laps.filter((lap) => Number.isFinite(lap.timeSeconds));
  const data = fastestLaps(laps, MOST_BEST_LAPS).map((lap) => cutLap(recording, lap));
  const lengthMetres = lengthOf(recording, split, known);
  const found = { laps, method: split.method, warnings: warningsOf(split) };
  if (lengthMetres === null || data.length === 0)
    return {
      ...found,
      layout: layoutWithoutLap(recording, fileName, split, known),
      theoreticalBest: bestsOf(laps, [], 0),
      consistency: null,
    };
  const place = {
    ...nameOf(recording, fileName, known),
    lengthMetres,
    sectorFractions: sectorsOf(known, split.sectorFractions),
    gates: gatesOf(recording, split),
  };
  return { ...found, ...describeLaps(laps, data, place, known, trackFiles) };
}

/** Where laps were driven, as far as it is known without looking at them. */
export type Place = Omit<AnalysedLayout, 'outline' | 'corners'>;

/** Shape and corners of the layout, theoretical best and consistency, from full laps, the fastest first. */
export function describeLaps(
  laps: readonly Lap[],
  data: readonly LapData[],
  place: Place,
  known: KnownLayout | undefined,
  trackFiles: readonly TrackFile[],
): Pick<Analysis, 'layout' | 'theoreticalBest' | 'consistency'> {
  const { lengthMetres } = place;
  const official = officialCornersOf(trackFiles, place.trackName, place.name);
  const shape = named(
    shapeOf(data.slice(0, MOST_LAPS), lengthMetres, known),
    official,
    lengthMetres,
  );
  return {
    layout: {
      ...place,
      outline: shape.outline && toStored(shape.outline),
      corners: shape.corners,
    },
    theoreticalBest: bestsOf(laps, data, lengthMetres),
    consistency: spreadOf(data, { lengthMetres, ...shape }),
  };
}

/** What a person should know of how the laps were found. */
function warningsOf({ gateSource }: LapSplit): string[] {
  return gateSource === 'found' ? [LINE_FOUND] : [];
}

/** The layout that a recording without a full lap names: its shape and corners come with a later lap. */
function layoutWithoutLap(
  recording: Recording,
  fileName: string,
  split: LapSplit,
  known: KnownLayout | undefined,
): AnalysedLayout | null {
  if (cleanName(recording.track.name) === null) return null;
  const lengthMetres =
    toLength(known?.lengthMetres) ??
    toLength(recording.track.lengthMetres) ??
    toLength(split.lengthMetres);
  if (lengthMetres === null) return null;
  return {
    ...nameOf(recording, fileName, known),
    lengthMetres,
    sectorFractions: sectorsOf(known, recording.sectorFractions),
    gates: recording.gates,
    outline: null,
    corners: [],
  };
}

function sectorsOf(known: KnownLayout | undefined, found: readonly number[]): readonly number[] {
  return known && known.sectorFractions.length > 0 ? known.sectorFractions : found;
}

function lengthOf(
  recording: Recording,
  split: LapSplit,
  known: KnownLayout | undefined,
): number | null {
  return toLength(known?.lengthMetres ?? split.lengthMetres ?? recording.track.lengthMetres);
}

function toLength(metres: number | null | undefined): number | null {
  return typeof metres === 'number' && metres > 0 && Number.isFinite(metres) ? metres : null;
}

/** A found line is kept with the layout, so that later sessions have the same one. */
export function gatesOf(recording: Recording, split: LapSplit): readonly Gate[] {
  const found = split.gateSource === 'found' ? findStartFinish(recording) : undefined;
  return found ? [found] : recording.gates;
}

function splitOnLayout(recording: Recording, layouts: readonly KnownLayout[]): Split {
  const named = findNamedLayout(recording, layouts);
  const split = splitLaps(recording, named);
  if (named) {
    const fits = split.lengthMetres === null || isSameLength(named, split.lengthMetres);
    return fits ? { split, known: named } : { split: splitLaps(recording), known: undefined };
  }
  if (recording.track.name !== null) return { split, known: undefined };
  if (countFull(split) === 0)
    return splitByKnownLines(recording, layouts) ?? { split, known: undefined };
  const laps = fastestLaps(split.laps, MOST_LAPS).map((lap) => cutLap(recording, lap));
  const outline = split.lengthMetres === null ? null : outlineFromLaps(laps, split.lengthMetres);
  const known = outline ? findLayoutByShape(outline, layouts) : undefined;
  return { split: known ? splitLaps(recording, known) : split, known };
}

/** Full laps, valid ones where there are any, fastest first. */
export function fastestLaps(laps: readonly Lap[], most: number): Lap[] {
  const full = laps.filter((lap) => lap.kind === 'full' && lap.timeSeconds > 0);
  const valid = full.filter((lap) => lap.valid);
  return [...(valid.length > 0 ? valid : full)]
    .sort((a, b) => a.timeSeconds - b.timeSeconds)
    .slice(0, most);
}

type Shape = { readonly outline: Outline | null; readonly corners: readonly Corner[] };

/** A layout keeps the shape and corners it has, unless an older analysis made them. */
function shapeOf(
  laps: readonly LapData[],
  lengthMetres: number,
  known: KnownLayout | undefined,
): Shape {
  const isCurrent = known !== undefined && known.recorded.analysisVersion >= ANALYSIS_VERSION;
  const outline = (isCurrent ? known.outline : null) ?? outlineFromLaps(laps, lengthMetres);
  const corners =
    isCurrent && known.recorded.corners.length > 0
      ? known.recorded.corners
      : cornersOfLayout(laps, lengthMetres, known?.officialCorners);
  return { outline, corners };
}

/** Corners by the numbers and names of a track file, where it agrees with what was found. */
function named(shape: Shape, official: readonly OfficialCorner[], lengthMetres: number): Shape {
  if (official.length === 0) return shape;
  const line = shape.outline ? lineOfOutline(shape.outline, lengthMetres) : undefined;
  return { ...shape, corners: nameCorners(shape.corners, official, lengthMetres, line) };
}

/** What a layout is called that the file does not name: by where it is, or by the file. */
export function nameOf(
  recording: Pick<Recording, 'channels' | 'track'>,
  fileName: string,
  known: KnownLayout | undefined,
) {
  if (known)
    return {
      knownId: known.recorded.id,
      trackName: known.recorded.trackName,
      name: known.recorded.name,
    };
  const position = positionOf(recording);
  const fallback = position
    ? `Track at ${position.latitude.toFixed(2)}, ${position.longitude.toFixed(2)}`
    : `Track of ${fileName.replace(/\.[^.]+$/, '')}`;
  return {
    knownId: null,
    trackName: cleanName(recording.track.name) ?? fallback,
    name: cleanName(recording.track.layout),
  };
}

export function bestsOf(laps: readonly Lap[], data: readonly LapData[], lengthMetres: number) {
  const bySector = toBest(theoreticalBest(laps));
  const byMiniSector = toBest(theoreticalBestOfMiniSectors(data, lengthMetres));
  return bySector || byMiniSector ? { driven: false, bySector, byMiniSector } : null;
}

function toBest(best: ReturnType<typeof theoreticalBest>) {
  if (!best) return null;
  const { timeSeconds, contributingLapCount, sections } = best;
  return {
    timeSeconds,
    contributingLaps: contributingLapCount,
    pieces: sections.map(({ lapNumber, seconds }) => ({ lapNumber, seconds })),
  };
}

function spreadOf(data: readonly LapData[], layout: ComparedLayout) {
  const spread = consistency(data, layout);
  if (!spread) return null;
  return {
    lapTimeStandardDeviationSeconds: spread.lapTimeSeconds,
    laps: spread.lapNumbers.length,
    corners: spread.corners.map((corner) => ({
      number: corner.number,
      timeStandardDeviationSeconds: corner.timeSeconds,
      brakeStandardDeviationMetres: corner.brakeMetres,
      minimumSpeedStandardDeviationMps: corner.minimumSpeedMps,
    })),
  };
}

function toStored({ xMetres, yMetres, ...rest }: Outline): StoredOutline {
  return {
    ...rest,
    xMetres: Array.from(xMetres, toCentimetres),
    yMetres: Array.from(yMetres, toCentimetres),
  };
}

function toCentimetres(metres: number): number {
  return Math.round(metres * 100) / 100;
}
