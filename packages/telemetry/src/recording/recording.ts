import type { Channel } from '../channels/channel.ts';

/** A line across the track. `a` and `b` are its two ends, in degrees (WGS 84, east and north positive). */
export type Gate = {
  readonly kind: 'start-finish' | 'sector';
  readonly name: string;
  readonly a: GeoPoint;
  readonly b: GeoPoint;
};

export type GeoPoint = { readonly latitude: number; readonly longitude: number };

/** How much of the file was read: `rowsKept < rowsTotal` means that damage was passed over, for these reasons. */
export type ReadReport = {
  readonly rowsTotal: number;
  readonly rowsKept: number;
  readonly reasons: Readonly<Record<string, number>>;
  /** Sentences for a person: what looked odd and how it was read. */
  readonly warnings: readonly string[];
};

/** What one recorded file holds, in canonical names and units, nothing derived. */
export type Recording = {
  /** `ibt`, `ld`, `vbo`, `racechrono`, `rcz`, `laptimer`, `garage61`, `aim`, `motec-csv`, `nmea`, `csv`, `parquet`. */
  readonly format: string;
  readonly formatVersion: number | null;
  /** ISO 8601: with `Z` where the zone is known, without a zone where the logger wrote local time; null when unknown. */
  readonly startedAt: string | null;
  readonly durationSeconds: number;
  readonly driver: string | null;
  readonly vehicle: { readonly name: string | null };
  readonly track: {
    readonly name: string | null;
    readonly layout: string | null;
    readonly lengthMetres: number | null;
  };
  readonly channels: readonly Channel[];
  /** Times at which the source says a lap ended (beacons), seconds since the first sample; empty when it says nothing. */
  readonly beaconSeconds: readonly number[];
  /** Start/finish and sector lines the file carries; empty when it has none. */
  readonly gates: readonly Gate[];
  /** Where sectors begin as fractions of the lap, first one 0; empty when the source gives none. */
  readonly sectorFractions: readonly number[];
  readonly report: ReadReport;
};
