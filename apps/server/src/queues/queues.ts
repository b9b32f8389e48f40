import type { Config } from '../config.ts';
import { openQueue } from './open.ts';
import type { Queue } from './queue.ts';

/** The queues of a process; those that the configuration does not name are not there. */
export type Queues = {
  /** In front of the database: frames. */
  readonly ingest: Queue | undefined;
  /** Behind the bucket: what happened to its objects. */
  readonly objectEvents: Queue | undefined;
  readonly close: () => void;
};

export async function openQueues(
  config: Pick<Config, 'INGEST_QUEUE_URL' | 'OBJECT_EVENTS_QUEUE_URL'>,
): Promise<Queues> {
  const ingest = await openQueue(config.INGEST_QUEUE_URL);
  const objectEvents = await openQueue(config.OBJECT_EVENTS_QUEUE_URL);
  return {
    ingest,
    objectEvents,
    close: () => {
      ingest?.close();
      objectEvents?.close();
    },
  };
}
