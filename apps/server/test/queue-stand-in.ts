import { setTimeout as wait } from 'node:timers/promises';
import { startFauxqs } from 'fauxqs';

/** A queue with its dead letters, in this process; it speaks as SQS does. */
export type TestQueue = {
  /** As INGEST_QUEUE_URL names it. */
  readonly url: string;
  readonly name: string;
  readonly port: number;
  readonly send: (body: string) => void;
  /** Bodies of messages that are in the queue, seen or not. */
  readonly waiting: () => number;
  readonly dead: () => readonly string[];
  readonly stop: () => Promise<void>;
};

type Options = { readonly port?: number; readonly deliveries?: number; readonly dataDir?: string };

export async function startQueue({
  port = 0,
  deliveries = 8,
  dataDir,
}: Options = {}): Promise<TestQueue> {
  const server = await startFauxqs({
    port,
    logger: false,
    ...(dataDir === undefined ? {} : { dataDir }),
  });
  const name = 'ingest';
  if (!server.inspectQueue(name)) {
    const { queueArn } = server.createQueue('ingest-dead');
    server.createQueue(name, {
      attributes: {
        MaximumMessageSize: String(2 ** 20),
        RedrivePolicy: JSON.stringify({
          deadLetterTargetArn: queueArn,
          maxReceiveCount: deliveries,
        }),
      },
    });
  }
  const endpoint = encodeURIComponent(`http://127.0.0.1:${server.port}`);
  const count = (queue: string) => {
    const found = server.inspectQueue(queue)?.messages;
    return (
      (found?.ready.length ?? 0) + (found?.delayed.length ?? 0) + (found?.inflight.length ?? 0)
    );
  };
  return {
    url: `sqs://us-east-1/000000000000/${name}?endpoint=${endpoint}`,
    name,
    port: server.port,
    send: (body) => void server.sendMessage(name, body),
    waiting: () => count(name),
    dead: () => (server.inspectQueue('ingest-dead')?.messages.ready ?? []).map(({ body }) => body),
    // It waits for receivers that are long gone; its port is free at once.
    stop: () => Promise.race([server.stop(), wait(300)]),
  };
}
