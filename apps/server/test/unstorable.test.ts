import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { CLOSE_CODES, decodeFrame, encodeFrame } from '@outlap/protocol';
import { openDirectLane } from '../src/features/ingest/direct-lane.ts';
import { Ingest } from '../src/features/ingest/ingest.ts';
import { Journal } from '../src/features/ingest/journal.ts';
import { storeBatches } from '../src/features/ingest/stream-store.ts';
import { KINDS } from './databases.ts';
import { connectRecorder, describeTestStream, testFrame } from './live-client.ts';
import { storedSeqs } from './stored-frames.ts';
import { createTestApp, type TestApp } from './server.ts';

describe.each(KINDS)('what no database stores, on %s', (kind) => {
  let server: TestApp;
  let address: string;
  beforeAll(async () => {
    server = await createTestApp(kind, { env: { COMMIT_INTERVAL_MS: '20' }, work: false });
    address = await server.app.listen({ host: '127.0.0.1', port: 0 });
  });
  afterAll(async () => server.close());

  const stored = (streamId: string) => storedSeqs(server.deps, streamId);

  test('a text that no database takes is refused, and keeps nobody else’s frames', async () => {
    const description = describeTestStream();
    const bad = await connectRecorder(address, { description });
    const good = await connectRecorder(address, { description });
    good.sendFrame(testFrame(1));
    bad.sendFrame({
      ...testFrame(1),
      events: [{ seconds: 0, kind: 'note', data: { text: 'a\0b' } }],
    });
    good.sendFrame(testFrame(2));
    expect(await bad.until('error')).toMatchObject({ code: 'invalid_frame', seq: 1 });
    await good.until('ack', ({ seq }) => seq === 2);
    expect(await stored(good.streamId)).toEqual([1, 2]);
    await good.close();
  });

  test('a batch that the database refuses is taken out of the commit', async () => {
    const description = describeTestStream();
    const recorders = [
      await connectRecorder(address, { description }),
      await connectRecorder(address, { description }),
      await connectRecorder(address, { description }),
    ];
    const [first, bad, last] = recorders.map(({ streamId }) => streamId) as [
      string,
      string,
      string,
    ];
    const results: Record<string, string> = {};
    const journal = new Journal(
      (batches) => storeBatches(server.deps, batches),
      {
        stored: ({ streamId }) => (results[streamId] = 'stored'),
        refused: ({ streamId }, why) => (results[streamId] = why),
      },
      {
        intervalMs: 1,
        limitBytes: 2 ** 20,
        largestBatch: () => 2 ** 20,
        log: server.deps.log,
        now: () => 0,
      },
    );
    for (const streamId of [first, bad, last]) {
      const batch = journal.batchOf(streamId, 1);
      batch.lastSeq = 1;
      batch.startSeconds = batch.endSeconds = 0;
      const text = streamId === bad ? '\0' : 'rain';
      batch.events.push({ seq: 1, event: { seconds: 0, kind: 'note', data: { text } } });
      journal.add(batch, encodeFrame(testFrame(1)));
    }
    await journal.flush();
    expect(results).toEqual({ [first]: 'stored', [bad]: 'invalid', [last]: 'stored' });
    expect(await stored(first)).toEqual([1]);
    expect(await stored(bad)).toEqual([]);
    await journal.close();
    for (const recorder of recorders) await recorder.close();
  });

  test('whose frames the database refuses is told which one, if only one says more than numbers', async () => {
    const lane = openDirectLane(server.deps);
    let bad = '';
    const ingest = new Ingest(server.deps, {
      ...lane,
      store: async (batches) => {
        if (batches.some(({ streamId }) => streamId === bad))
          throw Object.assign(new Error('unsupported Unicode'), { code: '22P05' });
        return lane.store(batches);
      },
    });
    const attach = async () => {
      const said: unknown[] = [];
      const state = await ingest.attach({ userId: server.deps.ownerId }, randomUUID(), {
        instance: () => '',
        send: (message) => said.push(message),
        close: (reason, _detail, seq) => said.push({ reason, seq }),
      });
      await ingest.describe(state, describeTestStream(), {});
      return { state, said };
    };
    const events = [{ seconds: 0, kind: 'note' as const, data: {} }];
    const [one, other] = [await attach(), await attach()];
    bad = one.state.id;
    ingest.take(one.state, decodeFrame(encodeFrame(testFrame(1))));
    ingest.take(one.state, decodeFrame(encodeFrame({ ...testFrame(2), events })));
    ingest.take(other.state, decodeFrame(encodeFrame(testFrame(1))));
    await ingest.flush();
    expect(one.said.at(-1)).toEqual({ reason: 'invalid_frame', seq: 2 });
    expect(other.said.at(-1)).toMatchObject({ type: 'ack', seq: 1 });
    expect(ingest.isFailing).toBe(false);
    await ingest.close();
  });

  test('a description or a recorder that no database takes is refused for good', async () => {
    const description = { ...describeTestStream(), vehicle: { name: null, vin: 'a\0b' } };
    const answer = await server.app.inject({
      method: 'POST',
      url: '/api/ingest',
      payload: { streamId: randomUUID(), description },
    });
    expect(answer.json()).toMatchObject({ status: 400, code: 'ingest_invalid' });
    const described = await connectRecorder(address);
    described.send({ type: 'session', description } as { type: string });
    expect(await described.untilClosed()).toMatchObject({
      code: CLOSE_CODES.invalid_description.code,
    });
    const greeted = await connectRecorder(address, { hello: false });
    const recorder = { name: 'a\0b', version: '1' };
    greeted.send({ type: 'hello', streamId: randomUUID(), recorder } as { type: string });
    expect(await greeted.untilClosed()).toMatchObject({
      code: CLOSE_CODES.malformed_message.code,
    });
  });
});
