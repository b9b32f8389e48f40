import { setTimeout as wait } from 'node:timers/promises';
import type { Logger } from 'pino';
import type { Queue, QueueMessage } from './queue.ts';

const FIRST_RETRY_MS = 500;
const LAST_RETRY_MS = 30_000;

/** Asks the queue again and again until the signal aborts. While it is away, later and later. */
export async function receiveAll(
  queue: Queue,
  options: {
    readonly visibleAfterSeconds: number;
    readonly log: Logger;
    readonly signal: AbortSignal;
    /** Ends when there is room for more messages. */
    readonly room?: () => Promise<void>;
    readonly take: (messages: readonly QueueMessage[]) => Promise<void> | void;
  },
): Promise<void> {
  const { log, signal, visibleAfterSeconds } = options;
  let retryMs = 0;
  while (!signal.aborted) {
    try {
      await options.room?.();
      if (signal.aborted) return;
      const messages = await queue.receive(visibleAfterSeconds, signal);
      if (retryMs > 0) log.info('the queue answers again');
      retryMs = 0;
      if (messages.length > 0) await options.take(messages);
    } catch (error) {
      if (signal.aborted) return;
      if (retryMs === 0) log.error({ err: error }, 'the queue does not answer; trying on');
      retryMs = Math.min(LAST_RETRY_MS, Math.max(FIRST_RETRY_MS, retryMs * 2));
      await wait(retryMs * (0.5 + Math.random() / 2), undefined, { signal }).catch(() => undefined);
    }
  }
}
