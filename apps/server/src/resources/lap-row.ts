import type { Lap as DomainLap } from '@outlap/telemetry';
import type { Lap, LapInContext } from './lap.ts';

/** The columns of a lap that the API shows. */
export type LapRow = {
  readonly id: string;
  readonly session_id: string;
  readonly number: number;
  readonly kind: string;
  readonly valid: boolean;
  readonly invalid_reasons: readonly string[];
  readonly start_seconds: number;
  readonly time_seconds: number;
  readonly time_source: string;
  readonly distance_metres: number | null;
  readonly sector_seconds: readonly number[];
  readonly file_bytes: number;
};

export function toLap(row: LapRow): Lap {
  return {
    id: row.id,
    sessionId: row.session_id,
    number: row.number,
    kind: row.kind as Lap['kind'],
    valid: row.valid,
    invalidReasons: [...row.invalid_reasons],
    startSeconds: row.start_seconds,
    timeSeconds: row.time_seconds,
    timeSource: row.time_source as Lap['timeSource'],
    distanceMetres: row.distance_metres,
    sectorSeconds: [...row.sector_seconds],
    fileBytes: row.file_bytes,
  };
}

/** A lap's row in the form of the domain. */
export function toLapOfRow(
  row: LapRow & { readonly end_seconds: number },
): DomainLap & { readonly id: string } {
  return {
    id: row.id,
    number: row.number,
    kind: row.kind as DomainLap['kind'],
    valid: row.valid,
    invalidReasons: row.invalid_reasons as DomainLap['invalidReasons'],
    startSeconds: row.start_seconds,
    endSeconds: row.end_seconds,
    timeSeconds: row.time_seconds,
    timeSource: row.time_source as DomainLap['timeSource'],
    distanceMetres: row.distance_metres,
    sectorSeconds: row.sector_seconds,
  };
}

/** The columns that say where and in what a session was driven. */
export type PlaceRow = {
  readonly vehicle_id: string | null;
  readonly vehicle_name: string | null;
  readonly track_id: string | null;
  readonly track_name: string | null;
  readonly layout_id: string | null;
  readonly layout_name: string | null;
};

export function toPlace(row: PlaceRow): Pick<LapInContext['session'], 'vehicle' | 'track'> {
  const { vehicle_id: vehicle, track_id: track, layout_id: layoutId } = row;
  return {
    vehicle: vehicle === null ? null : { id: vehicle, name: row.vehicle_name ?? '' },
    track:
      track === null || layoutId === null
        ? null
        : { id: track, name: row.track_name ?? '', layoutId, layout: row.layout_name },
  };
}
