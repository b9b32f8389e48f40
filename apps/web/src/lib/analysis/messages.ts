import type { Comparison, Refusal } from '@outlap/telemetry';
import type { Corner, Outline } from '../api.ts';

/** A stored lap: its id and the size of its file. */
export type StoredLap = { readonly id: string; readonly fileBytes: number };

export type LayoutFacts = {
  readonly lengthMetres: number;
  readonly outline: Outline | null;
  readonly corners: readonly Corner[];
};

/** What the page asks of the worker. The first lap is the reference. */
export type CompareRequest = {
  readonly laps: readonly StoredLap[];
  readonly channels: readonly string[];
  readonly layout: LayoutFacts;
  readonly x: 'distance' | 'time';
};

/** One lap on the grid of the answer. */
export type ComparedLap = {
  readonly id: string;
  /** null for the reference and for a lap that cannot be compared. */
  readonly comparison: Comparison | null;
  readonly refusal: Refusal | null;
  /** Lap time and distance at each point of the grid; null when the lap cannot be laid on it. */
  readonly elapsedSeconds: Float64Array | null;
  readonly distanceMetres: Float64Array | null;
  /** Time on the reference at each point of the grid; positive is slower. null without it. */
  readonly deltaSeconds: Float64Array | null;
  /** In the order of the request's channels; null where the lap has none of that name. */
  readonly traces: readonly (Float64Array | null)[];
  /** Driven line on the grid in metres, on the outline's plane; null without positions. */
  readonly line: { readonly x: Float64Array; readonly y: Float64Array } | null;
};

export type CompareAnswer = {
  readonly x: 'distance' | 'time';
  /** Metres from the line or seconds since the start. */
  readonly grid: Float64Array;
  readonly laps: readonly ComparedLap[];
};

export type WorkerCall = { readonly call: number; readonly request: CompareRequest };
export type WorkerReply =
  | { readonly call: number; readonly answer: CompareAnswer }
  | { readonly call: number; readonly failure: string };
