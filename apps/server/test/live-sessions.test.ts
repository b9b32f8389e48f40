import { serverActor } from '../src/deps.ts';
import { setTimeout as wait } from 'node:timers/promises';
import type { Recording } from '@outlap/telemetry';
import { sql } from 'kysely';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { endLiveSession, LiveSessions, retire } from '../src/features/live/verbs.ts';
import { reanalyse } from '../src/features/imports/verbs.ts';
import type { SessionDetail } from '../src/features/sessions/schemas.ts';
import { lapKey } from '../src/objects/keys.ts';
import { KINDS } from './databases.ts';
import { describeRecording, DrivenStream, framesOf, nextMessage } from './driven-stream.ts';
import { exact, frames, lapped } from './lapped-recording.ts';
import { createTestApp, type TestApp, type TestOptions } from './server.ts';

const frameAt = (seconds: number) => Math.ceil(seconds / 0.5) + 1;
const secondLine = exact[1]!.endSeconds;

/** A road: 30 minutes at 1 Hz, with a stop of two minutes. */
function drive(): Recording {
  const count = 1800;
  const time = { kind: 'uniform', startSeconds: 0, rateHz: 1, count } as const;
  const about = { sourceName: '', sourceUnit: '', rateHz: 1, time };
  const speed = Float32Array.from({ length: count }, (_, t) => (t >= 300 && t < 420 ? 0 : 20));
  const rpm = Float32Array.from({ length: count }, (_, t) => 1000 + t);
  return {
    ...lapped,
    track: { name: null, layout: null, lengthMetres: null },
    sectorFractions: [],
    channels: [
      { ...about, name: 'speed', unit: 'm/s', values: speed },
      { ...about, name: 'engineSpeed', unit: 'rpm', values: rpm },
    ],
  };
}

const apps: TestApp[] = [];
afterEach(async () => {
  vi.restoreAllMocks();
  for (const app of apps.splice(0)) await app.close();
});
async function open(kind: (typeof KINDS)[number], options?: TestOptions): Promise<TestApp> {
  const app = await createTestApp(kind, options);
  apps.push(app);
  return app;
}
/** A drive of forty frames that is over. */
async function driveOutLap({ deps }: TestApp) {
  const stream = new DrivenStream(deps, describeRecording(lapped));
  const sessionId = await stream.begin();
  const ended = nextMessage(deps, sessionId, 'ended');
  await stream.send(frames.slice(0, 40));
  stream.end(40);
  await ended;
  return { stream, sessionId };
}
const detailOf = async ({ app }: TestApp, id: string) =>
  (await app.inject(`/api/sessions/${id}`)).json<SessionDetail>();
const summary = ({ laps }: SessionDetail) =>
  laps.map((lap) => [lap.number, lap.kind, Number(lap.timeSeconds.toFixed(5))]);
const expected = exact.map((lap) => [lap.number, lap.kind, Number(lap.timeSeconds.toFixed(5))]);

