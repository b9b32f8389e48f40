// A thread that looks at stored laps of a running session: all of them at its end, or one as a reference for live delta.
import { workerData } from 'node:worker_threads';
import { type Lap, type LapData, type LiveReference, toLiveReference } from '@outlap/telemetry';
import { lapKey } from '../../objects/keys.ts';
import type { ObjectStoreSettings } from '../../objects/object-store.ts';
import { openObjectStore } from '../../objects/open.ts';
import { useLapFile } from '../../objects/stored-lap.ts';
import { readTrackFiles } from '../../resources/track-files.ts';
import { answerTasks } from '../../threads/tasks.ts';
import {
  bestsOf,
  clean,
  describeLaps,
  fastestLaps,
  MOST_BEST_LAPS,
  toKnownLayout,
} from '../analysis/verbs.ts';
import type { AnalysedLayout, RecordedLayout } from '../tracks/verbs.ts';

export type DescribeTask = {
  readonly kind: 'describe';
  readonly sessionId: string;
  readonly laps: readonly (Lap & { readonly id: string })[];
  readonly layout: RecordedLayout | null;
};
export type DescribeAnswer = {
  readonly layout: AnalysedLayout | null;
  readonly theoreticalBest: unknown;
  readonly consistency: unknown;
};
export type ReferenceTask = {
  readonly kind: 'reference';
  readonly key: string;
  readonly lengthMetres: number;
};

/** What laps are described and compared by; a session of 300 channels need not be read as a whole. */
const STEMS = new Set([
  'speed',
  'lapDistance',
  'lapProgress',
  'distance',
  'latitude',
  'longitude',
  'positionX',
  'positionY',
  'positionZ',
  'throttle',
  'brake',
  'brakePressureFront',
  'gear',
  'steering',
  'yawRate',
  'lateralAcceleration',
  'longitudinalAcceleration',
]);

const settings = workerData as ObjectStoreSettings;
const store = await openObjectStore(settings);

answerTasks(async (input): Promise<DescribeAnswer | LiveReference | undefined> => {
  const task = input as DescribeTask | ReferenceTask;
  if (task.kind === 'describe') return describe(task);
  return toLiveReference(await read(task.key), task.lengthMetres);
});

function read(key: string): Promise<LapData> {
  return useLapFile(store, key, (file) =>
    file.read(
      file.columns.map(({ name }) => name).filter((name) => STEMS.has(name.split('@', 1)[0] ?? '')),
    ),
  );
}

async function describe({ sessionId, laps, layout }: DescribeTask): Promise<DescribeAnswer> {
  const data: LapData[] = [];
  for (const lap of layout ? fastestLaps(laps, MOST_BEST_LAPS) : []) {
    const { id } = laps.find(({ number }) => number === lap.number) ?? {};
    if (id !== undefined) data.push(await read(lapKey(sessionId, id)));
  }
  if (!layout || data.length === 0)
    return { layout: null, theoreticalBest: bestsOf(laps, [], 0), consistency: null };
  const { files } = await readTrackFiles(settings.dataDir);
  const { id, trackName, name, lengthMetres, sectorFractions, gates } = layout;
  const place = { knownId: id, trackName, name, lengthMetres, sectorFractions, gates };
  return clean(describeLaps(laps, data, place, toKnownLayout(layout), files));
}
