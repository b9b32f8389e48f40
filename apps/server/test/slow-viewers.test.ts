import { afterAll, beforeAll, expect, test } from 'vitest';
import { decodeFrame, encodeFrame } from '@outlap/protocol';
import { HIGH_BYTES } from '../src/features/viewers/pressure.ts';
import { connectRecorder, describeTestStream, testFrame } from './live-client.ts';
import { createTestApp, type TestApp } from './server.ts';
import { connectViewer, reaches } from './viewer-client.ts';

const CHANNELS = 200;
const FRAMES = 500;
const SAMPLES = 30;
const endOf = (seq: number) => (seq * SAMPLES - 1) / 60;

let server: TestApp;
let address: string;
beforeAll(async () => {
  server = await createTestApp('embedded', { work: false });
  address = await server.app.listen({ host: '127.0.0.1', port: 0 });
});
afterAll(async () => server.close());

test('a viewer that does not read neither grows the server nor holds up others, and sees the newest when it reads again', async () => {
  const names = Array.from({ length: CHANNELS }, (_, c) => `channel${c}`);
  const recorder = await connectRecorder(address, { description: describeTestStream(names) });
  const { sessionId } = await recorder.until('ack', (ack) => ack.sessionId !== null);
  if (!sessionId) throw new Error('no session');
  const [slow, quick] = [await connectViewer(address), await connectViewer(address)];
  for (const viewer of [slow, quick]) {
    viewer.subscribe(sessionId, names);
    await viewer.until('session');
  }
  const show = (seq: number) =>
    server.deps.bus.publish({
      kind: 'frame',
      sessionId,
      streamId: recorder.streamId,
      frame: decodeFrame(encodeFrame(testFrame(seq, CHANNELS, SAMPLES))),
      receivedAt: seq,
      clockOffsetMs: 0,
      backlog: false,
    });
  show(1);
  for (const viewer of [slow, quick]) await viewer.until('frame');
  slow.socket.pause();
  const clients = [...server.app.websocketServer.clients];
  const largest = Math.max(...clients.map(({ bufferedAmount }) => bufferedAmount));
  expect(largest).toBeLessThan(HIGH_BYTES);
  let most = 0;
  for (let seq = 2; seq <= FRAMES; seq++) {
    show(seq);
    // The one that reads is waited for, so that nothing but the other's queue can grow.
    if (seq % 10 === 0) await quick.until('frame', reaches(endOf(seq)));
    most = Math.max(most, ...clients.map(({ bufferedAmount }) => bufferedAmount));
  }
  expect(quick.received.filter(({ type }) => type === 'frame')).toHaveLength(FRAMES);
  // It did fill up: more was sent than kernel and queue hold.
  expect(most).toBeGreaterThan(HIGH_BYTES / 2);
  expect(most).toBeLessThan(HIGH_BYTES + 40_000);
  slow.socket.resume();
  slow.send({ type: 'ping', id: 1 });
  await slow.until('pong');
  show(FRAMES + 1);
  await slow.until('frame', reaches(endOf(FRAMES) - 1));
  expect(slow.received.filter(({ type }) => type === 'frame').length).toBeLessThan(FRAMES);
  await Promise.all([slow.close(), quick.close(), recorder.close()]);
});
