// A thread that reads stored laps and compares them: a few milliseconds a lap, which is too long for the event loop.
import { workerData } from 'node:worker_threads';
import {
  type ComparedLayout,
  compareLaps,
  type Comparison,
  type Outline,
  type Refusal,
} from '@outlap/telemetry';
import type { ObjectStoreSettings } from '../../objects/object-store.ts';
import { openObjectStore } from '../../objects/open.ts';
import { readStoredLap } from '../../objects/stored-lap.ts';
import { answerTasks } from '../../threads/tasks.ts';
import type { Layout } from '../../resources/layout.ts';

export type CompareTask = {
  readonly referenceKey: string;
  readonly lapKeys: readonly string[];
  readonly layout: Pick<Layout, 'lengthMetres' | 'outline' | 'corners'> | null;
  readonly gridMetres: number;
};
export type CompareAnswer = {
  readonly lengthMetres: number;
  readonly results: readonly (Comparison | Refusal)[];
};

const store = await openObjectStore(workerData as ObjectStoreSettings);

answerTasks(async (input): Promise<CompareAnswer> => {
  const { referenceKey, lapKeys, layout, gridMetres } = input as CompareTask;
  const reference = await readStoredLap(store, referenceKey);
  const compared: ComparedLayout = layout
    ? { lengthMetres: layout.lengthMetres, outline: toOutline(layout), corners: layout.corners }
    : { lengthMetres: reference.lap.distanceMetres ?? 0 };
  const results: (Comparison | Refusal)[] = [];
  for (const key of lapKeys) {
    results.push(compareLaps(reference, await readStoredLap(store, key), compared, { gridMetres }));
  }
  return { lengthMetres: compared.lengthMetres, results };
});

function toOutline({ outline }: Pick<Layout, 'outline'>): Outline | null {
  return (
    outline && {
      ...outline,
      xMetres: Float64Array.from(outline.xMetres),
      yMetres: Float64Array.from(outline.yMetres),
    }
  );
}
