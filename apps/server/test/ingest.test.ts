import { randomUUID } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  CLOSE_CODES,
  decodeFrame,
  decodeFrames,
  encodeFrame,
  encodeMessage,
} from '@outlap/protocol';
import { KINDS } from './databases.ts';
import { headersFor } from './known-servers.ts';
import { connectRecorder, describeTestStream, testFrame } from './live-client.ts';
import { storedSeqs } from './stored-frames.ts';
import { createTestApp, type TestApp } from './server.ts';

describe.each(KINDS)('ingest on %s', (kind) => {
  let server: TestApp;
  let address: string;
  beforeAll(async () => {
    server = await createTestApp(kind, { env: { COMMIT_INTERVAL_MS: '20' }, work: false });
    address = await server.app.listen({ host: '127.0.0.1', port: 0 });
  });
  afterAll(async () => server.close());

  const stored = (streamId: string) => storedSeqs(server.deps, streamId);
  const upTo = (last: number) => Array.from({ length: last }, (_, i) => i + 1);

  test('a frame is acknowledged once it is in the database, as it came', async () => {
    const recorder = await connectRecorder(address, { description: describeTestStream() });
    for (let seq = 1; seq <= 20; seq++) recorder.sendFrame(testFrame(seq));
    await recorder.until('ack', ({ seq }) => seq === 20);
    expect(await stored(recorder.streamId)).toEqual(upTo(20));
    const [row] = await server.deps.db
      .selectFrom('frame')
      .selectAll()
      .where('stream_id', '=', recorder.streamId)
      .orderBy('first_seq')
      .execute();
    const [frame] = decodeFrames(row?.bytes ?? new Uint8Array());
    expect(frame?.parts[0]?.column(1)).toEqual(Float32Array.of(1000, 1001, 1002));
    expect(row?.start_seconds).toBe(0);
    await recorder.close();
  });

  test('what is sent again is counted and not stored twice; hello tells where to go on', async () => {
    const first = await connectRecorder(address, { description: describeTestStream() });
    for (let seq = 1; seq <= 5; seq++) first.sendFrame(testFrame(seq));
    await first.until('ack', ({ seq }) => seq === 5);
    await first.close();
    const { streamId } = first;
    const again = await connectRecorder(address, { streamId, description: describeTestStream() });
    expect(again.received[0]).toMatchObject({ type: 'hello', seq: 5, streamId });
    for (let seq = 3; seq <= 8; seq++) again.sendFrame(testFrame(seq));
    const ack = await again.until('ack', ({ seq }) => seq === 8);
    expect(ack.duplicates).toBe(3);
    expect(await stored(streamId)).toEqual(upTo(8));
    await again.close();
  });

  test('frames before their turn wait, a gap lets the stream go on, live frames are not stored', async () => {
    const recorder = await connectRecorder(address, { description: describeTestStream() });
    for (const seq of [1, 3, 4, 2]) recorder.sendFrame(testFrame(seq));
    await recorder.until('ack', ({ seq }) => seq === 4);
    recorder.sendFrame({ ...testFrame(9), lane: 'live' });
    recorder.send({ type: 'gap', seq: 5, to: 7, reason: 'dropped' } as { type: string });
    recorder.sendFrame(testFrame(8));
    await recorder.until('ack', ({ seq }) => seq === 8);
    expect(await stored(recorder.streamId)).toEqual([1, 2, 3, 4, 8]);
    const stream = await server.deps.db
      .selectFrom('stream')
      .select(['received_seq', 'missing_count'])
      .where('id', '=', recorder.streamId)
      .executeTakeFirstOrThrow();
    expect(stream).toEqual({ received_seq: 8, missing_count: 3 });
    await recorder.close();
  });

  test('JSON says the same as CBOR', async () => {
    const recorder = await connectRecorder(address, {
      description: describeTestStream(),
      subprotocol: 'outlap.v1.json',
    });
    recorder.sendFrame(testFrame(1));
    recorder.socket.send(
      '{"type":"frame","seq":2,"sentAt":1,"parts":[{"group":0,"start":0.05,"count":1,"columns":[[1.5],[null],[2]]}]}',
    );
    await recorder.until('ack', ({ seq }) => seq === 2);
    const rows = await server.deps.db
      .selectFrom('frame')
      .select('bytes')
      .where('stream_id', '=', recorder.streamId)
      .orderBy('first_seq')
      .execute();
    const frames = rows.flatMap(({ bytes }) => [...decodeFrames(bytes)]);
    expect(frames[0]?.parts[0]?.column(2)).toEqual(Float32Array.of(2000, 2001, 2002));
    expect(frames[1]?.parts[0]?.column(1)).toEqual(Float32Array.of(Number.NaN));
    await recorder.close();
  });

  test('events are kept beside their frames, and a session is there from the first description on', async () => {
    const recorder = await connectRecorder(address, { description: describeTestStream() });
    recorder.sendFrame({
      ...testFrame(1),
      events: [{ seconds: 0.01, kind: 'dtc', data: { code: 'P0133', state: 'stored' } }],
    });
    const { sessionId } = await recorder.until('ack', ({ seq }) => seq === 1);
    const events = await server.deps.db
      .selectFrom('stream_event')
      .select(['kind', 'seconds', 'data'])
      .where('stream_id', '=', recorder.streamId)
      .execute();
    expect(events).toEqual([
      { kind: 'dtc', seconds: 0.01, data: { code: 'P0133', state: 'stored' } },
    ]);
    const answer = await server.app.inject(`/api/sessions/${sessionId}`);
    expect(answer.statusCode).toBe(200);
    await recorder.close();
  });

  const refusals = [
    ['malformed_message', Buffer.from([0xff, 0x01])],
    ['malformed_message', 'no json'],
    ['malformed_message', '{"type":"dance"}'],
    ['invalid_frame', '{"type":"frame","seq":-1,"sentAt":1,"parts":[]}'],
    [
      'invalid_frame',
      '{"type":"frame","seq":1,"sentAt":1,"parts":[{"group":7,"start":0,"count":1,"columns":[]}]}',
    ],
    [
      'invalid_frame',
      '{"type":"frame","seq":1,"sentAt":1,"parts":[{"group":0,"start":0,"count":2,"columns":[[1],[1],[1]]}]}',
    ],
    ['malformed_message', '{"type":"gap","seq":1,"to":2,"reason":"\\u0000"}'],
    [
      'invalid_frame',
      '{"type":"frame","seq":1,"sentAt":1,"parts":[],"events":[{"seconds":0,"kind":"note","data":{"t":"a\\u0000b"}}]}',
    ],
    [
      'invalid_description',
      JSON.stringify({
        type: 'session',
        description: describeTestStream(Array.from({ length: 10_000 }, (_, i) => `c${i}`)),
      }),
    ],
    [
      'invalid_description',
      JSON.stringify({ type: 'session', description: describeTestStream(['other']) }),
    ],
  ] as const;
  test.each(refusals)('%s closes with its code and leaves others alone', async (reason, bytes) => {
    const other = await connectRecorder(address, { description: describeTestStream() });
    const recorder = await connectRecorder(address, { description: describeTestStream() });
    recorder.socket.send(bytes, { binary: typeof bytes !== 'string' });
    expect(await recorder.untilClosed()).toMatchObject({ code: CLOSE_CODES[reason].code });
    expect(recorder.received.at(-1)).toMatchObject({ type: 'error', code: reason });
    other.sendFrame(testFrame(1));
    await other.until('ack', ({ seq }) => seq === 1);
    await other.close();
  });

  test('frames without hello, giant frames and NaN', async () => {
    const early = await connectRecorder(address, { hello: false });
    early.sendFrame(testFrame(1));
    expect(await early.untilClosed()).toMatchObject({ code: CLOSE_CODES.hello_missing.code });
    const giant = await connectRecorder(address, { description: describeTestStream(['speed']) });
    giant.sendFrame({
      seq: 1,
      sentAt: 0,
      parts: [{ group: 0, start: 0, count: 99_999, columns: [new Float32Array(99_999)] }],
    });
    await giant.until('ack', ({ seq }) => seq === 1);
    const huge = new Uint8Array(5 * 2 ** 20);
    giant.socket.send(huge);
    expect((await giant.untilClosed()).code).toBe(1009);
    const strange = await connectRecorder(address, { description: describeTestStream(['speed']) });
    strange.sendFrame({
      seq: 1,
      sentAt: 0,
      parts: [{ group: 0, start: Number.NaN, count: 1, columns: [Float32Array.of(Number.NaN)] }],
    });
    expect(await strange.untilClosed()).toMatchObject({ code: CLOSE_CODES.invalid_frame.code });
    expect(strange.received.at(-1)).toMatchObject({ type: 'error', seq: 1 });
  });

  test('a second recorder on one stream is refused, the same one may come again', async () => {
    const description = describeTestStream();
    const first = await connectRecorder(address, { description, instance: 'a' });
    const { streamId } = first;
    await expect(connectRecorder(address, { streamId, instance: 'b' })).rejects.toThrow(
      'stream_in_use',
    );
    const again = await connectRecorder(address, { streamId, description, instance: 'a' });
    expect((await first.untilClosed()).code).toBe(CLOSE_CODES.stream_in_use.code);
    again.sendFrame(testFrame(1));
    await again.until('ack', ({ seq }) => seq === 1);
    await again.close();
  });

  test('POST takes a batch and answers when it is durable, gzip and CBOR alike', async () => {
    const streamId = randomUUID();
    const batch = (from: number, to: number) => ({
      streamId,
      description: describeTestStream(),
      frames: upTo(to)
        .slice(from - 1)
        .map((seq) => testFrame(seq)),
    });
    const json = encodeMessage({ type: 'batch', ...batch(1, 3) }, 'outlap.v1.json') as string;
    const first = await server.app.inject({
      method: 'POST',
      url: '/api/ingest',
      headers: { 'content-type': 'application/json', 'content-encoding': 'gzip' },
      payload: gzipSync(json),
    });
    expect(first.json()).toMatchObject({ seq: 3, duplicates: 0 });
    const second = await server.app.inject({
      method: 'POST',
      url: '/api/ingest',
      headers: { 'content-type': 'application/cbor' },
      payload: Buffer.from(encodeMessage({ type: 'batch', ...batch(2, 6) }, 'outlap.v1.cbor')),
    });
    expect(second.json()).toMatchObject({ seq: 6, duplicates: 2 });
    expect(await stored(streamId)).toEqual(upTo(6));
    const third = await server.app.inject({
      method: 'POST',
      url: '/api/ingest',
      payload: { streamId, gaps: [{ seq: 7, to: 9, reason: 'dropped' }] },
    });
    expect(third.json()).toMatchObject({ seq: 9 });
    const wrong = await server.app.inject({
      method: 'POST',
      url: '/api/ingest',
      payload: { streamId, frames: [{ seq: 7 }] },
    });
    expect(wrong.json()).toMatchObject({ status: 400, code: 'ingest_invalid' });
  });

  test.each([null, 1, 'frame', [], {}])('POST refuses %j as a frame', async (frame) => {
    const answer = await server.app.inject({
      method: 'POST',
      url: '/api/ingest',
      payload: { streamId: randomUUID(), description: describeTestStream(), frames: [frame] },
    });
    expect(answer.json()).toMatchObject({ status: 400, code: 'ingest_invalid' });
  });

  test('after a deleted session the stream is refused', async () => {
    const recorder = await connectRecorder(address, { description: describeTestStream() });
    recorder.sendFrame(testFrame(1));
    const { sessionId } = await recorder.until('ack', ({ seq }) => seq === 1);
    const gone = await server.app.inject({ method: 'DELETE', url: `/api/sessions/${sessionId}` });
    expect(gone.statusCode).toBe(204);
    recorder.sendFrame(testFrame(2));
    expect((await recorder.untilClosed()).code).toBe(CLOSE_CODES.session_deleted.code);
  });

  test('of two servers on one database only one continues a stream', async () => {
    const secondApp = await createSecond();
    const description = describeTestStream();
    const here = await connectRecorder(address, { description, instance: 'a' });
    here.sendFrame(testFrame(1));
    await here.until('ack', ({ seq }) => seq === 1);
    const there = await connectRecorder(secondApp.address, {
      streamId: here.streamId,
      description,
      instance: 'a',
      headers: headersFor(address),
    });
    there.sendFrame(testFrame(2));
    await there.until('ack', ({ seq }) => seq === 2);
    here.sendFrame(testFrame(2));
    here.sendFrame(testFrame(3));
    expect((await here.untilClosed()).code).toBe(CLOSE_CODES.stream_in_use.code);
    expect(await stored(here.streamId)).toEqual([1, 2]);
    await there.close();
    await secondApp.close();
  });

  test('a recorder that could not be told where to go on does not keep its stream', async () => {
    const { Ingest } = await import('../src/features/ingest/ingest.ts');
    const { openDirectLane } = await import('../src/features/ingest/direct-lane.ts');
    const answers = [() => 0, () => Promise.reject(new Error('away'))];
    const ingest = new Ingest(server.deps, {
      ...openDirectLane(server.deps),
      asksEachTime: true,
      heldSeq: async () => (answers.shift() ?? (() => 0))(),
    });
    const closed: string[] = [];
    const attach = (instance: string) =>
      ingest.attach({ userId: server.deps.ownerId }, streamId, {
        instance: () => instance,
        send: () => undefined,
        close: (reason) => closed.push(reason),
      });
    const streamId = randomUUID();
    await attach('a');
    await expect(attach('a')).rejects.toThrow('away');
    expect(closed).toEqual(['stream_in_use']);
    expect([...ingest.streams].filter(({ peer }) => peer !== null)).toEqual([]);
    await expect(attach('b')).resolves.toMatchObject({ id: streamId });
    await ingest.close();
  });

  test('whoever connects while the one before still sends, or is overtaken himself, goes on from the truth', async () => {
    const { Ingest } = await import('../src/features/ingest/ingest.ts');
    const { openDirectLane } = await import('../src/features/ingest/direct-lane.ts');
    const lane = openDirectLane(server.deps);
    const asked: ((held: number) => void)[] = [];
    const ingest = new Ingest(server.deps, {
      ...lane,
      asksEachTime: true,
      heldSeq: () => new Promise<number>((resolve) => asked.push(resolve)),
    });
    const streamId = randomUUID();
    const attach = () =>
      ingest.attach({ userId: server.deps.ownerId }, streamId, {
        instance: () => 'a',
        send: () => undefined,
        close: () => undefined,
      });
    const answer = async (held: () => number | Promise<number>) => {
      await expect.poll(() => asked.length).toBe(1);
      asked.shift()?.(await held());
    };
    const first = attach();
    await answer(() => 0);
    const state = await first;
    await ingest.describe(state, describeTestStream(), {});
    const second = attach();
    await answer(() => {
      ingest.take(state, decodeFrame(encodeFrame(testFrame(1))));
      return 0;
    });
    await answer(() => lane.heldSeq(streamId));
    expect(await second).toMatchObject({ acceptedSeq: 1, durableSeq: 1 });
    const overtaken = attach().catch((error: unknown) => error);
    await expect.poll(() => asked.length).toBe(1);
    const overtaking = attach();
    await expect.poll(() => asked.length).toBe(2);
    asked.pop()?.(1);
    await overtaking;
    ingest.take(state, decodeFrame(encodeFrame(testFrame(2))));
    await ingest.flush();
    asked.pop()?.(1);
    expect(await overtaken).toMatchObject({ reason: 'stream_in_use' });
    expect(state).toMatchObject({ acceptedSeq: 2, durableSeq: 2 });
    expect(await stored(streamId)).toEqual([1, 2]);
    await ingest.close();
  });

  /** Another process as far as streams are concerned, on the same database. */
  async function createSecond() {
    const { Ingest } = await import('../src/features/ingest/ingest.ts');
    const { buildApp } = await import('../src/app.ts');
    const ingest = new Ingest(server.deps);
    const app = await buildApp({ ...server.deps, ingest });
    return {
      address: await app.listen({ host: '127.0.0.1', port: 0 }),
      close: async () => {
        await app.close();
        await ingest.close();
      },
    };
  }
});

test('a token is asked for where one is set', async () => {
  const server = await createTestApp('embedded', { env: { INGEST_TOKEN: 'secret' }, work: false });
  const address = await server.app.listen({ host: '127.0.0.1', port: 0 });
  await expect(connectRecorder(address, { headers: {} })).rejects.toThrow('401');
  const recorder = await connectRecorder(address, { headers: { authorization: 'Bearer secret' } });
  await recorder.close();
  const answer = await server.app.inject({
    method: 'POST',
    url: '/api/ingest',
    headers: { authorization: '' },
    payload: {},
  });
  expect(answer.json()).toMatchObject({ status: 401, code: 'unauthorized' });
  await server.close();
});
