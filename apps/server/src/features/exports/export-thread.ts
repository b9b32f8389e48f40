// A thread that writes one export: it reads the stored laps, joins them, and sends the files in pieces.
import { once } from 'node:events';
import { parentPort, workerData } from 'node:worker_threads';
import { Zip, ZipPassThrough } from 'fflate';
import {
  type ExportedFile,
  type ExportFormat,
  exportRecording,
  FormatError,
  isExported,
} from '@outlap/formats';
import {
  type Channel,
  type JoinedLaps,
  joinLaps,
  type LapData,
  type Recording,
} from '@outlap/telemetry';
import { AppError } from '../../errors.ts';
import type { ObjectStore, ObjectStoreSettings } from '../../objects/object-store.ts';
import { openObjectStore } from '../../objects/open.ts';
import { useLapFile } from '../../objects/stored-lap.ts';
import { compress } from '../../objects/zstd.ts';

export type ExportTask = {
  readonly store: ObjectStoreSettings;
  readonly format: ExportFormat;
  readonly stem: string;
  readonly lapKeys: readonly string[];
  readonly channels: readonly string[] | undefined;
  /** More samples than these, of all channels together, are refused: all of them are in memory at once. */
  readonly mostValues: number;
  readonly about: Pick<Recording, 'driver' | 'vehicle' | 'track' | 'startedAt'>;
};
export type FromExport =
  | { readonly kind: 'file'; readonly name: string; readonly mediaType: string }
  | { readonly kind: 'chunk'; readonly bytes: Uint8Array }
  | { readonly kind: 'end' }
  | { readonly kind: 'refused'; readonly code: string; readonly detail: string }
  | { readonly kind: 'failed'; readonly detail: string };

/** What tells where laps that are joined begin and end. */
const JOINED_BY: readonly string[] = ['lapProgress', 'lapDistance', 'lastLapTime'];
/** Pieces that may be on their way before the reader has taken them. */
const PIECES_AHEAD = 8;
const task = workerData as ExportTask;
const port = parentPort;
if (!port) throw new Error('This file runs as a thread');
let ahead = 0;

try {
  const store = await openObjectStore(task.store);
  const { recording, laps } = await load(store);
  const files = exportRecording(recording, laps, task.format, {
    stem: task.stem,
    compress,
    ...(task.channels && { channels: task.channels }),
  });
  store.close();
  await send(files);
  tell({ kind: 'end' });
} catch (error) {
  if (error instanceof AppError || error instanceof FormatError)
    tell({ kind: 'refused', code: error.code, detail: error.message });
  else
    tell({ kind: 'failed', detail: error instanceof Error ? (error.stack ?? '') : String(error) });
}
port.close();

async function load(store: ObjectStore): Promise<JoinedLaps> {
  const laps: LapData[] = [];
  let values = 0;
  for (const key of task.lapKeys) {
    const lap = await useLapFile(store, key, (file) => {
      const columns = file.columns.filter(isWanted);
      values += columns.reduce((sum, { count }) => sum + count, 0);
      if (values > task.mostValues)
        throw new AppError(
          'export_too_large',
          'These are more samples than one export can hold: name fewer laps, or the channels',
        );
      return file.read(columns.map(({ name }) => name));
    });
    laps.push(lap);
  }
  return joinLaps(laps, { format: 'parquet', gates: [], sectorFractions: [], ...task.about });
}

function isWanted(column: Pick<Channel, 'name' | 'sourceName'>): boolean {
  const { channels, format } = task;
  return !channels || JOINED_BY.includes(column.name) || isExported(column, format, channels);
}

async function send(files: readonly ExportedFile[]): Promise<void> {
  const [only] = files;
  if (only && files.length === 1) {
    tell({ kind: 'file', name: only.name, mediaType: only.mediaType });
    for (const bytes of only.chunks) await sendChunk(bytes);
    return;
  }
  tell({ kind: 'file', name: `${task.stem}.zip`, mediaType: 'application/zip' });
  const pieces: Uint8Array[] = [];
  const zip = new Zip((error, bytes) => {
    if (error) throw error;
    pieces.push(bytes);
  });
  for (const file of files) {
    const entry = new ZipPassThrough(file.name);
    zip.add(entry);
    for (const bytes of file.chunks) {
      entry.push(bytes);
      for (const piece of pieces.splice(0)) await sendChunk(piece);
    }
    entry.push(new Uint8Array(), true);
  }
  zip.end();
  for (const piece of pieces.splice(0)) await sendChunk(piece);
}

async function sendChunk(bytes: Uint8Array): Promise<void> {
  tell({ kind: 'chunk', bytes });
  ahead++;
  while (ahead >= PIECES_AHEAD) {
    await once(port as NonNullable<typeof port>, 'message');
    ahead--;
  }
}

function tell(message: FromExport): void {
  port?.postMessage(message);
}
