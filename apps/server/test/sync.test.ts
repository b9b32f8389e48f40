import { serverActor } from '../src/deps.ts';
import { createHash, randomUUID } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { buildApp } from '../src/app.ts';
import { runForwarding } from '../src/features/sync/verbs.ts';
import { openCuttingProxy, type CuttingProxy } from './cutting-proxy.ts';
import { KINDS } from './databases.ts';
import { importFile, shortDemoFile } from './recordings.ts';
import { createTestApp, type TestApp } from './server.ts';

type Json = Record<string, unknown>;
type SyncBody = {
  state: string;
  waitingSessions: number;
  sentSessions: number;
  receivedSessions: number;
  lastError: { code: string } | null;
  items: { sessionId: string; state: string; error: { code: string } | null; digest: string }[];
};

const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');
const get = async <T = Json>(app: TestApp['app'], url: string) => (await app.inject(url)).json<T>();

/** The first laps of the demo on a day in May. */
const dayFile = (day: string) => shortDemoFile(240, { startedAt: `2026-05-${day}T10:00:00Z` });

/** What the folder of a server holds of a session, by name and hash, read from the disk. */
function filesOf(t: TestApp, id: string): Record<string, string> {
  const folder = join(t.dataDir, 'objects', 'laps', id);
  return Object.fromEntries(
    readdirSync(folder).map((name) => [name, sha256(readFileSync(join(folder, name)))]),
  );
}

const PATIENCE_MS = 100_000;
vi.setConfig({ testTimeout: PATIENCE_MS, hookTimeout: PATIENCE_MS });

