import type { Deps } from './deps.ts';
import { startObjectEvents } from './features/imports/verbs.ts';
import { Consumer } from './features/ingest/verbs.ts';

/** What takes from the queues; nothing where there are none. */
export function startConsumers(deps: Deps): { readonly stop: () => Promise<void> } {
  const { ingest, objectEvents } = deps.queues;
  const consumer = ingest && new Consumer(deps, ingest);
  consumer?.start();
  const events = objectEvents && startObjectEvents(deps, objectEvents);
  return {
    stop: async () => {
      await Promise.all([consumer?.stop(), events?.stop()]);
    },
  };
}
