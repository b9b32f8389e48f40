import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { decodeFrames, encodeFrame } from '@outlap/protocol';
import { serverActor } from '../src/deps.ts';
import { Consumer, type ConsumerOptions } from '../src/features/ingest/consumer.ts';
import { Ingest } from '../src/features/ingest/ingest.ts';
import { openQueueLane } from '../src/features/ingest/queue-lane.ts';
import { takeBatch } from '../src/features/ingest/verbs.ts';
import { encodeQueued } from '../src/features/ingest/queued-batch.ts';
import { openQueue } from '../src/queues/open.ts';
import type { Queue } from '../src/queues/queue.ts';
import { KINDS } from './databases.ts';
import {
  connectRecorder,
  describeTestStream,
  testFrame,
  type TestRecorder,
} from './live-client.ts';
import { startQueue, type TestQueue } from './queue-stand-in.ts';
import { storedSeqs } from './stored-frames.ts';
import { createTestApp, type TestApp } from './server.ts';

const SERVE = fileURLToPath(new URL('./consume-process.ts', import.meta.url));
const upTo = (last: number) => Array.from({ length: last }, (_, i) => i + 1);

async function until(fits: () => unknown, seconds = 30): Promise<void> {
  for (let left = seconds * 20; left > 0; left--) {
    if (await fits()) return;
    await wait(50);
  }
  throw new Error('It did not come to that in time');
}