describe.each(KINDS)('forwarding between two servers, the upstream one on %s', (kind) => {
  let upstream: TestApp;
  let proxy: CuttingProxy;
  let sender: TestApp;
  let upstreamAddress: string;
  const open: (() => Promise<void>)[] = [];

  beforeAll(async () => {
    upstream = await createTestApp(kind, { env: { INGEST_TOKEN: 'right' } });
    upstreamAddress = await upstream.app.listen({ host: '127.0.0.1', port: 0 });
    proxy = await openCuttingProxy(upstreamAddress);
    sender = await createTestApp('embedded', {
      env: { UPSTREAM_URL: proxy.address, UPSTREAM_TOKEN: 'right' },
    });
  });
  afterAll(async () => {
    await sender.close();
    await proxy.close();
    for (const close of open) await close();
    await upstream.close();
  });

  const status = () => get<SyncBody>(sender.app, '/api/sync');
  const retry = () => sender.app.inject({ method: 'POST', url: '/api/sync/retry' });
  const until = async (fits: (body: SyncBody) => boolean) => {
    await retry();
    await expect
      .poll(async () => fits(await status()), { timeout: PATIENCE_MS, interval: 50 })
      .toBe(true);
    return status();
  };
  const itemOf = (body: SyncBody, id: string) =>
    body.items.find(({ sessionId }) => sessionId === id);
  const untilSent = (id: string) => until((body) => itemOf(body, id)?.state === 'sent');
  const digests = async (id: string) => [
    await get(sender.app, `/api/sync/sessions/${id}/digest`),
    await get(upstream.app, `/api/sync/sessions/${id}/digest`),
  ];
  const importInto = async (t: TestApp, day: string, bytes = dayFile(day)) =>
    (await importFile(t.app, { name: `day-${day}.ibt`, bytes })).sessionId ?? '';

  let first: string;

  test('a session arrives with its laps, files, track and recording, and both sides have the same', async () => {
    first = await importInto(sender, '01');
    const sent = await untilSent(first);
    expect(sent).toMatchObject({ waitingSessions: 0, sentSessions: 1, lastError: null });
    const {
      layout: here,
      vehicle,
      track,
      ...detail
    } = await get(sender.app, `/api/sessions/${first}`);
    const there = await get(upstream.app, `/api/sessions/${first}`);
    expect(there).toMatchObject(detail);
    const { id: _layout, trackId: _track, ...shape } = here as Json;
    expect(there['layout']).toMatchObject(shape);
    expect(there['vehicle']).toMatchObject({ name: (vehicle as Json)['name'] });
    expect(there['track']).toMatchObject({ name: (track as Json)['name'] });
    expect(Object.keys(filesOf(sender, first)).length).toBeGreaterThan(1);
    expect(filesOf(upstream, first)).toEqual(filesOf(sender, first));
    const recording = readFileSync(
      join(upstream.dataDir, 'objects', 'recordings', first, 'recording'),
    );
    expect(sha256(recording)).toBe(sha256(dayFile('01')));
    const [a, b] = await digests(first);
    expect(b).toEqual(a);
    expect(itemOf(sent, first)?.digest).toBe(a?.['digest']);
    expect(await get(upstream.app, '/api/sync')).toMatchObject({
      state: 'off',
      receivedSessions: 1,
    });
    const found = await get<{ items: Json[] }>(upstream.app, '/api/sessions?q=larkmoor');
    expect(found.items.map(({ id }) => id)).toEqual([first]);
    const [lap] = (await get<{ items: Json[] }>(upstream.app, `/api/laps?session=${first}`)).items;
    const data = await upstream.app.inject(`/api/laps/${String(lap?.['id'])}/data?channels=speed`);
    expect(data.statusCode).toBe(200);
    expect(existsSync(join(upstream.dataDir, 'objects', 'sync'))).toBe(false);
  });

  test('an edit is sent again without the files, also a change of track', async () => {
    const before = proxy.bytes;
    const payload = {
      name: 'Rain',
      driver: 'Ada',
      trackName: 'Fenmoor',
      layoutName: 'Short',
      notes: 'wet',
    };
    await sender.app.inject({ method: 'PATCH', url: `/api/sessions/${first}`, payload });
    await until((body) => body.waitingSessions === 0 && itemOf(body, first)?.state === 'sent');
    expect(await get(upstream.app, `/api/sessions/${first}`)).toMatchObject({
      name: 'Rain',
      driver: 'Ada',
      notes: 'wet',
      track: { name: 'Fenmoor', layout: 'Short' },
    });
    const [a, b] = await digests(first);
    expect(b).toEqual(a);
    expect(proxy.bytes - before).toBeLessThan(300_000);
    const { items } = await get<{ items: { name: string; layouts: { lapCount: number }[] }[] }>(
      upstream.app,
      '/api/tracks',
    );
    expect(items.map(({ name }) => name)).toEqual(['Fenmoor']);
    const { validLapCount } = await get(sender.app, `/api/sessions/${first}`);
    expect(items[0]?.layouts[0]?.lapCount).toBe(validLapCount);
  });

  test('a connection that is cut again and again goes on where it was', async () => {
    const before = proxy.bytes;
    const cutsBefore = proxy.cuts;
    proxy.cutAfterBytes = 400_000;
    const id = await importInto(sender, '02');
    await untilSent(id);
    proxy.cutAfterBytes = Infinity;
    const [a, b] = await digests(id);
    expect(b).toEqual(a);
    const total = Number(a?.['bytes']);
    expect(proxy.cuts - cutsBefore).toBeGreaterThan(total / 400_000 / 2);
    expect(proxy.bytes - before).toBeLessThan(1.6 * total);
    expect(filesOf(upstream, id)).toEqual(filesOf(sender, id));
  });

  test('a server that is away is waited for; one that refuses the token, too', async () => {
    proxy.retarget(null);
    const id = await importInto(sender, '03');
    const away = await until(
      ({ lastError, state }) => lastError?.code === 'upstream_unreachable' && state === 'waiting',
    );
    expect(itemOf(away, id)).toMatchObject({ error: { code: 'upstream_unreachable' } });
    const { deps } = upstream;
    const other = await buildApp({ ...deps, config: { ...deps.config, INGEST_TOKEN: 'other' } });
    open.push(() => other.close());
    proxy.retarget(await other.listen({ host: '127.0.0.1', port: 0 }));
    const refused = await until(({ lastError }) => lastError?.code === 'unauthorized');
    expect(refused.waitingSessions).toBe(1);
    const guarded = await buildApp({ ...deps, config: { ...deps.config, INGEST_TOKEN: 'right' } });
    open.push(() => guarded.close());
    proxy.retarget(await guarded.listen({ host: '127.0.0.1', port: 0 }));
    const sent = await untilSent(id);
    expect(sent.lastError).toBeNull();
    expect(itemOf(sent, id)?.error).toBeNull();
    const [a, b] = await digests(id);
    expect(b).toEqual(a);
    proxy.retarget(upstreamAddress);
  });

  test('laps of a running session arrive while it runs, and it is closed at the end', async () => {
    const id = await importInto(sender, '04');
    await untilSent(id);
    const { db, bus } = sender.deps;
    const laps = await db.selectFrom('lap').selectAll().where('session_id', '=', id).execute();
    const last = laps.at(-1);
    if (!last) throw new Error('The demo has laps');
    await db.deleteFrom('lap').where('id', '=', last.id).execute();
    const set = { state: 'live' as const, lap_count: laps.length - 1 };
    await db.updateTable('session').set(set).where('id', '=', id).execute();
    const lapsThere = async () =>
      (await get<{ laps: Json[] }>(upstream.app, `/api/sessions/${id}`)).laps.length;
    await until((body) => body.waitingSessions === 0);
    expect(await lapsThere()).toBe(laps.length - 1);
    const heard: string[] = [];
    upstream.deps.bus.subscribe(id, ({ kind }) => heard.push(kind));
    const { layout_key: _l, vehicle_key: _v, invalid: _i, ...row } = last;
    await db.insertInto('lap').values(row).execute();
    await db.updateTable('session').set({ lap_count: laps.length }).where('id', '=', id).execute();
    bus.publish({ kind: 'lap', sessionId: id, lapId: last.id, lapNumber: last.number });
    await expect.poll(lapsThere, { timeout: PATIENCE_MS }).toBe(laps.length);
    expect(filesOf(upstream, id)).toEqual(filesOf(sender, id));
    await db.updateTable('session').set({ state: 'done' }).where('id', '=', id).execute();
    bus.publish({ kind: 'ended', sessionId: id });
    await expect.poll(() => heard, { timeout: PATIENCE_MS }).toEqual(['lap', 'ended']);
    const state = await upstream.deps.db
      .selectFrom('session')
      .select('state')
      .where('id', '=', id)
      .executeTakeFirst();
    expect(state).toEqual({ state: 'done' });
    await untilSent(id);
    const [a, b] = await digests(id);
    expect(b).toEqual(a);
  });

  test('a recording that the upstream server has by itself is not sent twice; the demo never', async () => {
    await importInto(upstream, '05');
    const id = await importInto(sender, '05');
    const body = await until((one) => itemOf(one, id)?.state === 'duplicate');
    expect(body.waitingSessions).toBe(0);
    const { db } = sender.deps;
    await db.updateTable('session').set({ demo: true, notes: 'x' }).where('id', '=', id).execute();
    expect((await status()).waitingSessions).toBe(0);
  });

  test('deleting on one side leaves the other as it is', async () => {
    await sender.app.inject({ method: 'DELETE', url: `/api/sessions/${first}` });
    await until((body) => body.waitingSessions === 0 && itemOf(body, first) === undefined);
    expect(await get(upstream.app, `/api/sessions/${first}`)).toMatchObject({ id: first });
  });
});

