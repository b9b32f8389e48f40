// A thread that puts the samples of lap files, of open frames and of roll-ups on one grid: too long for the event loop.
import { workerData } from 'node:worker_threads';
import { type ChannelGroup, decodeFrames } from '@outlap/protocol';
import { type Channel, toSeconds } from '@outlap/telemetry';
import { AppError } from '../../../errors.ts';
import type { ObjectStoreSettings } from '../../../objects/object-store.ts';
import { openObjectStore } from '../../../objects/open.ts';
import { readStoredLap } from '../../../objects/stored-lap.ts';
import { answerTasks, Moved } from '../../../threads/tasks.ts';
import type { WantedChannel } from './channels.ts';
import { GridChannel, type GridType, holdSeconds, secondsOfPoints, toGridType } from './grid.ts';

export type SamplesTask = {
  readonly channels: readonly WantedChannel[];
  readonly first: number;
  readonly count: number;
  readonly rateHz: number;
  readonly laps: readonly { readonly key: string; readonly startSeconds: number }[];
  readonly groups: readonly ChannelGroup[];
  /** CBOR sequences of frames. */
  readonly frames: readonly Uint8Array[];
  readonly rollups: readonly {
    readonly channel: string;
    readonly startSecond: number;
    readonly bytes: Uint8Array;
  }[];
  /** What is put around the rows where JSON text is wanted. */
  readonly json: object | null;
};

const store = await openObjectStore(workerData as ObjectStoreSettings);

answerTasks(async (input) => {
  const task = input as SamplesTask;
  const { first, count, rateHz, channels, json } = task;
  const grid = new Map(
    channels
      .filter(({ present }) => present)
      .map(({ name }) => [name, new GridChannel(first, count, rateHz)]),
  );
  addRollups(task, grid);
  for (const lap of task.laps) await addLap(lap, grid);
  addFrames(task, grid);
  const seconds = secondsOfPoints(first, count, rateHz);
  const columns = channels.map((channel) => {
    const one = grid.get(channel.name) ?? new GridChannel(first, count, rateHz);
    return one.toColumn(holdSeconds(channel.rateHz), toGridType(channel.type));
  });
  if (!json) return { seconds, columns };
  const named = columns.map((column, c) => ({ ...head(channels[c]), values: toJson(column) }));
  const body = { ...json, seconds: Array.from(seconds), columns: named };
  return new Moved(new Uint8Array(Buffer.from(JSON.stringify(body))));
});

type Grid = ReadonlyMap<string, GridChannel>;

async function addLap(lap: SamplesTask['laps'][number], grid: Grid): Promise<void> {
  const data = await readStoredLap(store, lap.key, [...grid.keys()]).catch((error: unknown) => {
    // Samples may have been removed by the retention policy: then there are none.
    if (error instanceof AppError && error.code === 'object_missing') return undefined;
    throw error;
  });
  for (const channel of data?.channels ?? []) {
    const seconds = toSeconds(channel.time);
    const timeAt = (i: number) => lap.startSeconds + (seconds[i] ?? Number.NaN);
    grid.get(channel.name)?.add(typeOf(channel), timeAt, channel.values);
  }
}

function typeOf({ values }: Channel): GridType {
  if (Array.isArray(values)) return 'text';
  const wide =
    values instanceof Float64Array ||
    values instanceof BigInt64Array ||
    values instanceof Int32Array ||
    values instanceof Uint32Array;
  return wide ? 'f64' : 'f32';
}

function addFrames({ frames, groups, channels }: SamplesTask, grid: Grid): void {
  const wanted = Map.groupBy(
    channels.filter(({ place }) => place !== null),
    ({ place }) => place?.group ?? -1,
  );
  for (const bytes of frames)
    for (const { parts } of decodeFrames(bytes))
      for (const part of parts) {
        const rateHz = groups[part.group]?.rateHz ?? null;
        const { start, offsets } = part;
        const timeAt = (i: number) =>
          start + (offsets ? (offsets[i] ?? 0) / 1e6 : rateHz ? i / rateHz : 0);
        for (const { name, place, type } of wanted.get(part.group) ?? [])
          if (place && place.column < part.columnCount)
            grid.get(name)?.add(toGridType(type), timeAt, part.column(place.column));
      }
}

/** Mean, least, greatest of each second as single-precision triples: the mean is drawn. */
function addRollups({ rollups }: SamplesTask, grid: Grid): void {
  for (const { channel, startSecond, bytes } of rollups) {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const means = Float32Array.from({ length: Math.floor(bytes.length / 12) }, (_, i) =>
      view.getFloat32(i * 12, true),
    );
    grid.get(channel)?.add('f32', (i) => startSecond + i, means);
  }
}

function head(channel: WantedChannel | undefined) {
  const { asked = '', label = '', unit = '', present = false } = channel ?? {};
  return { name: asked, label, unit, present };
}

/** JSON has no NaN; single precision is written as short as it can be read back. */
function toJson(column: ArrayLike<number | string | null>): (number | string | null)[] {
  const isSingle = column instanceof Float32Array;
  return Array.from(column, (value) => {
    if (typeof value !== 'number') return value;
    if (!Number.isFinite(value)) return null;
    const short = isSingle ? Number(value.toPrecision(7)) : value;
    return isSingle && Math.fround(short) === value ? short : value;
  });
}
