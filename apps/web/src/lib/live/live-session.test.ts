import {
  decodeMessage,
  type FromTelemetry,
  type LiveState,
  type ToTelemetry,
} from '@outlap/protocol';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { LiveSession } from './live-session.svelte.ts';

const server = { state: 'live', asked: 0 };
let hear: (message: FromTelemetry) => Promise<void>;
let subscription = '';
let stop: () => void;

class FakeSocket {
  static readonly OPEN = 1;
  readyState = 1;
  onopen?: () => void;
  onmessage?: (event: { data: string }) => void;
  constructor() {
    queueMicrotask(() => this.onopen?.());
    hear = async (message) => {
      this.onmessage?.({ data: JSON.stringify(message) });
      await vi.advanceTimersByTimeAsync(1);
    };
  }
  send(data: Uint8Array) {
    const message = decodeMessage(data) as ToTelemetry;
    if (message.type === 'subscribe') subscription = message.id;
  }
  close() {}
}

beforeEach(() => {
  vi.useFakeTimers();
  Object.assign(server, { state: 'live', asked: 0 });
  vi.stubGlobal('location', new URL('https://outlap.example'));
  vi.stubGlobal('WebSocket', FakeSocket);
  vi.stubGlobal('fetch', async ({ url }: Request) => {
    if (url.endsWith('/api/socket-tickets')) return Response.json({ ticket: 't' });
    server.asked++;
    return Response.json({ id: 'a', state: server.state });
  });
});
afterEach(async () => {
  stop();
  // The connection is closed a moment after.
  await vi.advanceTimersByTimeAsync(1000);
  vi.useRealTimers();
});

async function openSession() {
  const session = new LiveSession('a');
  void session.load();
  stop = session.follow(['speed'], 30);
  await vi.advanceTimersByTimeAsync(1);
  const answer = (live: boolean) =>
    hear({ type: 'session', id: subscription, sessionId: 'a', live, channels: [] });
  return { session, answer };
}
const state = { type: 'state', state: { sessionId: 'a' } as LiveState } as const;

test('what happened without a connection is read when it is back, but nothing twice at the start', async () => {
  const { answer } = await openSession();
  await answer(true);
  expect(server.asked).toBe(1);
  await vi.advanceTimersByTimeAsync(5000);
  await answer(true);
  expect(server.asked).toBe(2);
});

test('a drive that is reopened is not over, also where the server still calls it done', async () => {
  const { session, answer } = await openSession();
  server.state = 'done';
  await hear({ type: 'end', id: subscription, sessionId: 'a' });
  expect(session.ended).toBe(true);
  await answer(true);
  expect(session.ended).toBe(true);
  server.state = 'live';
  await hear(state);
  expect(session.ended).toBe(false);
});

test('a reopened drive goes on at once where the server knows of it', async () => {
  const { session, answer } = await openSession();
  server.state = 'done';
  await answer(false);
  expect(session.ended).toBe(true);
  server.state = 'live';
  await answer(true);
  expect(session.ended).toBe(false);
});