test('forwarding takes no more bandwidth than it may', async () => {
  const env = { INGEST_TOKEN: 'right' };
  const upstream = await createTestApp('embedded', { work: false, env });
  const sender = await createTestApp('embedded');
  const { sessionId } = await importFile(sender.app, { name: 'a.ibt', bytes: dayFile('09') });
  const rate = 50_000;
  let now = Date.parse('2026-05-09T12:00:00Z');
  const started = now;
  const stop = new AbortController();
  const { deps } = sender;
  await runForwarding(
    {
      ...deps,
      actor: serverActor(deps.ownerId),
      now: () => new Date(now),
      config: {
        ...deps.config,
        UPSTREAM_URL: await upstream.app.listen({ host: '127.0.0.1', port: 0 }),
        UPSTREAM_TOKEN: env.INGEST_TOKEN,
        UPSTREAM_BYTES_PER_SECOND: rate,
      },
    },
    stop.signal,
    {
      sleep: async (milliseconds) => {
        const item = await deps.db.selectFrom('sync_item').select('state').executeTakeFirst();
        if (item?.state === 'sent') stop.abort();
        else now += milliseconds;
      },
    },
  );
  const { bytes, digest } = await get(sender.app, `/api/sync/sessions/${sessionId}/digest`);
  const there = await get(upstream.app, `/api/sync/sessions/${sessionId}/digest`);
  expect(there['digest']).toBe(digest);
  expect((now - started) / 1000).toBeGreaterThanOrEqual(Number(bytes) / rate);
  expect((now - started) / 1000).toBeLessThan(Number(bytes) / rate + 2);
  await sender.close();
  await upstream.close();
});

