import {
  ChangeMessageVisibilityBatchCommand,
  DeleteMessageBatchCommand,
  GetQueueAttributesCommand,
  ReceiveMessageCommand,
  SendMessageBatchCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import type { QueuePlace } from './place.ts';
import {
  MESSAGE_LIMIT,
  type NewMessage,
  type Queue,
  type QueueFacts,
  type QueueMessage,
} from './queue.ts';

const MOST_AT_ONCE = 10;
const CALLS_AT_ONCE = 8;
const WAIT_SECONDS = 20;

/** A queue of Amazon SQS, or of anything that speaks like it. */
export function openSqs({ url, region, endpoint, isLocal }: QueuePlace): Queue {
  const client = new SQSClient({
    region,
    maxAttempts: 2,
    requestHandler: {
      connectionTimeout: 3000,
      requestTimeout: (WAIT_SECONDS + 10) * 1000,
      // Without it the client only warns, and waits for ever for a queue that does not say a word.
      throwOnRequestTimeout: true,
    },
    ...(endpoint !== undefined && { endpoint }),
    ...(isLocal && { credentials: { accessKeyId: 'local', secretAccessKey: 'local' } }),
  });
  let limit = MESSAGE_LIMIT;
  const call = { QueueUrl: url };

  const sendOne = async (batch: readonly NewMessage[]): Promise<readonly boolean[]> => {
    const { Successful = [] } = await client.send(
      new SendMessageBatchCommand({
        ...call,
        Entries: batch.map(({ body, group }, i) => ({
          Id: String(i),
          MessageBody: body,
          MessageGroupId: group,
        })),
      }),
      { requestTimeout: 10_000 },
    );
    const taken = new Set(Successful.map(({ Id }) => Id));
    return batch.map((_, i) => taken.has(String(i)));
  };

  return {
    facts: async () => {
      const { Attributes = {} } = await client.send(
        new GetQueueAttributesCommand({
          ...call,
          AttributeNames: ['MaximumMessageSize', 'RedrivePolicy'],
        }),
        { requestTimeout: 3000 },
      );
      const facts = toFacts(Attributes);
      limit = facts.largestMessage;
      return facts;
    },
    send: async (messages) => {
      const calls = toCalls(messages, limit);
      const taken: boolean[][] = [];
      await eachOf(calls, async (batch, i) => {
        taken[i] = [...(await sendOne(batch).catch(() => batch.map(() => false)))];
      });
      return taken.flat();
    },
    receive: async (visibleAfterSeconds, signal) => {
      const { Messages = [] } = await client.send(
        new ReceiveMessageCommand({
          ...call,
          MaxNumberOfMessages: MOST_AT_ONCE,
          WaitTimeSeconds: WAIT_SECONDS,
          VisibilityTimeout: visibleAfterSeconds,
          MessageSystemAttributeNames: ['ApproximateReceiveCount'],
        }),
        { abortSignal: signal },
      );
      return Messages.map(
        ({ MessageId = '', Body = '', ReceiptHandle = '', Attributes }): QueueMessage => ({
          id: MessageId,
          body: Body,
          receipt: ReceiptHandle,
          deliveries: Number(Attributes?.ApproximateReceiveCount ?? 1),
        }),
      );
    },
    remove: (receipts) =>
      eachOf(inTens(receipts), async (some) => {
        const Entries = some.map((ReceiptHandle, i) => ({ Id: String(i), ReceiptHandle }));
        await client.send(new DeleteMessageBatchCommand({ ...call, Entries }));
      }),
    hide: (receipts, seconds) =>
      eachOf(inTens(receipts), async (some) => {
        const Entries = some.map((ReceiptHandle, i) => ({
          Id: String(i),
          ReceiptHandle,
          VisibilityTimeout: seconds,
        }));
        await client.send(new ChangeMessageVisibilityBatchCommand({ ...call, Entries }));
      }),
    close: () => client.destroy(),
  };
}

function toFacts(attributes: Readonly<Record<string, string>>): QueueFacts {
  const policy = attributes['RedrivePolicy'];
  const parsed = policy === undefined ? {} : (JSON.parse(policy) as { maxReceiveCount?: unknown });
  const deliveries = Number(parsed.maxReceiveCount);
  return {
    largestMessage: Number(attributes['MaximumMessageSize'] ?? MESSAGE_LIMIT),
    deliveries: Number.isFinite(deliveries) ? deliveries : null,
  };
}

/** Calls of at most ten messages, and no more bytes than a call may have. */
function toCalls(messages: readonly NewMessage[], limit: number): NewMessage[][] {
  const calls: NewMessage[][] = [];
  let bytes = Infinity;
  for (const message of messages) {
    const last = calls.at(-1);
    bytes += message.body.length;
    if (last && last.length < MOST_AT_ONCE && bytes <= limit) last.push(message);
    else {
      calls.push([message]);
      bytes = message.body.length;
    }
  }
  return calls;
}

function inTens(receipts: readonly string[]): string[][] {
  return Array.from({ length: Math.ceil(receipts.length / MOST_AT_ONCE) }, (_, i) =>
    receipts.slice(i * MOST_AT_ONCE, (i + 1) * MOST_AT_ONCE),
  );
}

/** A few at a time; all are tried, the first failure is thrown. */
async function eachOf<T>(
  items: readonly T[],
  act: (item: T, index: number) => Promise<void>,
): Promise<void> {
  let next = 0;
  let failed: { readonly error: unknown } | undefined;
  const work = async () => {
    for (let i = next++; i < items.length; i = next++)
      await act(items[i] as T, i).catch((error: unknown) => (failed ??= { error }));
  };
  await Promise.all(Array.from({ length: CALLS_AT_ONCE }, work));
  if (failed) throw failed.error;
}
