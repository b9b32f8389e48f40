import type { Recording } from '@outlap/telemetry';
import type { ByteSource } from './bytes.ts';

/** Hand-made reading of a generic CSV, for when detection is unsure. Columns are counted from 0. */
export type CsvMapping = {
  readonly delimiter: ',' | ';' | '\t' | '|' | ' ';
  readonly decimalComma: boolean;
  readonly headerRow: number;
  readonly unitRow: number | null;
  readonly firstDataRow: number;
  readonly timeColumn: number;
  readonly timeUnit: 's' | 'ms' | 'us' | 'iso' | 'hms';
  /** Column → canonical channel name and source unit; columns not named here keep their header. */
  readonly columns: Readonly<Record<number, { readonly name: string; readonly unit: string }>>;
};

export type ReadOptions = {
  readonly fileName?: string;
  /** The `.ldx` beside an `.ld`. */
  readonly companion?: ByteSource;
  readonly mapping?: CsvMapping;
  /** Called with 0 … 1 while a large file is read. */
  readonly onProgress?: (fraction: number) => void;
};

/** One file format. `sniff` sees at most the first 64 KiB and the size; it answers without throwing. */
export type Format = {
  readonly id: string;
  readonly name: string;
  readonly extensions: readonly string[];
  readonly sniff: (head: Uint8Array, size: number) => boolean;
  /** Throws FormatError. Never loops, never allocates from a number in the file that the file's size does not bear out. */
  readonly read: (source: ByteSource, options: ReadOptions) => Promise<Recording>;
};