describe.each(KINDS)('the receiving side on %s', (kind) => {
  let t: TestApp;
  beforeAll(async () => {
    t = await createTestApp(kind, { env: { INGEST_TOKEN: 'secret' }, work: false });
  });
  afterAll(() => t.close());

  const headers = { authorization: 'Bearer secret' };
  const post = (url: string, payload: object, own = headers) =>
    t.app.inject({ method: 'POST', url: `/api/sync${url}`, payload, headers: own });
  const put = (hash: string, bytes: Uint8Array, offset = 0) =>
    t.app.inject({
      method: 'PUT',
      url: `/api/sync/objects/${hash}`,
      headers: {
        ...headers,
        'content-type': 'application/octet-stream',
        'content-range': `bytes ${offset}-${bytes.length}/*`,
      },
      payload: Buffer.from(bytes),
    });
  const recording = Buffer.from('a recording that is only some text');
  const manifestOf = (id: string, object: Uint8Array = recording, contentHash = id) => ({
    version: 1,
    session: {
      id,
      name: 'Night',
      startedAt: null,
      importedAt: '2026-05-01T10:00:00.000Z',
      durationSeconds: 10,
      format: 'csv',
      formatVersion: null,
      fileName: 'a.csv',
      fileBytes: object.length,
      contentHash,
      mapping: null,
      driver: null,
      lapCount: 0,
      validLapCount: 0,
      bestLap: null,
      notes: '',
      edited: {},
      channels: [],
      theoreticalBest: null,
      consistency: null,
      report: { rowsTotal: 1, rowsKept: 1, reasons: {}, warnings: [] },
      analysisVersion: 1,
      lapSplitMethod: 'none',
      state: 'done',
    },
    vehicleName: null,
    layout: null,
    laps: [],
    objects: [{ kind: 'recording', lapId: null, bytes: object.length, sha256: sha256(object) }],
    samplesRemoved: false,
  });

  test('without the token nothing is taken', async () => {
    const id = randomUUID();
    for (const own of [{ authorization: 'Bearer wrong' }, { authorization: '' }])
      expect((await post('/sessions', manifestOf(id), own)).json()).toMatchObject({
        status: 401,
        code: 'unauthorized',
      });
    const digest = { url: `/api/sync/sessions/${id}/digest`, headers: { authorization: '' } };
    expect((await t.app.inject(digest)).statusCode).toBe(401);
    expect((await t.app.inject('/api/sync')).statusCode).toBe(200);
  });

  test('bytes go on from where they are, are proven, and only then the session is there', async () => {
    const id = randomUUID();
    const hash = sha256(recording);
    expect((await put(hash, recording)).json()).toMatchObject({ status: 404, code: 'not_found' });
    const announced = (await post('/sessions', manifestOf(id))).json<Json>();
    expect(announced).toMatchObject({
      state: 'wanted',
      sessionId: id,
      needed: [{ sha256: hash, bytes: recording.length, offset: 0 }],
    });
    const { manifestHash } = announced;
    const complete = () => post(`/sessions/${id}/complete`, { manifestHash });
    expect((await complete()).json()).toMatchObject({ status: 409, code: 'sync_object_missing' });
    expect((await put(hash, recording.subarray(0, 10))).json()).toEqual({
      bytes: recording.length,
      offset: 10,
      proven: false,
    });
    expect((await put(hash, recording)).json()).toMatchObject({
      status: 416,
      code: 'range_not_satisfiable',
    });
    expect((await post('/sessions', manifestOf(id))).json()).toMatchObject({
      needed: [{ offset: 10 }],
    });
    expect((await complete()).json()).toMatchObject({ code: 'sync_object_missing' });
    expect((await put(hash, recording.subarray(10), 10)).json()).toMatchObject({ proven: true });
    expect((await t.app.inject(`/api/sessions/${id}`)).statusCode).toBe(404);
    expect((await complete()).json()).toMatchObject({ sessionId: id, objects: 1 });
    expect((await complete()).json()).toMatchObject({ sessionId: id, objects: 1 });
    expect((await t.app.inject(`/api/sessions/${id}`)).json()).toMatchObject({ name: 'Night' });
    expect((await post('/sessions', manifestOf(id))).json()).toMatchObject({ state: 'complete' });
  });

  test('files that the retention policy took are not wanted again, edits are', async () => {
    const id = randomUUID();
    const object = Buffer.from('a recording that will be old');
    const manifest = manifestOf(id, object);
    const announce = async (notes: string) => {
      const session = { ...manifest.session, notes };
      return (await post('/sessions', { ...manifest, session })).json<Json>();
    };
    const complete = async ({ manifestHash }: Json) =>
      (await post(`/sessions/${id}/complete`, { manifestHash })).json<Json>();
    const first = await announce('');
    await put(sha256(object), object);
    const whole = await complete(first);
    expect(whole).toMatchObject({ objects: 1 });
    await t.deps.objects.deletePrefix(`recordings/${id}/`);
    const thinned = { samples_removed_at: new Date() };
    await t.deps.db.updateTable('session').set(thinned).where('id', '=', id).execute();
    const again = await announce('');
    expect(again).toMatchObject({ state: 'wanted', needed: [] });
    expect(await complete(again)).toEqual(whole);
    const edited = await announce('dry');
    expect(edited).toMatchObject({ needed: [] });
    await complete(edited);
    expect((await t.app.inject(`/api/sessions/${id}`)).json()).toMatchObject({ notes: 'dry' });
    expect(existsSync(join(t.dataDir, 'objects', 'recordings', id))).toBe(false);
  });

  test('bytes that are not those of the hash are thrown away', async () => {
    const id = randomUUID();
    const object = Buffer.from('what is meant');
    const hash = sha256(object);
    await post('/sessions', manifestOf(id, object));
    for (const wrong of ['what is mean?', 'what is meant, and more'])
      expect((await put(hash, Buffer.from(wrong))).json()).toMatchObject({
        status: 422,
        code: 'sync_object_corrupt',
      });
    const state = await t.app.inject({ url: `/api/sync/objects/${hash}`, headers });
    expect(state.json()).toEqual({ bytes: object.length, offset: 0, proven: false });
    expect((await put(hash, object)).json()).toMatchObject({ proven: true });
  });

  test('manifests that do not fit, and sessions of somebody else, are refused', async () => {
    const id = randomUUID();
    const good = manifestOf(id, Buffer.from('x'));
    for (const bad of [
      { ...good, version: 2 },
      { ...good, objects: [...good.objects, ...good.objects] },
      { ...good, objects: good.objects.map((one) => ({ ...one, kind: 'lap', lapId: id })) },
      { ...good, objects: good.objects.map((one) => ({ ...one, sha256: '../../x' })) },
      { ...good, session: { ...good.session, name: 'a\0b' } },
    ])
      expect((await post('/sessions', bad)).json()).toMatchObject({
        status: 400,
        code: 'invalid_request',
      });
    const stranger = await t.appOf('00000000-0000-7000-8000-00000000dead');
    const [row] = await t.deps.db.selectFrom('session').select('id').limit(1).execute();
    const foreign = await stranger.inject({
      method: 'POST',
      url: '/api/sync/sessions',
      headers,
      payload: manifestOf(row?.id ?? ''),
    });
    expect(foreign.json()).toMatchObject({ status: 404, code: 'session_not_found' });
  });
});
