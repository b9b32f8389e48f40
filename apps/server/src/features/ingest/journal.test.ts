import { setTimeout as wait } from 'node:timers/promises';
import pino from 'pino';
import { expect, test } from 'vitest';
import { Journal, type StoreBatches } from './journal.ts';

const FRAME = Uint8Array.of(1, 2, 3);

/** A journal that commits only when it is told to. */
function open(store: (journal: Journal) => StoreBatches) {
  const settled: string[] = [];
  const journal: Journal = new Journal(
    (batches) => store(journal)(batches),
    {
      stored: ({ streamId }) => settled.push(`${streamId} stored`),
      refused: ({ streamId }, why) => settled.push(`${streamId} ${why}`),
    },
    {
      intervalMs: 3_600_000,
      limitBytes: 2 ** 20,
      largestBatch: () => FRAME.length,
      log: pino({ level: 'silent' }),
      now: () => 0,
    },
  );
  return { journal, settled };
}

function add(journal: Journal, streamId: string, seq: number): void {
  const batch = journal.batchOf(streamId, seq);
  batch.lastSeq = seq;
  journal.add(batch, FRAME);
}

const takeAll: StoreBatches = async (batches) =>
  new Map(batches.map(({ streamId }) => [streamId, 'stored']));

const inTime = (work: Promise<unknown>) =>
  Promise.race([work.then(() => 'done'), wait(2000, 'late')]);

test('whoever waits for his frames does not wait for those that others bring meanwhile', async () => {
  let commits = 0;
  const { journal, settled } = open((own) => async (batches) => {
    add(own, 'b', ++commits);
    // A turn of the event loop, as a database takes: else nothing else would ever have one.
    await wait(1);
    return takeAll(batches);
  });
  add(journal, 'a', 1);
  expect(await inTime(journal.flush('a'))).toBe('done');
  expect({ commits, settled }).toEqual({ commits: 1, settled: ['a stored'] });
  expect(journal.isPending('b')).toBe(true);
  await inTime(journal.flush());
  expect(commits).toBe(2);
  await journal.close();
});

test('a stream that has more than goes into one commit waits for all of it, and for nothing of others', async () => {
  let commits = 0;
  const { journal, settled } = open(() => (batches) => {
    commits++;
    return takeAll(batches);
  });
  for (const seq of [1, 2, 3]) add(journal, 'a', seq);
  for (const seq of [1, 2, 3, 4, 5]) add(journal, 'b', seq);
  await journal.flush('a');
  expect(settled.filter((one) => one === 'a stored')).toHaveLength(3);
  expect(commits).toBe(3);
  await journal.flush('c');
  expect(commits).toBe(3);
  await journal.flush();
  expect(settled).toHaveLength(8);
});

test('what no database takes is refused, and only that; while it is away everything waits', async () => {
  let code = 'ECONNREFUSED';
  const { journal, settled } = open(() => (batches) => {
    if (batches.some(({ streamId }) => streamId === 'bad'))
      return Promise.reject(Object.assign(new Error('no'), { code }));
    return takeAll(batches);
  });
  for (const streamId of ['a', 'bad', 'b']) add(journal, streamId, 1);
  const flushed = journal.flush();
  await wait(50);
  expect({ settled, failing: journal.isFailing }).toEqual({ settled: [], failing: true });
  code = '22021';
  await flushed;
  expect(settled).toEqual(['a stored', 'bad invalid', 'b stored']);
  expect(journal.isFailing).toBe(false);
  expect(journal.waiting).toMatchObject({ bytes: 0, frames: 0 });
});