describe.each(KINDS)('frames through a queue on %s', (kind) => {
  let queue: TestQueue;
  let server: TestApp;
  let address: string;
  const closers: (() => unknown)[] = [];
  beforeAll(async () => {
    queue = await startQueue();
    server = await createTestApp(kind, {
      env: { COMMIT_INTERVAL_MS: '20', INGEST_QUEUE_URL: queue.url, QUEUE_CONSUMER: '0' },
      work: false,
    });
    address = await server.app.listen({ host: '127.0.0.1', port: 0 });
  });
  afterEach(async () => {
    await consume();
    await until(() => queue.waiting() === 0);
    for (const close of closers.splice(0).reverse()) await close();
  });
  afterAll(async () => {
    await server.close();
    await queue.stop();
  });

  /** A receiver that was told to stop may still be handed messages by the stand-in: they come again after two seconds. */
  async function consume(
    change: (queue: Queue) => Queue = (own) => own,
    options?: ConsumerOptions,
  ) {
    const own = await openQueue(queue.url);
    if (!own) throw new Error('no queue');
    const consumer = new Consumer(server.deps, change(own), { visibleAfterSeconds: 2, ...options });
    consumer.start();
    closers.push(async () => {
      await consumer.stop();
      own.close();
    });
    return consumer;
  }

  async function drive(last: number, from = 1, given?: TestRecorder): Promise<TestRecorder> {
    const recorder =
      given ?? (await connectRecorder(address, { description: describeTestStream() }));
    for (let seq = from; seq <= last; seq++) {
      recorder.sendFrame(testFrame(seq));
      if (seq % 5 === 0) await wait(15);
    }
    await recorder.until('ack', ({ seq }) => seq === last);
    return recorder;
  }

  const stored = (streamId: string) => storedSeqs(server.deps, streamId);

  test('a recorder is acknowledged by the queue; the database has it once a consumer takes it', async () => {
    const recorder = await drive(60);
    expect(await stored(recorder.streamId)).toEqual([]);
    expect(queue.waiting()).toBeGreaterThan(1);
    const consumer = await consume();
    await until(() => queue.waiting() === 0);
    expect(await stored(recorder.streamId)).toEqual(upTo(60));
    expect(consumer.figures).toMatchObject({ unreadable: 0, held: 0 });
    await recorder.close();
  });

  test('hello tells what the queue holds, also by a server that never saw the stream', async () => {
    const recorder = await drive(20);
    await recorder.close();
    await until(async () => [...server.deps.ingest.streams].length === 0);
    const again = await connectRecorder(address, {
      streamId: recorder.streamId,
      description: describeTestStream(),
    });
    expect(again.received[0]).toMatchObject({ type: 'hello', seq: 20 });
    await drive(30, 21, again);
    await consume();
    await until(async () => (await stored(recorder.streamId)).length === 30);
    expect(await stored(recorder.streamId)).toEqual(upTo(30));
    await again.close();
  });

  test('without the queue a server lets nobody go on with a stream of which the queue holds more', async () => {
    const recorder = await drive(10);
    await recorder.close();
    const { Ingest } = await import('../src/features/ingest/ingest.ts');
    const direct = new Ingest(server.deps);
    const peer = { instance: () => 'x', send: () => undefined, close: () => undefined };
    const { ownerId: userId } = server.deps;
    await expect(direct.attach({ userId }, recorder.streamId, peer)).rejects.toMatchObject({
      reason: 'unavailable',
    });
    await consume();
    await until(async () => (await stored(recorder.streamId)).length === 10);
    const state = await direct.attach({ userId }, recorder.streamId, peer);
    expect(state.durableSeq).toBe(10);
    await direct.close();
  });

  test('twice, late, in any order, overlapping: each frame is there once', async () => {
    const recorder = await drive(150);
    const own = await openQueue(queue.url);
    closers.push(() => own?.close());
    const bodies: string[] = [];
    while (queue.waiting() > 0 && own) {
      const messages = await own.receive(60, AbortSignal.timeout(5000));
      bodies.push(...messages.map(({ body }) => body));
      await own.remove(messages.map(({ receipt }) => receipt));
    }
    expect(bodies.length).toBeGreaterThan(5);
    const mixed = [...bodies, ...bodies, ...bodies.slice(3)].sort(
      (a, b) => Buffer.from(a).readUInt32BE(40) - Buffer.from(b).readUInt32BE(40),
    );
    for (const body of mixed.toReversed()) queue.send(body);
    const consumer = await consume();
    await until(() => queue.waiting() === 0);
    expect(await stored(recorder.streamId)).toEqual(upTo(150));
    expect(consumer.figures.duplicates).toBeGreaterThanOrEqual(bodies.length);
    await recorder.close();
  });

  test('two consumers share one stream, and what one drops another finds again', async () => {
    const recorder = await drive(40);
    // The first one is given messages and never removes any: as one that hangs.
    const deaf = (own: Queue): Queue => ({ ...own, remove: async () => undefined });
    await consume(deaf);
    await consume();
    await drive(160, 41, recorder);
    await until(async () => (await stored(recorder.streamId)).length === 160);
    expect(await stored(recorder.streamId)).toEqual(upTo(160));
    await recorder.close();
  });

  test('what nobody can read goes to the dead letters, the rest flows', async () => {
    queue.send('no frames at all');
    const recorder = await drive(20);
    const consumer = await consume();
    await until(() => queue.dead().length === 1);
    await until(async () => (await stored(recorder.streamId)).length === 20);
    expect(queue.dead()).toEqual(['no frames at all']);
    expect(consumer.figures.unreadable).toBeGreaterThan(1);
    await recorder.close();
  });

  test('what the database refuses goes to the dead letters, the rest flows', async () => {
    const bad = await connectRecorder(address, { description: describeTestStream() });
    const text = { seconds: 0, kind: 'note' as const, data: { text: 'a\0b' } };
    const frame = encodeFrame({ ...testFrame(1), events: [text] });
    const body = encodeQueued({
      streamId: bad.streamId,
      firstSeq: 1,
      lastSeq: 1,
      startSeconds: 0,
      endSeconds: 0,
      frames: [frame],
      bytes: frame.length,
      samples: 9,
      duplicates: 0,
      missing: 0,
      openedAt: 0,
      events: [{ seq: 1, event: text }],
    });
    queue.send(body);
    const recorder = await drive(20);
    await consume();
    await until(async () => (await stored(recorder.streamId)).length === 20);
    await until(() => queue.dead().includes(body));
    expect(await stored(bad.streamId)).toEqual([]);
    await bad.close();
    await recorder.close();
  });

  test('the drive ends once the database has all of it', async () => {
    const recorder = await drive(20);
    recorder.send({ type: 'end', seq: 20 } as { type: string });
    await wait(700);
    expect(recorder.received.some((one) => one.type === 'ack' && one.ended)).toBe(false);
    await consume();
    await recorder.until('ack', ({ ended }) => ended === true);
    expect(await stored(recorder.streamId)).toEqual(upTo(20));
    await recorder.close();
  });

  test('a batch by HTTP is answered once the queue has it, and refused with 503 while it is away', async () => {
    const streamId = crypto.randomUUID();
    const post = (first: number) =>
      server.app.inject({
        method: 'POST',
        url: '/api/ingest',
        payload: {
          streamId,
          description: describeTestStream(),
          frames: [first, first + 1].map((seq) => toJson(testFrame(seq))),
        },
      });
    const taken = await post(1);
    expect(taken.json()).toMatchObject({ seq: 2 });
    // The stand-in forgets its messages when it stops: they are taken before.
    await consume();
    await until(() => queue.waiting() === 0);
    const { port } = queue;
    await queue.stop();
    const recorder = await connectRecorder(address, { description: describeTestStream() });
    recorder.sendFrame(testFrame(1));
    await until(() => server.deps.ingest.isFailing);
    const refused = await post(3);
    expect(refused.statusCode).toBe(503);
    expect(refused.headers['retry-after']).toBe('10');
    expect(refused.json()).toMatchObject({ code: 'ingest_overloaded' });
    queue = await startQueue({ port });
    await recorder.until('ack', ({ seq }) => seq === 1);
    expect((await post(3)).json()).toMatchObject({ seq: 4 });
    await recorder.close();
  });

  test('of two batches of one stream at once only one is taken, and nothing goes to the dead letters', async () => {
    const own = await openQueue(queue.url);
    if (!own) throw new Error('no queue');
    const open = Promise.withResolvers<void>();
    const sending = Promise.withResolvers<void>();
    const ingest = new Ingest(
      server.deps,
      openQueueLane(server.deps, {
        ...own,
        send: async (messages) => {
          sending.resolve();
          await open.promise;
          return own.send(messages);
        },
      }),
    );
    const actor = serverActor(server.deps.ownerId);
    type Change = Partial<Ingest>;
    /** A batch by HTTP, whose ingest does something else here and there. */
    const post = (streamId: string, change: Change = {}) => {
      const asItIs: Change = {
        attach: (...given) => ingest.attach(...given),
        describe: (...given) => ingest.describe(...given),
        take: (...given) => ingest.take(...given),
        flush: (...given) => ingest.flush(...given),
        detach: (...given) => ingest.detach(...given),
      };
      const ctx = { ...server.deps, actor, ingest: { ...asItIs, ...change } as Ingest };
      const frames = [1, 2].map((seq) => toJson(testFrame(seq)));
      return takeBatch(ctx, { streamId, description: describeTestStream(), frames });
    };
    const dead = queue.dead().length;
    const other = post(crypto.randomUUID());
    await sending.promise;
    const streamId = crypto.randomUUID();
    const described = Promise.withResolvers<void>();
    const displaced = Promise.withResolvers<void>();
    const first = post(streamId, {
      attach: (recording, id, peer) =>
        ingest.attach(recording, id, {
          ...peer,
          close: (...given) => {
            peer.close(...given);
            displaced.resolve();
          },
        }),
      describe: async (...given) => {
        await ingest.describe(...given);
        described.resolve();
        await displaced.promise;
      },
    }).catch((error: unknown) => error);
    await described.promise;
    const second = post(streamId, {
      flush: (id) => {
        open.resolve();
        return ingest.flush(id);
      },
    });
    expect(await second).toMatchObject({ seq: 2 });
    expect(await first).toMatchObject({ code: 'ingest_overloaded' });
    expect(await other).toMatchObject({ seq: 2 });
    await consume();
    await until(() => queue.waiting() === 0);
    expect(await stored(streamId)).toEqual([1, 2]);
    expect(queue.dead()).toHaveLength(dead);
    await ingest.close();
    own.close();
  });

  test('a frame that fits in no message is refused by its number', async () => {
    const recorder = await connectRecorder(address, {
      description: describeTestStream(Array.from({ length: 400 }, (_, i) => `c${i}`)),
    });
    recorder.sendFrame(testFrame(1, 400, 400));
    expect(await recorder.until('error')).toMatchObject({ code: 'frame_too_large', seq: 1 });
    await recorder.untilClosed();
  });
});

