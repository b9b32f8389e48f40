import type { Lap } from './lap.ts';

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
