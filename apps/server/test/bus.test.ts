import { once } from 'node:events';
import { PassThrough } from 'node:stream';
import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { decodeFrame, encodeFrame } from '@outlap/protocol';
import { type Bus, type BusMessage, openLocalBus } from '../src/bus/bus.ts';
import { openRedisBus } from '../src/bus/redis.ts';
import { HAS_REDIS, startRedis, type TestRedis } from './redis.ts';

const A = '00000000-0000-7000-8000-00000000000a';
const B = '00000000-0000-7000-8000-00000000000b';

const lap = (sessionId: string, lapNumber: number): BusMessage => ({
  kind: 'lap',
  sessionId,
  lapId: B,
  lapNumber,
});

function frame(sessionId: string, seq: number): BusMessage {
  const columns = [Float32Array.of(seq, seq + 0.5), ['a', null]];
  const parts = [{ group: 0, start: seq, count: 2, columns }];
  return {
    kind: 'frame',
    sessionId,
    streamId: B,
    frame: decodeFrame(encodeFrame({ seq, sentAt: 5, parts })),
    receivedAt: 7.5,
    clockOffsetMs: null,
    backlog: false,
  };
}

function collect(
  bus: Bus,
  sessionId: string,
  ...interest: [{ frames?: boolean; here?: boolean }?]
) {
  const messages: BusMessage[] = [];
  const stop = bus.subscribe(sessionId, (message) => messages.push(message), ...interest);
  return { messages, stop };
}

describe('the bus of one server', () => {
  test('hands over by session, by all, and by none', () => {
    const bus = openLocalBus(() => undefined);
    const [a, all, none, quiet] = [
      collect(bus, A),
      collect(bus, '*'),
      collect(bus, ''),
      collect(bus, '*', { frames: false }),
    ];
    bus.publish(lap(A, 1));
    bus.publish(frame(B, 2));
    bus.publish({ kind: 'rules-changed', sessionId: '' });
    a.stop();
    bus.publish(lap(A, 3));
    expect(a.messages).toEqual([lap(A, 1)]);
    expect(all.messages.map(({ kind }) => kind)).toEqual(['lap', 'frame', 'rules-changed', 'lap']);
    expect(quiet.messages.map(({ kind }) => kind)).toEqual(['lap', 'rules-changed', 'lap']);
    expect(none.messages.map(({ kind }) => kind)).toEqual(['rules-changed']);
  });

  test('goes on when a handler throws', () => {
    const errors: unknown[] = [];
    const bus = openLocalBus((error) => errors.push(error));
    bus.subscribe(A, () => {
      throw new Error('broken');
    });
    const { messages } = collect(bus, A);
    bus.publish(lap(A, 1));
    expect([errors.length, messages.length]).toEqual([1, 1]);
  });
});

describe.skipIf(!HAS_REDIS)('the bus of several servers', () => {
  let redis: TestRedis;
  let buses: Bus[];
  let logged: PassThrough;
  beforeEach(async () => {
    redis = await startRedis();
    buses = [];
    logged = new PassThrough();
  });
  afterEach(async () => {
    for (const bus of buses) await bus.close();
    await redis.remove();
  });

  function open(namespace = 'one'): Bus {
    const log = pino({ level: 'info' }, logged);
    const bus = openRedisBus(redis.url, { namespace, log });
    buses.push(bus);
    return bus;
  }

  /** Publishes until it arrives: nobody is told when the other side listens. */
  async function until(publish: () => void, arrived: () => boolean): Promise<void> {
    while (!arrived()) {
      publish();
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  }

  test('every server hears each message once, in order, frames as they were', async () => {
    const [here, there] = [open(), open()];
    const [own, other, all] = [collect(here, A), collect(there, A), collect(there, '*')];
    const elsewhere = collect(open('two'), '*');
    const probe = collect(there, B);
    await until(
      () => here.publish(lap(B, 0)),
      () => probe.messages.length > 0 && all.messages.length > 0,
    );
    const before = all.messages.length;
    for (let seq = 1; seq <= 50; seq++) {
      here.publish(frame(A, seq));
      here.publish(lap(A, seq));
    }
    expect(own.messages).toHaveLength(100);
    await until(
      () => undefined,
      () => other.messages.length >= 100 && all.messages.length >= before + 100,
    );
    const order = (messages: readonly BusMessage[]) =>
      messages.map((one) => (one.kind === 'frame' ? one.frame.seq : -1));
    expect(order(other.messages)).toEqual(order(own.messages));
    const [first] = other.messages;
    expect(first).toMatchObject({ kind: 'frame', streamId: B, receivedAt: 7.5, backlog: false });
    if (first?.kind !== 'frame') throw new Error('no frame');
    expect(first.frame.parts[0]?.column(0)).toEqual(Float32Array.of(1, 1.5));
    expect(first.frame.parts[0]?.column(1)).toEqual(['a', null]);
    expect(own.messages).toHaveLength(100);
    expect(elsewhere.messages).toEqual([]);
  });

  test('interest is kept to: no frames, or only what happens here', async () => {
    const [here, there] = [open(), open()];
    const [quiet, alone, loud] = [
      collect(there, A, { frames: false }),
      collect(there, A, { here: true }),
      collect(there, A),
    ];
    await until(
      () => here.publish(frame(A, 1)),
      () => loud.messages.some(({ kind }) => kind === 'frame'),
    );
    await until(
      () => here.publish(lap(A, 1)),
      () => quiet.messages.length > 0,
    );
    expect(quiet.messages.every(({ kind }) => kind === 'lap')).toBe(true);
    expect(alone.messages).toEqual([]);
    there.publish(frame(A, 2));
    expect(alone.messages).toHaveLength(1);
  });

  test('nobody listens any more: nothing is sent to this server', async () => {
    const [here, there] = [open(), open()];
    const { messages, stop } = collect(there, A);
    const kept = collect(there, B);
    await until(
      () => here.publish(lap(A, 1)),
      () => messages.length > 0,
    );
    await until(
      () => here.publish(lap(B, 1)),
      () => kept.messages.length > 0,
    );
    stop();
    const count = messages.length;
    for (let i = 0; i < 5; i++) here.publish(lap(A, i));
    const heard = kept.messages.length;
    await until(
      () => here.publish(lap(B, 2)),
      () => kept.messages.length > heard,
    );
    expect(messages).toHaveLength(count);
  });

  test('Redis goes away and comes back: told once, the server goes on alone, and hears the others again', async () => {
    const [here, there] = [open(), open()];
    const [own, other] = [collect(here, A), collect(there, A)];
    await until(
      () => here.publish(lap(A, 1)),
      () => other.messages.length > 0,
    );
    const lines: string[] = [];
    logged.on('data', (line: Buffer) => lines.push(...line.toString().trim().split('\n')));
    await redis.stop();
    if (!lines.some((line) => line.includes('away'))) await once(logged, 'data');
    const before = own.messages.length;
    for (let i = 0; i < 1000; i++) here.publish(frame(A, i + 1));
    expect(own.messages).toHaveLength(before + 1000);
    const seen = other.messages.length;
    await redis.start();
    await until(
      () => here.publish(lap(A, 9)),
      () => other.messages.length > seen,
    );
    // Nothing was kept for later.
    expect(other.messages.slice(seen).every(({ kind }) => kind === 'lap')).toBe(true);
    expect(lines.filter((line) => line.includes('away'))).toHaveLength(2);
  }, 30_000);
});
