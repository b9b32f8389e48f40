import type { ColumnType, Column, StreamEvent } from './messages.ts';

/** One part of a frame that was read: `column(c)` is a copy of its own. */
export type Part = {
  readonly group: number;
  readonly start: number;
  readonly count: number;
  readonly offsets: Uint32Array | null;
  readonly columnCount: number;
  readonly typeOf: (column: number) => ColumnType;
  readonly column: (column: number) => Column;
  /** Copies the bytes of samples from `from` on of a numeric column to `at` in `target`; returns where they end. */
  readonly copyTo: (column: number, from: number, target: Uint8Array, at: number) => number;
  /** One value of a numeric column, without making the column; NaN for text and where there is none. */
  readonly valueAt: (column: number, index: number) => number;
  /** The last value of a numeric column, without making the column; NaN for text. */
  readonly last: (column: number) => number;
};

/** A frame that was read, with the bytes it came from. */
export type Frame = {
  readonly seq: number;
  readonly sentAt: number;
  readonly lane: 'live' | undefined;
  readonly parts: readonly Part[];
  readonly events: readonly StreamEvent[];
  readonly bytes: Uint8Array;
};