test.skipIf(!KINDS.includes('postgres'))(
  'kill -9 of the consumer in the middle, six times: nothing is lost, nothing is there twice',
  { timeout: 180_000 },
  async () => {
    const queue = await startQueue({ deliveries: 50 });
    const server = await createTestApp('postgres', {
      env: { COMMIT_INTERVAL_MS: '20', INGEST_QUEUE_URL: queue.url, QUEUE_CONSUMER: '0' },
      work: false,
    });
    const address = await server.app.listen({ host: '127.0.0.1', port: 0 });
    const recorder = await connectRecorder(address, { description: describeTestStream() });
    const { rows } = await import('kysely').then(({ sql }) =>
      sql<{ name: string }>`select current_database() as name`.execute(server.deps.db),
    );
    const folder = mkdtempSync(join(tmpdir(), 'outlap-consume-'));
    const url = new URL(
      process.env['TEST_DATABASE_URL'] ?? 'postgres://postgres@127.0.0.1:5432/postgres',
    );
    url.pathname = `/${rows[0]?.name}`;
    const start = () =>
      spawn(process.execPath, [SERVE, queue.url, url.href, folder], {
        stdio: ['ignore', 'pipe', 'inherit'],
      });
    let seq = 0;
    const drive = async () => {
      for (let n = 0; n < 60; n++) {
        recorder.sendFrame(testFrame(++seq));
        if (n % 3 === 0) await wait(10);
      }
    };
    for (let kill = 0; kill < 6; kill++) {
      const child = start();
      await once(child.stdout, 'data');
      await drive();
      await wait(40 * kill);
      child.kill('SIGKILL');
      await once(child, 'exit');
    }
    await recorder.until('ack', (ack) => ack.seq === seq);
    const last = start();
    await until(() => queue.waiting() === 0, 60);
    const frames = await server.deps.db
      .selectFrom('frame')
      .select('bytes')
      .where('stream_id', '=', recorder.streamId)
      .orderBy('first_seq')
      .execute();
    const seqs = frames.flatMap(({ bytes }) => [...decodeFrames(bytes)].map((frame) => frame.seq));
    expect(seqs).toEqual(upTo(360));
    expect(queue.dead()).toEqual([]);
    last.kill('SIGTERM');
    await once(last, 'exit');
    await recorder.close();
    await server.close();
    await queue.stop();
    rmSync(folder, { recursive: true, force: true });
  },
);

function toJson({ parts, ...rest }: ReturnType<typeof testFrame>) {
  return {
    ...rest,
    parts: parts.map(({ columns, ...part }) => ({
      ...part,
      columns: columns.map((column) => Array.from(column as Float32Array)),
    })),
  };
}
