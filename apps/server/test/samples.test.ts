import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { writeLapFile } from '@outlap/formats';
import type { Lap } from '@outlap/telemetry';
import { type Ctx, serverActor } from '../src/deps.ts';
import { getSampledSession, readSamples } from '../src/features/live/samples/verbs.ts';
import { lapKey } from '../src/objects/keys.ts';
import { KINDS } from './databases.ts';
import {
  connectRecorder,
  describeTestStream,
  testFrame,
  type TestRecorder,
} from './live-client.ts';
import { createTestApp, type TestApp } from './server.ts';

const HZ = 60;

describe.each(KINDS)('samples of a session on %s', (kind) => {
  let server: TestApp;
  let ctx: Ctx;
  let recorder: TestRecorder;
  let sessionId: string;
  beforeAll(async () => {
    server = await createTestApp(kind, { env: { COMMIT_INTERVAL_MS: '10' }, work: false });
    ctx = { ...server.deps, actor: serverActor(server.deps.ownerId) };
    const address = await server.app.listen({ host: '127.0.0.1', port: 0 });
    recorder = await connectRecorder(address, { description: describeTestStream() });
    sessionId = (await recorder.until('ack', (ack) => ack.sessionId !== null)).sessionId ?? '';
    // Commits of some frames each, so that the seal lies between rows.
    for (let seq = 1; seq <= 100; seq++) {
      recorder.sendFrame(testFrame(seq));
      if (seq % 20 === 0) await recorder.until('ack', (ack) => ack.seq === seq);
    }
    await seal(1, 0, 3.005);
  });
  afterAll(async () => {
    await recorder.close();
    await server.close();
  });

  const read = async (query: Parameters<typeof readSamples>[2]) =>
    readSamples(ctx, await getSampledSession(ctx, sessionId), query);

  /** Cuts a lap out of the open frames, as the server does when it is finished; without a file where one is not wanted. */
  async function seal(number: number, start: number, end: number, file = true): Promise<string> {
    const { db, objects, newId, now, ownerId } = server.deps;
    const id = newId();
    const lap: Lap = {
      number,
      kind: 'full',
      valid: true,
      invalidReasons: [],
      startSeconds: start,
      endSeconds: end,
      timeSeconds: end - start,
      timeSource: 'crossing',
      distanceMetres: null,
      sectorSeconds: [],
    };
    const first = Math.max(0, Math.ceil(start * HZ) - 1);
    const count = Math.ceil(end * HZ) + 1 - first;
    const channels = ['speed', 'engineSpeed', 'throttle'].map((name, c) => ({
      name,
      sourceName: name,
      unit: '',
      sourceUnit: '',
      rateHz: HZ,
      time: { kind: 'uniform' as const, startSeconds: first / HZ - start, rateHz: HZ, count },
      values: Float32Array.from({ length: count }, (_, i) => 1000 * c + first + i),
    }));
    if (file) await objects.put(lapKey(sessionId, id), writeLapFile({ lap, channels }));
    await db
      .insertInto('lap')
      .values({
        id,
        owner_id: ownerId,
        session_id: sessionId,
        layout_id: null,
        vehicle_id: null,
        driver: '',
        driven_at: now(),
        number,
        kind: 'full',
        valid: true,
        invalid_reasons: [],
        start_seconds: start,
        end_seconds: end,
        time_seconds: end - start,
        time_source: 'crossing',
        distance_metres: null,
        sector_seconds: [],
        file_bytes: 1,
      })
      .execute();
    if (!file) return id;
    await db
      .deleteFrom('frame')
      .where('stream_id', '=', recorder.streamId)
      .where('end_seconds', '<', end)
      .execute();
    return id;
  }

  test('sealed laps and open frames are one', async () => {
    const open = await server.deps.db
      .selectFrom('frame')
      .select('start_seconds')
      .where('stream_id', '=', recorder.streamId)
      .orderBy('first_seq')
      .execute();
    // The lap's beginning is in its file alone, the end of the drive in the frames alone.
    expect(open[0]?.start_seconds).toBeGreaterThan(0);
    const { seconds, columns } = await read({ channels: ['engineSpeed', 'flux'], rateHz: 60 });
    expect([...seconds]).toEqual(Array.from({ length: 300 }, (_, i) => i / 60));
    expect([...(columns[0] ?? [])]).toEqual(Array.from({ length: 300 }, (_, i) => 1000 + i));
    expect([...(columns[1] ?? [])].every((value) => Number.isNaN(value))).toBe(true);
  });

  test('a span begins and ends where it is asked to, and holds what was before it', async () => {
    const { seconds, columns } = await read({
      channels: ['speed'],
      rateHz: 25,
      fromSeconds: 2.9,
      toSeconds: 3.1,
    });
    expect([...seconds].map((second) => Math.round(second * 25))).toEqual([73, 74, 75, 76, 77]);
    expect([...(columns[0] ?? [])]).toEqual([175, 177, 180, 182, 184]);
    const last = await read({ channels: ['speed'], rateHz: 5, lastSeconds: 1 });
    expect([...last.seconds].map((second) => Math.round(second * 5))).toEqual([20, 21, 22, 23, 24]);
    const beyond = await read({ channels: ['speed'], rateHz: 5, fromSeconds: 900 });
    expect(beyond.seconds).toHaveLength(0);
  });

  test('long spans are drawn from roll-ups, and end with what is not rolled up yet', async () => {
    const lapId = await seal(2, 6, 1506, false);
    for (const [channel, base] of [
      ['speed', 0],
      ['engineSpeed', 5000],
    ] as const) {
      const bytes = new Uint8Array(1500 * 12);
      const view = new DataView(bytes.buffer);
      for (let i = 0; i < 1500; i++)
        [base + i, base - 1, base + 9].forEach((value, k) =>
          view.setFloat32(12 * i + 4 * k, value, true),
        );
      await server.deps.db
        .insertInto('rollup')
        .values({
          session_id: sessionId,
          lap_id: lapId,
          channel,
          start_second: 6,
          seconds: 1500,
          bytes,
        })
        .execute();
    }
    const { seconds, columns } = await read({ channels: ['engineSpeed', 'speed'], rateHz: 60 });
    expect(seconds).toHaveLength(1507);
    expect([...(columns[0] ?? [])].slice(0, 9)).toEqual([
      1000, 1060, 1120, 1180, 1240, 1299, 5000, 5001, 5002,
    ]);
    expect(columns[1]?.[1505]).toBe(1499);
    // Many channels for long come more slowly, so that an answer stays one that a server can hold.
    const channels = Array.from({ length: 300 }, (_, i) => `channel${i}`);
    const wide = await read({ channels, rateHz: 60, fromSeconds: 0, toSeconds: 1100 });
    expect(wide.seconds.length * wide.columns.length).toBeLessThanOrEqual(4_000_000 + 300);
    expect(wide.seconds.length).toBeGreaterThan(10_000);
    // A short span of a lap whose file is gone is empty, and no error.
    const short = await read({
      channels: ['speed'],
      rateHz: 5,
      fromSeconds: 700,
      toSeconds: 701,
    });
    expect(short.seconds).toHaveLength(6);
    expect([...(short.columns[0] ?? [])].every((value) => Number.isNaN(value))).toBe(true);
  });

  test('too many channels are refused', async () => {
    const names = Array.from({ length: 401 }, (_, i) => `c${i}`);
    await expect(read({ channels: names, rateHz: 5 })).rejects.toMatchObject({
      code: 'invalid_request',
    });
  });
});
