import type { Ctx } from '../../deps.ts';
import { AppError } from '../../errors.ts';
import type { Layout, Outline } from '../../resources/layout.ts';
import {
  addToLapCount,
  copyLayout,
  deleteUnused,
  findLayoutRow,
  type LayoutRow,
  listLayoutsOfTrack,
  listTrackRows,
  type Tx,
  useTrackRow,
  useVehicleRow,
} from './queries.ts';
import { isSameLength, toRecordedLayout } from './recorded-layouts.ts';
import type { RecordedLayout } from './recorded-layouts.ts';
import type { Track } from './schemas.ts';

export {
  type AnalysedLayout,
  findKnownLayouts,
  isSameLength,
  keepLayout,
  type KeptLayout,
  type RecordedLayout,
} from './recorded-layouts.ts';

const SIMPLE_POINTS = 200;

export async function listTracks(ctx: Ctx): Promise<{ items: Track[] }> {
  const rows = await listTrackRows(ctx.db, ctx.actor.userId);
  const tracks = new Map<string, Track>();
  for (const row of rows) {
    const track = tracks.get(row.track_id) ?? {
      id: row.track_id,
      name: row.track_name,
      layouts: [],
    };
    tracks.set(row.track_id, track);
    track.layouts.push({
      id: row.id,
      name: row.name,
      lengthMetres: row.length_metres,
      lapCount: row.lap_count,
      bestLap:
        row.best_id === null
          ? null
          : {
              id: row.best_id,
              sessionId: row.best_session_id ?? '',
              number: row.best_number ?? 0,
              timeSeconds: row.best_time_seconds ?? 0,
              driver: row.best_driver || null,
            },
      outline: simplified(row.outline as Outline | null),
    });
  }
  return { items: [...tracks.values()] };
}

export async function getLayout(ctx: Ctx, id: string): Promise<Layout> {
  const layout = await findLayoutResource(ctx, id);
  if (!layout) throw new AppError('layout_not_found', 'There is no such layout');
  return layout;
}

export async function findLayoutResource(ctx: Ctx, id: string): Promise<Layout | undefined> {
  const row = await findLayoutRow(ctx.db, ctx.actor, id);
  return row && toLayout(row);
}

/** A layout as an analysis needs it. */
export async function findRecordedLayout(
  ctx: Ctx,
  id: string,
): Promise<RecordedLayout | undefined> {
  const row = await findLayoutRow(ctx.db, ctx.actor, id);
  return row && toRecordedLayout(row);
}

/** The vehicle of this name, made where there is none; null where there is no name. */
export async function useVehicle(
  ctx: Ctx,
  tx: Tx,
  name: string | null,
): Promise<{ id: string | null; name: string | null }> {
  if (name === null) return { id: null, name: null };
  return useVehicleRow(tx, newRow(ctx, name));
}

export type Place = { trackId: string | null; trackName: string | null; layoutId: string | null };

/** Moves a session's layout to the track and layout name a person gave: an equal layout there, or a copy of its own. */
export async function placeOnTrack(
  ctx: Ctx,
  tx: Tx,
  to: { layoutId: string | null; trackName: string | null; layoutName: string | null },
): Promise<Place> {
  const layout = to.layoutId && (await findLayoutRow(tx, ctx.actor, to.layoutId));
  if (!layout || to.trackName === null)
    throw new AppError('session_without_layout', 'The session has no complete lap, so no layout');
  const track = await useTrackRow(tx, newRow(ctx, to.trackName));
  const there = await listLayoutsOfTrack(tx, ctx.actor.userId, track.name);
  const same = there.find(
    (one) => one.name === to.layoutName && isSameLength(one.length_metres, layout.length_metres),
  );
  const layoutId = same?.id ?? ctx.newId();
  if (!same)
    await copyLayout(tx, layout.id, {
      id: layoutId,
      trackId: track.id,
      name: to.layoutName,
      now: ctx.now(),
    });
  return { trackId: track.id, trackName: track.name, layoutId };
}

/** A session's valid laps have come to a layout. */
export async function countLaps(tx: Tx, layoutId: string, laps: number): Promise<void> {
  await addToLapCount(tx, layoutId, laps);
}

/** After a session changed or left: counts its laps where they are now, and removes what nobody uses any more. */
export async function releasePlaces(
  tx: Tx,
  before: { vehicle_id: string | null; layout_id: string | null; track_id: string | null },
  lapsLeft: number,
): Promise<void> {
  if (before.layout_id !== null && lapsLeft > 0)
    await addToLapCount(tx, before.layout_id, -lapsLeft);
  await deleteUnused(tx, before);
}

function newRow(ctx: Ctx, name: string) {
  return {
    id: ctx.newId(),
    owner_id: ctx.actor.userId,
    name: name.trim(),
    created_at: ctx.now(),
  };
}

function toLayout(row: LayoutRow): Layout {
  return {
    id: row.id,
    trackId: row.track_id,
    trackName: row.track_name,
    name: row.name,
    lengthMetres: row.length_metres,
    sectorFractions: row.sector_fractions,
    outline: row.outline as Layout['outline'],
    corners: row.corners as Layout['corners'],
  };
}

/** Few enough points for a list of small maps. */
function simplified(outline: Outline | null): Outline | null {
  if (!outline) return null;
  const every = Math.ceil(outline.xMetres.length / SIMPLE_POINTS);
  const pick = (values: number[]) => values.filter((_, i) => i % every === 0);
  return {
    ...outline,
    stepMetres: outline.stepMetres * every,
    xMetres: pick(outline.xMetres),
    yMetres: pick(outline.yMetres),
  };
}
