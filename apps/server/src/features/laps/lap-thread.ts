// A thread that reads channels of stored laps and writes them as JSON: both take too long for the event loop.
import { workerData } from 'node:worker_threads';
import { type Channel, toSeconds } from '@outlap/telemetry';
import { AppError } from '../../errors.ts';
import type { ObjectStoreSettings } from '../../objects/object-store.ts';
import { openObjectStore } from '../../objects/open.ts';
import { useLapFile } from '../../objects/stored-lap.ts';
import { answerTasks, Moved } from '../../threads/tasks.ts';

type LapDataTask = {
  readonly lapId: string;
  readonly key: string;
  readonly names: readonly string[];
};

const store = await openObjectStore(workerData as ObjectStoreSettings);

answerTasks(async (input) => {
  const { lapId, key, names } = input as LapDataTask;
  const json = await useLapFile(store, key, async (file) => {
    const known = new Set(file.columns.map((column) => column.name));
    const missing = names.filter((name) => !known.has(name));
    if (missing.length > 0)
      throw new AppError('channel_not_found', `The lap has no channel ${missing.join(', ')}`);
    const { channels } = await file.read(names);
    const columns = names.flatMap((name) => channels.filter((channel) => channel.name === name));
    return JSON.stringify({ lapId, columns: columns.map(toColumn) });
  });
  return new Moved(new Uint8Array(Buffer.from(json)));
});

function toColumn({ name, unit, rateHz, time, values }: Channel) {
  return { name, unit, rateHz, timeSeconds: Array.from(toSeconds(time)), values: toJson(values) };
}

/** JSON has neither NaN nor 64-bit integers: a missing sample is null, a large number a text. */
function toJson(values: Channel['values']): (number | string | null)[] {
  if (values instanceof BigInt64Array)
    return Array.from(values, (value) =>
      Number.isSafeInteger(Number(value)) ? Number(value) : String(value),
    );
  if (values instanceof Float32Array)
    return Array.from(values, (value) => (Number.isFinite(value) ? shortest(value) : null));
  return Array.from(values as ArrayLike<number | string | null>, (value) =>
    typeof value === 'number' && !Number.isFinite(value) ? null : value,
  );
}

/** The shortest number that is the same single-precision value: half the text. */
function shortest(value: number): number {
  const short = Number(value.toPrecision(7));
  return Math.fround(short) === value ? short : value;
}
