import type { GeoPoint } from '@outlap/telemetry';
import type { Ctx } from '../../deps.ts';
import type { Corner, Outline } from '../../resources/layout.ts';
import {
  insertLayout,
  type LayoutRow,
  listLayoutsNear,
  listLayoutsOfTrack,
  type Tx,
  updateLayout,
  useTrackRow,
} from './queries.ts';

/** A layout as an analysis needs it; plain data, for a thread. */
export type RecordedLayout = {
  readonly id: string;
  readonly trackId: string;
  readonly trackName: string;
  readonly name: string | null;
  readonly lengthMetres: number;
  readonly sectorFractions: readonly number[];
  readonly gates: readonly unknown[];
  readonly officialCorners: readonly unknown[];
  readonly outline: Outline | null;
  readonly corners: readonly Corner[];
  readonly analysisVersion: number;
};

/** What an analysis found out: a layout that is known (with what it may lack), or a new one. */
export type AnalysedLayout = {
  readonly knownId: string | null;
  readonly trackName: string;
  readonly name: string | null;
  readonly lengthMetres: number;
  readonly sectorFractions: readonly number[];
  readonly gates: readonly unknown[];
  readonly outline: Outline | null;
  readonly corners: readonly Corner[];
};

export type KeptLayout = {
  readonly trackId: string;
  readonly trackName: string;
  readonly layoutId: string;
};

/** Layouts a lap of two lengths may belong to: wheels and GPS measure the same lap differently by a percent or two. */
const SAME_LENGTH = 0.02;

export function isSameLength(a: number, b: number): boolean {
  return Math.abs(a - b) <= SAME_LENGTH * Math.max(a, b);
}

/** Layouts a recording may have been made on: those of its track, or where it names none, those around its position. */
export async function findKnownLayouts(
  ctx: Ctx,
  where: { readonly trackName: string | null; readonly position: GeoPoint | null },
): Promise<RecordedLayout[]> {
  const { userId } = ctx.actor;
  const rows =
    where.trackName !== null
      ? await listLayoutsOfTrack(ctx.db, userId, where.trackName)
      : where.position
        ? await listLayoutsNear(ctx.db, userId, where.position)
        : [];
  return rows.map(toRecordedLayout);
}

/** The layout's row, made or completed as needed. Two imports of one new track end up on the same layout. */
export async function keepLayout(
  ctx: Ctx,
  tx: Tx,
  found: AnalysedLayout | null,
  analysisVersion: number,
): Promise<KeptLayout | null> {
  if (!found) return null;
  const { userId } = ctx.actor;
  const track = await useTrackRow(tx, {
    id: ctx.newId(),
    owner_id: userId,
    name: found.trackName,
    created_at: ctx.now(),
  });
  const there = await listLayoutsOfTrack(tx, userId, track.name);
  const same =
    there.find((row) => row.id === found.knownId) ??
    there.find(
      (row) => row.name === found.name && isSameLength(row.length_metres, found.lengthMetres),
    );
  const layoutId = same?.id ?? ctx.newId();
  if (same) await complete(tx, same, found, analysisVersion);
  else
    await insertLayout(tx, {
      id: layoutId,
      owner_id: userId,
      track_id: track.id,
      name: found.name,
      length_metres: found.lengthMetres,
      sector_fractions: [...found.sectorFractions],
      gates: JSON.stringify(found.gates),
      official_corners: '[]',
      created_at: ctx.now(),
      ...shapeColumns(found, analysisVersion),
    });
  return { trackId: track.id, trackName: track.name, layoutId };
}

/** Shape and corners stay as the first good lap gave them, so that all laps of the layout are measured alike. */
async function complete(
  tx: Tx,
  row: LayoutRow,
  found: AnalysedLayout,
  analysisVersion: number,
): Promise<void> {
  if (isBetterShape(row, found, analysisVersion))
    await updateLayout(tx, row.id, {
      ...(found.outline ? shapeColumns(found, analysisVersion) : {}),
      ...(found.corners.length > 0 ? { corners: JSON.stringify(found.corners) } : {}),
      analysis_version: analysisVersion,
    });
  if (row.gates.length === 0 && found.gates.length > 0)
    await updateLayout(tx, row.id, { gates: JSON.stringify(found.gates) });
  if (row.sector_fractions.length === 0 && found.sectorFractions.length > 0)
    await updateLayout(tx, row.id, { sector_fractions: [...found.sectorFractions] });
}

function isBetterShape(row: LayoutRow, found: AnalysedLayout, analysisVersion: number): boolean {
  if (found.outline === null && found.corners.length === 0) return false;
  const lacksShape = row.outline === null && found.outline !== null;
  const lacksCorners = row.corners.length === 0 && found.corners.length > 0;
  const hasNewNames = namesOf(found.corners) !== namesOf(row.corners as Corner[]);
  return row.analysis_version < analysisVersion || lacksShape || lacksCorners || hasNewNames;
}

/** Numbers and names as one text: they change when a track file comes or goes. */
function namesOf(corners: readonly Corner[]): string {
  return corners.map(({ number, name }) => `${number} ${name ?? ''}`).join('\n');
}

function shapeColumns({ outline, corners }: AnalysedLayout, analysisVersion: number) {
  return {
    outline: outline ? JSON.stringify(outline) : null,
    corners: JSON.stringify(corners),
    analysis_version: analysisVersion,
    latitude: outline?.origin?.latitude ?? null,
    longitude: outline?.origin?.longitude ?? null,
  };
}

export function toRecordedLayout(row: LayoutRow): RecordedLayout {
  return {
    id: row.id,
    trackId: row.track_id,
    trackName: row.track_name,
    name: row.name,
    lengthMetres: row.length_metres,
    sectorFractions: row.sector_fractions,
    gates: row.gates,
    officialCorners: row.official_corners,
    outline: row.outline as Outline | null,
    corners: row.corners as Corner[],
    analysisVersion: row.analysis_version,
  };
}
