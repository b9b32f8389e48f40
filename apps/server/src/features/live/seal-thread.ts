// A thread that cuts finished laps out of the frames of a stream and writes their files: some tens of milliseconds a lap.
import { workerData } from 'node:worker_threads';
import { writeLapFile } from '@outlap/formats';
import { decodeFrames, type Frame, type StreamDescription, toRecording } from '@outlap/protocol';
import {
  ANALYSIS_VERSION,
  type Lap,
  type LapData,
  type LapSplit,
  outlineFromLaps,
  type Recording,
  rollUp,
} from '@outlap/telemetry';
import { lapKey } from '../../objects/keys.ts';
import type { ObjectStoreSettings } from '../../objects/object-store.ts';
import { openObjectStore } from '../../objects/open.ts';
import { compress } from '../../objects/zstd.ts';
import { readTrackFiles } from '../../resources/track-files.ts';
import { newUuid } from '../../ids.ts';
import { answerTasks } from '../../threads/tasks.ts';
import {
  clean,
  describeLaps,
  findLayoutByShape,
  findNamedLayout,
  gatesOf,
  nameOf,
  type Place,
  toKnownLayout,
  type KnownLayout,
} from '../analysis/verbs.ts';
import type { AnalysedLayout, RecordedLayout } from '../tracks/verbs.ts';
import { sealWindow, type SealRequest } from './seal-window.ts';

export type SealTask = Omit<SealRequest, 'layout'> & {
  readonly sessionId: string;
  readonly description: StreamDescription;
  /** Rows of frames in their order. */
  readonly frames: readonly Uint8Array[];
  /** The session's layout. */
  readonly layout: RecordedLayout | null;
  /** Layouts that it may be, as long as the session has none. */
  readonly layouts: readonly RecordedLayout[];
  readonly now: Date;
};
type Rollup = {
  readonly channel: string;
  readonly startSecond: number;
  readonly seconds: number;
  readonly bytes: Uint8Array;
};
export type SealedLap = Lap & {
  readonly id: string;
  readonly fileBytes: number;
  readonly rollups: readonly Rollup[];
};
export type SealAnswer = {
  readonly laps: readonly SealedLap[];
  readonly method: LapSplit['method'];
  /** What a first full lap tells of the layout. */
  readonly layout: AnalysedLayout | null;
};

/** Shorter laps are read fast enough as they are. */
const ROLLED_SECONDS = 300;

const settings = workerData as ObjectStoreSettings;
const store = await openObjectStore(settings);

answerTasks(async (input): Promise<SealAnswer> => {
  const task = input as SealTask;
  const recording = toRecording(task.description, framesOf(task.frames));
  const known = task.layouts.map(toKnownLayout);
  const layout = task.layout ? toKnownLayout(task.layout) : findNamedLayout(recording, known);
  const { laps, split } = sealWindow(recording, { ...task, layout });
  const sealed: SealedLap[] = [];
  for (const data of laps) sealed.push(await writeLap(task, recording, data));
  return {
    laps: sealed,
    method: split.method,
    layout: await layoutOf(task, recording, { laps, split, layout, known }),
  };
});

function* framesOf(rows: readonly Uint8Array[]): Generator<Frame> {
  for (const row of rows) yield* decodeFrames(row);
}

async function writeLap(task: SealTask, recording: Recording, data: LapData): Promise<SealedLap> {
  const id = newUuid(task.now);
  const bytes = writeLapFile(data, {
    compress,
    analysisVersion: ANALYSIS_VERSION,
    origin: recording,
  });
  await store.put(lapKey(task.sessionId, id), bytes);
  return { ...data.lap, id, fileBytes: bytes.length, rollups: rollupsOf(data) };
}

function rollupsOf({ lap, channels }: LapData): Rollup[] {
  if (lap.kind !== 'stretch' && lap.endSeconds - lap.startSeconds <= ROLLED_SECONDS) return [];
  const startSecond = Math.floor(lap.startSeconds);
  const seconds = Math.ceil(lap.endSeconds) - startSecond;
  return channels.flatMap((channel) => {
    const values = rollUp(channel, lap.startSeconds, startSecond, seconds);
    if (!values) return [];
    return [{ channel: channel.name, startSecond, seconds, bytes: new Uint8Array(values.buffer) }];
  });
}

type Found = {
  readonly laps: readonly LapData[];
  readonly split: LapSplit;
  readonly layout: KnownLayout | undefined;
  readonly known: readonly KnownLayout[];
};

/** The layout of a first full lap, where none is known or the known one has no shape yet. */
async function layoutOf(
  task: SealTask,
  recording: Recording,
  found: Found,
): Promise<AnalysedLayout | null> {
  const full = found.laps.filter(({ lap }) => lap.valid);
  if (full.length === 0 || task.layout?.outline) return null;
  const lengthMetres = found.layout?.lengthMetres ?? found.split.lengthMetres;
  if (lengthMetres === null || !(lengthMetres > 0)) return null;
  const same = found.layout ?? sameShape(recording, full, lengthMetres, found.known);
  const { files } = await readTrackFiles(settings.dataDir);
  const driven = full.map(({ lap }) => lap);
  const place = placeOf(recording, found.split, same, lengthMetres);
  return clean(describeLaps(driven, full, place, same, files).layout);
}

/** Of layouts near by, where the recorder names no track. */
function sameShape(
  { track }: Recording,
  full: readonly LapData[],
  lengthMetres: number,
  known: readonly KnownLayout[],
): KnownLayout | undefined {
  const outline = track.name === null ? outlineFromLaps(full, lengthMetres) : null;
  return outline ? findLayoutByShape(outline, known) : undefined;
}

function placeOf(
  recording: Recording,
  split: LapSplit,
  same: KnownLayout | undefined,
  lengthMetres: number,
): Place {
  const fractions = same?.sectorFractions ?? [];
  return {
    ...nameOf(recording, '', same),
    lengthMetres: same?.lengthMetres ?? lengthMetres,
    sectorFractions: fractions.length > 0 ? fractions : split.sectorFractions,
    gates: gatesOf(recording, split),
  };
}
