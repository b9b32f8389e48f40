import type { CsvMapping } from '@outlap/formats';
import type { GeoPoint } from '@outlap/telemetry';
import type { ObjectStoreSettings } from '../../objects/object-store.ts';
import type { Channel } from '../../resources/lap.ts';
import type { AnalysedLayout, RecordedLayout } from '../tracks/verbs.ts';

// What the thread of an import and its server tell each other. Plain data: it is cloned on its way.

/** What a thread is started with. */
export type ImportTask = {
  readonly store: ObjectStoreSettings;
  readonly recordingKey: string;
  readonly companionKey: string | null;
  readonly fileName: string;
  readonly mapping: CsvMapping | null;
  readonly sessionId: string;
  readonly now: Date;
  /** Lap number → id, where the session has been analysed before: links to its laps stay good. */
  readonly lapIds: ReadonlyMap<number, string>;
};

/** What the recording says about where it was made. */
export type PlaceQuestion = {
  readonly trackName: string | null;
  readonly position: GeoPoint | null;
};

export type ImportedLap = {
  readonly id: string;
  readonly number: number;
  readonly kind: string;
  readonly valid: boolean;
  readonly invalidReasons: readonly string[];
  readonly startSeconds: number;
  readonly endSeconds: number;
  readonly timeSeconds: number;
  readonly timeSource: string;
  readonly distanceMetres: number | null;
  readonly sectorSeconds: readonly number[];
  readonly fileBytes: number;
};

/** Everything a session's rows are made of. */
export type ImportResult = {
  readonly format: string;
  readonly formatVersion: number | null;
  readonly startedAt: Date | null;
  readonly durationSeconds: number;
  readonly driver: string | null;
  readonly vehicleName: string | null;
  /** As the file names it; the layout may be another one's by its shape. */
  readonly trackName: string | null;
  readonly layout: AnalysedLayout | null;
  readonly laps: readonly ImportedLap[];
  readonly channels: readonly Channel[];
  readonly theoreticalBest: unknown;
  readonly consistency: unknown;
  readonly report: unknown;
  readonly lapSplitMethod: string;
  readonly analysisVersion: number;
};

export type FromThread =
  | {
      readonly kind: 'progress';
      readonly state: 'reading' | 'analysing' | 'storing';
      readonly progress: number;
    }
  | { readonly kind: 'place'; readonly question: PlaceQuestion }
  | { readonly kind: 'done'; readonly result: ImportResult }
  | { readonly kind: 'refused'; readonly code: string; readonly detail: string }
  | { readonly kind: 'failed'; readonly detail: string };

export type ToThread = { readonly kind: 'layouts'; readonly layouts: readonly RecordedLayout[] };
