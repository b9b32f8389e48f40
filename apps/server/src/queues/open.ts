import { parseQueuePlace } from './place.ts';
import type { Queue } from './queue.ts';

/** Opens the queue of a setting; undefined where it names none. */
export async function openQueue(text: string): Promise<Queue | undefined> {
  const place = text === '' ? undefined : parseQueuePlace(text);
  if (!place) return undefined;
  // Only who has a queue waits for its client to load.
  const { openSqs } = await import('./sqs.ts');
  return openSqs(place);
}
