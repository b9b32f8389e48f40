import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { WebSocket } from 'ws';
import { CLOSE_CODES, type ToTelemetry } from '@outlap/protocol';
import { KINDS } from './databases.ts';
import { nextMessage } from './driven-stream.ts';
import {
  connectRecorder,
  describeTestStream,
  testFrame,
  type TestRecorder,
} from './live-client.ts';
import { createTestApp, type TestApp } from './server.ts';
import { connectViewer, reaches, rowsOf, type TestViewer } from './viewer-client.ts';

const NOBODY = '00000000-0000-7000-8000-000000000404';
const SAMPLES = 3;
const HZ = 60;
/** Second of the last sample of frame `seq`. */
const endOf = (seq: number) => (seq * SAMPLES - 1) / HZ;

describe.each(KINDS)('viewers on %s', (kind) => {
  let server: TestApp;
  let address: string;
  beforeAll(async () => {
    server = await createTestApp(kind, { env: { COMMIT_INTERVAL_MS: '20' }, work: false });
    address = await server.app.listen({ host: '127.0.0.1', port: 0 });
  });
  afterAll(async () => server.close());

  async function drive(): Promise<TestRecorder & { readonly sessionId: string }> {
    const recorder = await connectRecorder(address, { description: describeTestStream() });
    const { sessionId } = await recorder.until('ack', (ack) => ack.sessionId !== null);
    return { ...recorder, sessionId: sessionId ?? '' };
  }

  /** The end as the jobs of the server would tell it. */
  async function end(recorder: TestRecorder & { readonly sessionId: string }, seq: number) {
    recorder.send({ type: 'end', seq } as { type: string });
    await recorder.until('ack', ({ ended }) => ended === true);
    const { sessionId } = recorder;
    const { db, bus } = server.deps;
    await db.updateTable('session').set({ state: 'done' }).where('id', '=', sessionId).execute();
    bus.publish({ kind: 'ended', sessionId });
  }

  const send = (recorder: TestRecorder, from: number, to: number) => {
    for (let seq = from; seq <= to; seq++) recorder.sendFrame(testFrame(seq));
  };

  /** Rows 0, 1/60, 2/60 … with the values of testFrame, none missing, none twice. */
  function expectAll(viewer: TestViewer, first: number, last: number): void {
    const rows = rowsOf(viewer.received);
    expect(rows.map(([seconds]) => Math.round(seconds * HZ))).toEqual(
      Array.from({ length: last - first + 1 }, (_, i) => first + i),
    );
    for (const [seconds, speed, engineSpeed] of rows)
      expect([speed, engineSpeed]).toEqual([
        Math.round(seconds * HZ),
        1000 + Math.round(seconds * HZ),
      ]);
  }

  test('history and live samples meet without a gap and without a double', async () => {
    const recorder = await drive();
    send(recorder, 1, 40);
    const viewer = await connectViewer(address);
    // No pause: some frames are committed, some are not, some come while history is read.
    viewer.subscribe(recorder.sessionId, ['speed', 'engineSpeed'], { seconds: 600 });
    send(recorder, 41, 60);
    await viewer.until('frame');
    send(recorder, 61, 80);
    await viewer.until('frame', reaches(endOf(80)));
    expectAll(viewer, 0, 239);
    const session = await viewer.until('session');
    expect(session).toMatchObject({
      id: 'a',
      live: true,
      channels: [
        { name: 'speed', label: 'Speed', rateHz: 60, present: true },
        { name: 'engineSpeed', present: true },
      ],
    });
    const later = await connectViewer(address);
    later.subscribe(recorder.sessionId, ['speed', 'engineSpeed'], { seconds: 1 });
    await later.until('frame');
    send(recorder, 81, 82);
    await later.until('frame', reaches(endOf(82)));
    expectAll(later, 180, 245);
    await Promise.all([viewer.close(), later.close(), recorder.close()]);
  });

  test('whoever comes back goes on behind the last second seen', async () => {
    const recorder = await drive();
    send(recorder, 1, 10);
    const first = await connectViewer(address);
    first.subscribe(recorder.sessionId, ['speed', 'engineSpeed'], { seconds: 10 });
    await first.until('frame', reaches(endOf(10)));
    await first.close();
    send(recorder, 11, 30);
    await recorder.until('ack', ({ seq }) => seq === 30);
    const again = await connectViewer(address);
    again.subscribe(recorder.sessionId, ['speed', 'engineSpeed'], { afterSeconds: endOf(10) });
    send(recorder, 31, 33);
    await again.until('frame', reaches(endOf(33)));
    expectAll(again, 30, 98);
    await Promise.all([again.close(), recorder.close()]);
  });

  test.each([60, 25, 5, 1] as const)(
    'at %i Hz each value is the last before its time',
    async (rate) => {
      const recorder = await drive();
      const viewer = await connectViewer(address);
      viewer.subscribe(recorder.sessionId, ['speed'], { rateHz: rate, seconds: 5 });
      await viewer.until('session');
      send(recorder, 1, 100);
      const last = Math.floor(endOf(100) * rate + 1e-6) / rate;
      await viewer.until('frame', reaches(last));
      const rows = rowsOf(viewer.received);
      expect(rows).toHaveLength(Math.round(last * rate) + 1);
      rows.forEach(([seconds, speed], k) => {
        expect(seconds).toBeCloseTo(k / rate, 9);
        expect(speed).toBe(Math.floor((k / rate) * HZ + 1e-4));
      });
      await Promise.all([viewer.close(), recorder.close()]);
    },
  );

  test('a channel that is not there is told, empty, and there once the stream has it', async () => {
    const recorder = await drive();
    const viewer = await connectViewer(address, { subprotocol: 'outlap.v1.json' });
    viewer.subscribe(recorder.sessionId, ['speed', 'flux'], { rateHz: 60 });
    const before = await viewer.until('session');
    expect(before.channels.map(({ present }) => present)).toEqual([true, false]);
    send(recorder, 1, 1);
    const frame = await viewer.until('frame');
    expect(frame.columns).toEqual([
      [0, 1, 2],
      [null, null, null],
    ]);
    const { groups, ...about } = describeTestStream();
    const more = describeTestStream(['flux'], 10).groups;
    recorder.send({ type: 'session', description: { ...about, groups: [...groups, ...more] } } as {
      type: string;
    });
    const grown = await viewer.until('session', ({ channels }) => channels[1]?.present === true);
    expect(grown.channels[1]).toMatchObject({ name: 'flux', rateHz: 10 });
    const base = testFrame(2);
    const part = { group: 1, start: base.parts[0]?.start ?? 0, count: 1 };
    recorder.sendFrame({
      ...base,
      parts: [...base.parts, { ...part, columns: [Float32Array.of(88)] }],
    });
    await viewer.until('frame', reaches(endOf(2)));
    expect(rowsOf(viewer.received).at(-1)).toEqual([endOf(2), 5, 88]);
    await Promise.all([viewer.close(), recorder.close()]);
  });

  test('latency is told in the time of the server', async () => {
    const recorder = await drive();
    const viewer = await connectViewer(address);
    viewer.subscribe(recorder.sessionId, ['speed']);
    await viewer.until('session');
    const before = Date.now();
    send(recorder, 1, 1);
    const frame = await viewer.until('frame');
    expect(frame.receivedAt).toBeGreaterThanOrEqual(before);
    expect(frame.history).toBeUndefined();
    await Promise.all([viewer.close(), recorder.close()]);
  });

  test('what comes late fills history and is never current', async () => {
    const recorder = await drive();
    const viewer = await connectViewer(address);
    viewer.subscribe(recorder.sessionId, ['speed', 'engineSpeed']);
    await viewer.until('session');
    recorder.sendFrame({ ...testFrame(50), lane: 'live' });
    await viewer.until('frame', reaches(endOf(50)));
    send(recorder, 1, 50);
    const late = await viewer.until('frame', ({ history }) => history === true);
    expect(late.receivedAt).toBeUndefined();
    await viewer.until('frame', (frame) => frame.history === true && reaches(endOf(49))(frame));
    const rows = rowsOf(viewer.received);
    expect(rows.map(([seconds]) => Math.round(seconds * HZ)).sort((a, b) => a - b)).toEqual(
      Array.from({ length: 150 }, (_, i) => i),
    );
    // The next viewer finds it in its history.
    const next = await connectViewer(address);
    await recorder.until('ack', ({ seq }) => seq === 50);
    next.subscribe(recorder.sessionId, ['speed', 'engineSpeed'], { seconds: 60 });
    await next.until('frame', reaches(endOf(50)));
    expectAll(next, 0, 149);
    await Promise.all([viewer.close(), next.close(), recorder.close()]);
  });

  test('all sessions: those that run, those that begin, their end', async () => {
    const first = await drive();
    const viewer = await connectViewer(address);
    viewer.subscribe('all', ['speed'], { rateHz: 5 });
    await viewer.until('session', ({ sessionId }) => sessionId === first.sessionId);
    const second = await drive();
    await viewer.until('session', ({ sessionId }) => sessionId === second.sessionId);
    send(first, 1, 8);
    send(second, 1, 8);
    for (const { sessionId } of [first, second])
      await viewer.until('frame', (frame) => frame.sessionId === sessionId && frame.id === 'a');
    server.deps.bus.publish({
      kind: 'lap',
      sessionId: second.sessionId,
      lapId: NOBODY,
      lapNumber: 3,
    });
    const lap = await viewer.until('lap');
    expect(lap).toEqual({ type: 'lap', sessionId: second.sessionId, lapId: NOBODY, lapNumber: 3 });
    await end(second, 8);
    const message = await viewer.until('end');
    expect(message).toEqual({ type: 'end', id: 'a', sessionId: second.sessionId });
    expect(viewer.received.filter(({ type }) => type === 'end' || type === 'lap')).toHaveLength(2);
    await Promise.all([viewer.close(), first.close(), second.close()]);
  });

  test('a finished session is read, and said to have ended', async () => {
    const recorder = await drive();
    send(recorder, 1, 20);
    await end(recorder, 20);
    const viewer = await connectViewer(address);
    viewer.subscribe(recorder.sessionId, ['speed', 'engineSpeed'], { seconds: 60 });
    await viewer.until('end');
    expect(await viewer.until('session')).toMatchObject({ live: false });
    expectAll(viewer, 0, 59);
    await Promise.all([viewer.close(), recorder.close()]);
  });

  test('a session that is not there, or somebody else’s, is refused by name; the socket stays', async () => {
    const recorder = await drive();
    const stranger = await server.appOf('00000000-0000-7000-8000-00000000dead');
    const theirs = await stranger.listen({ host: '127.0.0.1', port: 0 });
    for (const [where, sessionId] of [
      [address, NOBODY],
      [address, 'current'],
      [theirs, recorder.sessionId],
    ] as const) {
      const viewer = await connectViewer(where);
      viewer.subscribe(sessionId, ['speed']);
      expect(await viewer.until('error')).toMatchObject({ id: 'a', code: 'session_not_found' });
      viewer.send({ type: 'ping', id: 7 });
      expect(await viewer.until('pong')).toMatchObject({ id: 7 });
      await viewer.close();
    }
    const all = await connectViewer(theirs);
    all.subscribe('all', ['speed']);
    send(recorder, 1, 3);
    server.deps.bus.publish({
      kind: 'lap',
      sessionId: recorder.sessionId,
      lapId: NOBODY,
      lapNumber: 1,
    });
    all.send({ type: 'ping', id: 8 });
    await all.until('pong');
    expect(all.received.map(({ type }) => type)).toEqual(['pong']);
    await Promise.all([all.close(), recorder.close()]);
  });

  test('what cannot be understood closes the socket with its code', async () => {
    const bad: readonly (readonly [object, keyof typeof CLOSE_CODES])[] = [
      [{ type: 'dance' }, 'malformed_message'],
      [
        { type: 'subscribe', id: '', sessionId: 'all', channels: [], rateHz: 5 },
        'malformed_message',
      ],
      [
        { type: 'subscribe', id: 'a', sessionId: 'all', channels: [], rateHz: 7 },
        'malformed_message',
      ],
      [
        { type: 'subscribe', id: 'a', sessionId: 'all', channels: 3, rateHz: 5 },
        'malformed_message',
      ],
      [
        { type: 'subscribe', id: 'a', sessionId: 'all', channels: [], rateHz: 5, seconds: 1e9 },
        'malformed_message',
      ],
      [{ type: 'ping', id: 1, more: 'x'.repeat(70_000) }, 'frame_too_large'],
    ];
    for (const [message, reason] of bad) {
      const viewer = await connectViewer(address);
      viewer.send(message as ToTelemetry);
      expect(await viewer.untilClosed(), JSON.stringify(message).slice(0, 80)).toMatchObject({
        code: CLOSE_CODES[reason].code,
      });
      expect(viewer.received.at(-1)).toMatchObject({ type: 'error', code: reason });
    }
    const busy = await connectViewer(address);
    for (let id = 0; id < 500; id++) busy.send({ type: 'ping', id });
    expect((await busy.untilClosed()).code).toBe(CLOSE_CODES.too_many_requests.code);
    const greedy = await connectViewer(address);
    for (let id = 0; id < 65; id++) greedy.subscribe(NOBODY, [], { id: `s${id}` });
    await greedy.until('error');
    await greedy.close();
  });

  test('pages of other sites and other host names get no socket', async () => {
    const status = (headers: Record<string, string>) =>
      new Promise((resolve) => {
        const socket = new WebSocket(`${address.replace('http', 'ws')}/ws/telemetry`, { headers });
        socket.on('unexpected-response', (_request, response) => resolve(response.statusCode));
        socket.on('open', () => resolve('open'));
        socket.on('error', () => undefined);
      });
    expect(await status({ origin: 'https://elsewhere.example' })).toBe(403);
    expect(await status({ host: 'elsewhere.example' })).toBe(421);
    expect((await server.app.inject('/ws/telemetry')).statusCode).toBe(404);
  });

  test('recent samples, samples of a span, and running sessions over HTTP', async () => {
    const recorder = await drive();
    send(recorder, 1, 60);
    await recorder.until('ack', ({ seq }) => seq === 60);
    const { sessionId } = recorder;
    const get = async (url: string) => (await server.app.inject(url)).json<Samples>();
    const recent = await get(
      '/api/sessions/current/recent?seconds=1&channels=speed,flux&rateHz=10',
    );
    expect(recent).toMatchObject({
      sessionId,
      live: true,
      rateHz: 10,
      columns: [
        { name: 'speed', label: 'Speed', present: true },
        { name: 'flux', present: false },
      ],
    });
    expect(recent.seconds.map((second) => Math.round(second * 10))).toEqual([
      20, 21, 22, 23, 24, 25, 26, 27, 28, 29,
    ]);
    expect(recent.columns[0]?.values).toEqual(recent.seconds.map((s) => Math.round(s * 60)));
    expect(recent.columns[1]?.values.every((value) => value === null)).toBe(true);
    expect(recent.newestAgeSeconds).toBeGreaterThanOrEqual(0);
    const span = await get(`/api/sessions/${sessionId}/samples?from=0.5&to=1&rateHz=60`);
    expect(span.columns.map(({ name }) => name)).toEqual(['speed', 'engineSpeed', 'throttle']);
    expect(span.seconds).toHaveLength(31);
    expect(span.columns[1]?.values[0]).toBe(1030);
    const running = await get('/api/sessions?state=live&limit=500');
    expect(running.items.find(({ id }) => id === sessionId)).toMatchObject({ state: 'live' });
    const done = await get('/api/sessions?state=done&limit=500');
    expect(done.items.some(({ id }) => id === sessionId)).toBe(false);
    await end(recorder, 60);
    expect((await get(`/api/sessions/${sessionId}/samples?rateHz=60`)).seconds).toHaveLength(180);
    const missing = await get(`/api/sessions/${NOBODY}/samples`);
    expect(missing).toMatchObject({ status: 404, code: 'session_not_found' });
    const stranger = await server.appOf('00000000-0000-7000-8000-00000000beef');
    expect((await stranger.inject('/api/sessions/current/recent')).json()).toMatchObject({
      status: 409,
      code: 'session_not_live',
    });
    expect((await stranger.inject(`/api/sessions/${sessionId}/samples`)).statusCode).toBe(404);
    await recorder.close();
  });
});