describe.each(KINDS)('running sessions on %s', (kind) => {
  test('a lap is sealed as soon as it is over, while the drive goes on', async () => {
    const app = await open(kind);
    const stream = new DrivenStream(app.deps, describeRecording(lapped));
    const sessionId = await stream.begin();
    expect(await detailOf(app, sessionId)).toMatchObject({
      state: 'live',
      format: 'live:file',
      lapCount: 0,
      name: `${lapped.track.name} · ${lapped.vehicle.name}`,
    });
    const sealed = nextMessage(
      app.deps,
      sessionId,
      'lap',
      ({ lapNumber }) => lapNumber === exact[1]!.number,
    );
    const shown = nextMessage(
      app.deps,
      sessionId,
      'state',
      ({ state }) => state.seconds > secondLine,
    );
    await stream.send(frames.slice(0, frameAt(secondLine + 1.5)));
    expect((await shown).state).toMatchObject({
      lapNumber: exact[2]!.number,
      lapKind: 'full',
      lastLapSeconds: expect.closeTo(exact[1]!.timeSeconds, 2) as number,
    });
    await sealed;
    const session = await detailOf(app, sessionId);
    expect(session.state).toBe('live');
    expect(summary(session)).toEqual(expected.slice(0, 2));
    expect(session.layout?.outline).not.toBeNull();
    expect(session.bestLap?.timeSeconds).toBeCloseTo(exact[1]!.timeSeconds, 5);
  });

  test('the best lap becomes the reference, another one can be chosen, delta and prediction follow', async () => {
    const app = await open(kind);
    const stream = new DrivenStream(app.deps, describeRecording(lapped));
    const sessionId = await stream.begin();
    const sealed = nextMessage(
      app.deps,
      sessionId,
      'lap',
      ({ lapNumber }) => lapNumber === exact[1]!.number,
    );
    await stream.send(frames.slice(0, frameAt(secondLine + 5)));
    const { lapId } = await sealed;
    const referred = nextMessage(
      app.deps,
      sessionId,
      'state',
      ({ state }) => state.reference !== null,
    );
    const rest = frames.slice(frameAt(secondLine + 5));
    for (let n = 0; ; n += 4) {
      await stream.send(rest.slice(n, n + 4));
      const first = await Promise.race([referred, new Promise((go) => setTimeout(go, 250))]);
      if (!first) continue;
      break;
    }
    const { state } = await referred;
    expect(state.reference).toMatchObject({ lapId, label: 'Session best' });
    const at = exact[2]!.startSeconds + state.lapSeconds;
    expect(at).toBeCloseTo(state.seconds, 3);
    expect(Math.abs(state.deltaSeconds ?? 99)).toBeLessThan(5);
    expect(state.predictedLapSeconds).toBeCloseTo(
      exact[1]!.timeSeconds + (state.deltaSeconds ?? 0),
      6,
    );
    const patch = (referenceLapId: string | null) =>
      app.app.inject({
        method: 'PATCH',
        url: `/api/sessions/${sessionId}`,
        payload: { referenceLapId },
      });
    expect((await patch(lapId)).json()).toMatchObject({ referenceLapId: lapId });
    expect((await patch(app.deps.newId())).json()).toMatchObject({ code: 'lap_not_found' });
    expect((await patch(null)).json()).toMatchObject({ referenceLapId: null });
  });

  test('a server that starts goes on with the frames another one left, and two seal each lap once', async () => {
    const app = await open(kind, { work: false });
    const stream = new DrivenStream(app.deps, describeRecording(lapped));
    const sessionId = await stream.begin();
    await stream.send(frames);
    stream.end(frames.length);
    const ended = nextMessage(app.deps, sessionId, 'ended');
    const servers = [new LiveSessions(app.deps), new LiveSessions(app.deps)];
    for (const server of servers) server.start();
    await ended;
    for (const server of servers) await server.stop();
    const session = await detailOf(app, sessionId);
    expect(summary(session)).toEqual(expected);
    expect(session).toMatchObject({ state: 'done', lapCount: exact.length });
    const keys: string[] = [];
    for await (const { key } of app.deps.objects.list(`laps/${sessionId}/`)) keys.push(key);
    expect(keys.sort()).toEqual(session.laps.map(({ id }) => lapKey(sessionId, id)).sort());
  });

  test('a frame after the end opens the session again, and the cut lap becomes whole', async () => {
    const app = await open(kind);
    const stream = new DrivenStream(app.deps, describeRecording(lapped));
    const sessionId = await stream.begin();
    const cut = frameAt(secondLine + 20);
    const first = nextMessage(app.deps, sessionId, 'ended');
    await stream.send(frames.slice(0, cut));
    stream.end(cut);
    await first;
    const before = await detailOf(app, sessionId);
    expect(before.laps).toHaveLength(3);
    expect(before.laps[2]).toMatchObject({ kind: 'partial' });
    const second = nextMessage(app.deps, sessionId, 'ended');
    await stream.send(frames.slice(cut));
    stream.end(frames.length);
    await second;
    const after = await detailOf(app, sessionId);
    expect(summary(after)).toEqual(expected);
    expect(after.laps[1]?.id).toBe(before.laps[1]?.id);
  });

  test('frames after the end and a second end, with nobody there meanwhile, are sealed by who comes next', async () => {
    const app = await open(kind, { work: false });
    const stream = new DrivenStream(app.deps, describeRecording(lapped));
    const sessionId = await stream.begin();
    const cut = frameAt(secondLine + 20);
    const watched = async () => {
      const ended = nextMessage(app.deps, sessionId, 'ended');
      const server = new LiveSessions(app.deps);
      server.start();
      await ended;
      await server.stop();
    };
    await stream.send(frames.slice(0, cut));
    stream.end(cut);
    await watched();
    expect(await detailOf(app, sessionId)).toMatchObject({ state: 'done', lapCount: 3 });
    await stream.send(frames.slice(cut));
    stream.end(frames.length);
    await watched();
    const after = await detailOf(app, sessionId);
    expect(after.state).toBe('done');
    expect(summary(after)).toEqual(expected);
  });

  test('a road drive is told in stretches with roll-ups of a second', async () => {
    const app = await open(kind);
    const road = drive();
    const stream = new DrivenStream(app.deps, describeRecording(road));
    const sessionId = await stream.begin();
    const ended = nextMessage(app.deps, sessionId, 'ended');
    const sent = [...framesOf(road, 5)];
    await stream.send(sent);
    stream.end(sent.length);
    await ended;
    const { laps, lapSplitMethod, layout } = await detailOf(app, sessionId);
    expect(laps.map((lap) => [lap.kind, lap.startSeconds, lap.timeSeconds])).toEqual([
      ['stretch', 0, 360],
      ['stretch', 360, 900],
      ['stretch', 1260, 539],
    ]);
    expect(laps[0]?.distanceMetres).toBeCloseTo(300 * 20, -2);
    expect([lapSplitMethod, layout]).toEqual(['none', null]);
    const [row] = await app.deps.db
      .selectFrom('rollup')
      .selectAll()
      .where('lap_id', '=', laps[1]!.id)
      .where('channel', '=', 'engineSpeed')
      .execute();
    expect(row).toMatchObject({ start_second: 360, seconds: 900 });
    const values = new Float32Array(Uint8Array.from(row!.bytes).buffer);
    expect([...values.slice(0, 6)]).toEqual([1360, 1360, 1360, 1361, 1361, 1361]);
  });

  test('a server that sleeps, as nothing was driven for long, wakes for who drives', async () => {
    const app = await open(kind);
    const now = performance.now.bind(performance);
    vi.spyOn(performance, 'now').mockImplementation(() => now() + 3_600_000);
    await wait(1000);
    const { sessionId } = await driveOutLap(app);
    expect(await detailOf(app, sessionId)).toMatchObject({ state: 'done', lapCount: 1 });
  });

  test('a server that sleeps wakes for an end that was stored long after its frames were heard', async () => {
    const app = await open(kind);
    const { sessionId, stream } = await driveOutLap(app);
    const now = performance.now.bind(performance);
    vi.spyOn(performance, 'now').mockImplementation(() => now() + 3_600_000);
    await wait(1000);
    // Frames that could be stored only now open the stream; nobody hears of them again.
    await sql`update stream set state = 'open'`.execute(app.deps.db);
    const endedAgain = nextMessage(app.deps, sessionId, 'ended');
    await endLiveSession(app.deps, stream.id);
    await endedAgain;
    expect(await detailOf(app, sessionId)).toMatchObject({ state: 'done', lapCount: 1 });
  });

  test('a stream that falls silent is closed', async () => {
    const app = await open(kind, { env: { SILENCE_SECONDS: '1' } });
    const stream = new DrivenStream(app.deps, describeRecording(lapped));
    const sessionId = await stream.begin();
    const ended = nextMessage(app.deps, sessionId, 'ended');
    await stream.send(frames.slice(0, 40));
    await ended;
    expect(await detailOf(app, sessionId)).toMatchObject({ state: 'done', lapCount: 1 });
  });

  test('old samples go by policy, laps stay or not; what is left can still be analysed', async () => {
    const app = await open(kind);
    const stream = new DrivenStream(app.deps, describeRecording(lapped));
    const sessionId = await stream.begin();
    const ended = nextMessage(app.deps, sessionId, 'ended');
    await stream.send(frames);
    stream.end(frames.length);
    await ended;
    await sql`update session set analysis_version = 0`.execute(app.deps.db);
    const ctx = { ...app.deps, actor: serverActor(app.deps.ownerId) };
    const signal = AbortSignal.timeout(60_000);
    expect(await reanalyse(ctx, { all: false, signal, onProgress: () => undefined })).toEqual({
      done: 1,
      failed: [],
    });
    expect((await detailOf(app, sessionId)).analysisVersion).toBeGreaterThan(0);
    const at = (day: number, LAPS_KEEP: boolean) => ({
      ...app.deps,
      now: () => new Date(Date.parse('2026-04-01T10:00:00Z') + day * 86_400_000),
      config: { ...app.deps.config, SAMPLES_KEEP_DAYS: 30, LAPS_KEEP },
    });
    expect(await retire(at(29, true))).toMatchObject({ sessions: 0 });
    expect(await retire(at(31, true))).toMatchObject({ sessions: 1 });
    expect((await detailOf(app, sessionId)).laps).toHaveLength(exact.length);
    const keys: string[] = [];
    for await (const { key } of app.deps.objects.list('laps/')) keys.push(key);
    expect(keys).toEqual([]);
    await sql`update session set samples_removed_at = null`.execute(app.deps.db);
    expect(await retire(at(31, false))).toMatchObject({ sessions: 1 });
    expect(await detailOf(app, sessionId)).toMatchObject({ laps: [], lapCount: 0, bestLap: null });
    await sql`update stream set ended_at = '2026-01-01'`.execute(app.deps.db);
    await retire(at(31, false));
    const left = await app.deps.db.selectFrom('frame').select('first_seq').execute();
    expect(left).toEqual([]);
  });
});
