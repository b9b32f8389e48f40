// The thread of one import: reads the recording, splits and analyses its laps, writes a file for each, and answers with
// the rows. It has no database: what it must know of earlier recordings it asks for.
import { once } from 'node:events';
import { parentPort, workerData } from 'node:worker_threads';
import { FormatError, readRecording, writeLapFile } from '@outlap/formats';
import { ANALYSIS_VERSION, cutLap, findCanonical, type Recording } from '@outlap/telemetry';
import { AppError } from '../../errors.ts';
import { newUuid } from '../../ids.ts';
import { openObject } from '../../objects/byte-source.ts';
import { lapKey } from '../../objects/keys.ts';
import type { ObjectStore } from '../../objects/object-store.ts';
import { openObjectStore } from '../../objects/open.ts';
import { compress } from '../../objects/zstd.ts';
import type { Channel } from '../../resources/lap.ts';
import { readTrackFiles } from '../../resources/track-files.ts';
import { analyse, clean, cleanName, positionOf, toDate } from '../analysis/verbs.ts';
import type { RecordedLayout } from '../tracks/verbs.ts';
import type {
  FromThread,
  ImportedLap,
  ImportResult,
  ImportTask,
  PlaceQuestion,
  ToThread,
} from './messages.ts';

const task = workerData as ImportTask;
const port = parentPort;
if (!port) throw new Error('This file runs as a thread');

const READING_SHARE = 0.5;
const ANALYSED_SHARE = 0.6;

try {
  tell({ kind: 'done', result: await importRecording() });
} catch (error) {
  tell(toRefusal(error));
}
port.close();

async function importRecording(): Promise<ImportResult> {
  const store = await openObjectStore(task.store);
  try {
    const recording = await read(store);
    progress('analysing', READING_SHARE);
    const layouts = await ask({
      trackName: cleanName(recording.track.name),
      position: positionOf(recording),
    });
    const { files, problems } = await readTrackFiles(task.store.dataDir);
    const analysis = analyse(recording, task.fileName, layouts, files);
    progress('storing', ANALYSED_SHARE);
    const laps = await storeLaps(store, recording, analysis.laps);
    return {
      format: recording.format,
      formatVersion: recording.formatVersion,
      startedAt: toDate(recording.startedAt),
      durationSeconds: recording.durationSeconds,
      driver: cleanName(recording.driver),
      vehicleName: cleanName(recording.vehicle.name),
      trackName: cleanName(recording.track.name),
      layout: clean(analysis.layout),
      laps,
      channels: clean(recording.channels.map(describe)),
      theoreticalBest: clean(analysis.theoreticalBest),
      consistency: clean(analysis.consistency),
      report: clean({
        ...recording.report,
        warnings: [...recording.report.warnings, ...analysis.warnings, ...problems],
      }),
      lapSplitMethod: analysis.method,
      analysisVersion: ANALYSIS_VERSION,
    };
  } finally {
    store.close();
  }
}

async function read(store: ObjectStore): Promise<Recording> {
  const source = await openObject(store, task.recordingKey);
  if (!source) throw new AppError('object_missing', 'The recording is gone');
  const companion = task.companionKey ? await openObject(store, task.companionKey) : undefined;
  try {
    return await readRecording(source, {
      fileName: task.fileName,
      ...(companion ? { companion } : {}),
      ...(task.mapping ? { mapping: task.mapping } : {}),
      onProgress: (fraction) => progress('reading', fraction * READING_SHARE),
    });
  } finally {
    await source.close();
    await companion?.close();
  }
}

async function storeLaps(
  store: ObjectStore,
  recording: Recording,
  laps: ReturnType<typeof analyse>['laps'],
): Promise<ImportedLap[]> {
  const stored: ImportedLap[] = [];
  for (const [index, lap] of laps.entries()) {
    const id = task.lapIds.get(lap.number) ?? newUuid(task.now);
    const bytes = writeLapFile(cutLap(recording, lap), {
      compress,
      analysisVersion: ANALYSIS_VERSION,
      origin: recording,
    });
    await store.put(lapKey(task.sessionId, id), bytes);
    stored.push({ ...lap, id, fileBytes: bytes.length });
    progress('storing', ANALYSED_SHARE + ((index + 1) / laps.length) * (1 - ANALYSED_SHARE));
  }
  return stored;
}

function describe({ name, sourceName, unit, rateHz }: Recording['channels'][number]): Channel {
  const label = findCanonical(name)?.label ?? sourceName;
  return { name, sourceName, unit, rateHz, label: label === '' ? name : label };
}

async function ask(question: PlaceQuestion): Promise<readonly RecordedLayout[]> {
  const answer = once(port as NonNullable<typeof port>, 'message') as Promise<[ToThread]>;
  tell({ kind: 'place', question });
  const [{ layouts }] = await answer;
  return layouts;
}

function progress(state: 'reading' | 'analysing' | 'storing', fraction: number): void {
  tell({ kind: 'progress', state, progress: fraction });
}

function tell(message: FromThread): void {
  port?.postMessage(message);
}

function toRefusal(error: unknown): FromThread {
  if (error instanceof AppError || error instanceof FormatError)
    return { kind: 'refused', code: error.code, detail: withPlace(error) };
  return {
    kind: 'failed',
    detail: error instanceof Error ? (error.stack ?? error.message) : String(error),
  };
}

function withPlace(error: AppError | FormatError): string {
  if (!(error instanceof FormatError) || !error.at) return error.message;
  const place = 'line' in error.at ? `line ${error.at.line}` : `byte ${error.at.offset}`;
  return `${error.message} (${place})`;
}