type Samples = {
  readonly seconds: readonly number[];
  readonly newestAgeSeconds: number | null;
  readonly columns: readonly { readonly name: string; readonly values: readonly unknown[] }[];
  readonly items: readonly { readonly id: string }[];
};

test('a drive that goes on after its end is shown again among all sessions', async () => {
  const env = { COMMIT_INTERVAL_MS: '20', SILENCE_SECONDS: '3' };
  const server = await createTestApp('embedded', { env });
  onTestFinished(() => server.close());
  const address = await server.app.listen({ host: '127.0.0.1', port: 0 });
  const viewer = await connectViewer(address);
  viewer.subscribe('all', ['speed'], { rateHz: 5 });
  const recorder = await connectRecorder(address, { description: describeTestStream() });
  for (let seq = 1; seq <= 20; seq++) recorder.sendFrame(testFrame(seq));
  const { sessionId } = await viewer.until('end');
  const told = viewer.received.length;
  // The recorder stays connected: its links make the viewer ask while the drive is over.
  for (let links = 0; links < 3; links++) await nextMessage(server.deps, sessionId, 'link');
  expect(viewer.received.slice(told)).toEqual([]);
  let seq = 20;
  const goOn = setInterval(() => recorder.sendFrame(testFrame(++seq)), 50);
  onTestFinished(() => clearInterval(goOn));
  const isShown = () =>
    viewer.received
      .slice(told)
      .some((one) => one.type === 'session' && one.sessionId === sessionId);
  await expect.poll(isShown, { timeout: 20_000 }).toBe(true);
  await Promise.all([viewer.close(), recorder.close()]);
});
