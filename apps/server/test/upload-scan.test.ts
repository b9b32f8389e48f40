import { randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Actor, type Ctx, serverActor } from '../src/deps.ts';
import {
  releaseUnscanned,
  requireClean,
  resumeLost,
  startImport,
} from '../src/features/imports/verbs.ts';
import { insertImport } from '../src/features/imports/queries.ts';
import { takeVerdict } from '../src/features/imports/scan.ts';
import { gather } from '../src/features/privacy/gather.ts';
import { Bandwidth } from '../src/features/sync/bandwidth.ts';
import { sendSession, type Sending } from '../src/features/sync/send.ts';
import { KINDS } from './databases.ts';
import { startQueue, type TestQueue } from './queue-stand-in.ts';
import { demoFile, type ImportBody, postFiles } from './recordings.ts';
import { type S3Server, startS3Server } from './s3-server.ts';
import { createTestApp, type TestApp } from './server.ts';

const CLEAN = 'NO_THREATS_FOUND';

describe.each(KINDS)('scanned uploads on %s', (kind) => {
  let queue: TestQueue;
  let s3: S3Server;
  let t: TestApp;
  let uploads = 0;
  beforeAll(async () => {
    queue = await startQueue({ deliveries: 1 });
    s3 = await startS3Server();
    t = await createTestApp(kind, { env: env() });
  });
  afterAll(async () => {
    await t.close();
    await s3.close();
    await queue.stop();
  });

  const env = () => ({
    UPLOAD_SCAN: 'guardduty',
    OBJECT_EVENTS_QUEUE_URL: queue.url,
    OBJECT_STORE_URL: s3.url('laps', 'team'),
    OBJECT_STORE_ACCESS_KEY: s3.accessKey,
    OBJECT_STORE_SECRET_KEY: s3.secretKey,
  });

  const eventOf = (objectKey: string, scanResultStatus: string, bucketName = 'laps') =>
    JSON.stringify({
      source: 'aws.guardduty',
      'detail-type': 'GuardDuty Malware Protection Object Scan Result',
      detail: {
        s3ObjectDetails: { bucketName, objectKey: `team/${objectKey}` },
        scanResultDetails: { scanResultStatus },
      },
    });

  async function upload() {
    const bytes = demoFile(`2026-04-01T10:${String(10 + uploads++)}:00Z`);
    const answer = await postFiles(t.app, [{ name: 'demo.ibt', bytes }]);
    const id = answer.json<{ items: ImportBody[] }>().items[0]?.id ?? '';
    return { id, key: (await rowOf(id)).recording_key };
  }

  const rowOf = (id: string, { deps } = t) =>
    deps.db.selectFrom('import').selectAll().where('id', '=', id).executeTakeFirstOrThrow();

  const taken = () => expect.poll(() => queue.waiting(), { timeout: 20_000 }).toBe(0);
  const becomes = (id: string, state: string) =>
    expect.poll(async () => (await rowOf(id)).state, { timeout: 60_000 }).toBe(state);

  test('an import waits until the scanner found nothing, whatever is said of other buckets', async () => {
    const { id, key } = await upload();
    queue.send(eventOf(key, CLEAN, 'another'));
    await taken();
    expect((await rowOf(id)).state).toBe('scanning');
    await expect(requireClean(t.deps, [key])).rejects.toMatchObject({ code: 'file_quarantined' });
    queue.send(eventOf(key, CLEAN));
    queue.send(eventOf(key, CLEAN));
    await becomes(id, 'done');
    await taken();
    expect(await rowOf(id)).toMatchObject({ state: 'done', attempts: 1, error_code: null });
    await expect(requireClean(t.deps, [key])).resolves.toBeUndefined();
  });

  test.each(['THREATS_FOUND', 'UNSUPPORTED', 'ACCESS_DENIED', 'FAILED'])(
    '%s quarantines the file',
    async (verdict) => {
      const { id, key } = await upload();
      queue.send(eventOf(key, verdict));
      await becomes(id, 'failed');
      expect(await rowOf(id)).toMatchObject({ error_code: 'file_quarantined', attempts: 0 });
      await expect(requireClean(t.deps, [key])).rejects.toMatchObject({ code: 'file_quarantined' });
    },
  );

  test('a verdict that comes before the import counts as soon as the import is there', async () => {
    const importId = randomUUID();
    const key = `uploads/${importId}`;
    queue.send(eventOf(key, 'THREATS_FOUND'));
    await taken();
    const actor: Actor = {
      userId: t.deps.ownerId,
      kind: 'person',
      roles: [],
      loginSessionId: null,
      keyId: null,
      tokenVersion: null,
      amr: [],
      scopes: null,
      sharedSessionId: null,
      shareId: null,
      address: null,
      impersonatorId: null,
    };
    const stored = { importId, fileName: 'a.ibt', bytes: 1, hash: importId, key, companion: null };
    await startImport({ ...t.deps, actor }, stored, false);
    expect(await rowOf(importId)).toMatchObject({
      state: 'failed',
      error_code: 'file_quarantined',
      attempts: 0,
    });
  });

  describe('whose verdict came before it, and which nobody settled', () => {
    let idle: TestApp;
    beforeAll(async () => {
      idle = await createTestApp(kind, { env: env(), work: false });
    });
    afterAll(() => idle.close());

    /** As a process that died after it wrote the row; `verdicts` are of the recording and its companion. */
    async function leave(...verdicts: (boolean | undefined)[]): Promise<string> {
      const id = randomUUID();
      const keys = verdicts.map((_, i) => `uploads/${id}/${i}`);
      for (const [i, clean] of verdicts.entries())
        if (clean !== undefined)
          await takeVerdict(idle.deps, { key: keys[i] ?? '', clean, verdict: 'early' });
      await insertImport(idle.deps.db, {
        id,
        owner_id: idle.deps.ownerId,
        file_name: 'a.ld',
        file_bytes: 1,
        content_hash: id,
        recording_key: keys[0] ?? '',
        companion_key: keys[1] ?? null,
        mapping: null,
        demo: false,
        state: 'scanning',
        duplicate: false,
        session_id: null,
        error_code: null,
        error_detail: null,
        created_at: idle.deps.now(),
        finished_at: null,
      });
      return id;
    }
    const stateOf = async (id: string) => (await rowOf(id, idle)).state;
    async function countJobs(id: string): Promise<number> {
      const { rows } = await idle.database.executeSql(
        'select count(*)::int as jobs from pgboss.job where data::text like $1',
        [`%${id}%`],
      );
      return (rows as { jobs: number }[])[0]?.jobs ?? 0;
    }

    test('goes on with one job after one look, and only once', async () => {
      const alone = await leave(true);
      const both = await leave(true, true);
      await resumeLost(idle.deps);
      await resumeLost(idle.deps);
      for (const id of [alone, both])
        expect([await stateOf(id), await countJobs(id)]).toEqual(['queued', 1]);
    });

    test('ends where something was found, and waits where a verdict is missing', async () => {
      const bad = await leave(undefined, false);
      const half = await leave(true, undefined);
      const unheard = await leave(undefined);
      await resumeLost(idle.deps);
      expect(await Promise.all([bad, half, unheard].map(stateOf))).toEqual([
        'failed',
        'scanning',
        'scanning',
      ]);
      expect(await Promise.all([bad, half, unheard].map(countJobs))).toEqual([0, 0, 0]);
    });

    test('is tried again by the next look where its job could not be made', async () => {
      const id = await leave(true);
      const jobs = { ...idle.deps.jobs, queueImport: () => Promise.reject(new Error('away')) };
      await expect(resumeLost({ ...idle.deps, jobs })).rejects.toThrow('away');
      expect([await stateOf(id), await countJobs(id)]).toEqual(['scanning', 0]);
      await resumeLost(idle.deps);
      expect([await stateOf(id), await countJobs(id)]).toEqual(['queued', 1]);
    });
  });

  /** A session of a file that was found clean, and the ways to what is in it. */
  async function drive() {
    const { id, key } = await upload();
    await takeVerdict(t.deps, { key, clean: true, verdict: CLEAN });
    await becomes(id, 'done');
    const sessionId = (await rowOf(id)).session_id ?? '';
    const laps = await t.deps.db
      .selectFrom('lap')
      .select('id')
      .where('session_id', '=', sessionId)
      .orderBy('number')
      .execute();
    const [a, b] = laps.map((lap) => lap.id);
    const ways = {
      file: () => t.app.inject(`/api/laps/${a}/file`),
      'part of a file': () =>
        t.app.inject({ url: `/api/laps/${a}/file`, headers: { range: 'bytes=0-3' } }),
      data: () => t.app.inject(`/api/laps/${a}/data?channels=speed`),
      samples: () => t.app.inject(`/api/sessions/${sessionId}/samples`),
      comparison: () => t.app.inject(`/api/compare?reference=${a}&laps=${b}`),
      'export of a session': () => post('/api/export', { format: 'csv', sessionId }),
      'export of laps': () => post('/api/export', { format: 'parquet', lapIds: [a] }),
      link: () => post(`/api/sessions/${sessionId}/shares`, { expiresInDays: 1 }),
    };
    const codes = async () => {
      const found: Record<string, number | string> = {};
      for (const [name, ask] of Object.entries(ways)) {
        const answer = await ask();
        found[name] =
          answer.statusCode < 300 ? answer.statusCode : answer.json<{ code: string }>().code;
      }
      return found;
    };
    return { id, key, sessionId, lapId: a ?? '', codes, names: Object.keys(ways) };
  }

  const post = (url: string, payload: object) => t.app.inject({ method: 'POST', url, payload });

  const actAsServer = (): Ctx => ({ ...t.deps, actor: serverActor(t.deps.ownerId) });

  /** Forwards a session to a server that must not be asked. */
  async function forward(sessionId: string): Promise<unknown> {
    const asked = () => Promise.reject(new Error('the upstream server was asked'));
    const sending: Sending = {
      upstream: { announce: asked, put: asked, objectState: asked, complete: asked },
      bandwidth: new Bandwidth(0, { now: Date.now, sleep: async () => undefined }),
      signal: AbortSignal.timeout(60_000),
      sleep: async () => undefined,
      onBytes: () => undefined,
      onProgress: () => undefined,
    };
    return sendSession(actAsServer(), sending, sessionId).catch((error: unknown) => error);
  }

  /** Names of a person's data, and what the notes say. */
  async function gathered() {
    const files = new Map<string, string>();
    for await (const { name, body } of gather(t.deps, t.deps.ownerId, () => undefined)) {
      const pieces: Uint8Array[] = [];
      for await (const piece of body) pieces.push(piece);
      files.set(name, name.endsWith('.txt') ? Buffer.concat(pieces).toString() : '');
    }
    return files;
  }

  test('what was made of a file is not handed out once something is found in it, until that is taken back', async () => {
    const { key, sessionId, lapId, codes, names } = await drive();
    const before = await codes();
    expect(Object.values(before).every((code) => typeof code === 'number')).toBe(true);
    const made = await post(`/api/sessions/${sessionId}/shares`, { expiresInDays: 1 });
    const token = made.json<{ link: string }>().link.split('#token=')[1] ?? '';
    const follow = () => post('/auth/share', { token });
    const readByLink = () =>
      t.app.inject({
        url: `/api/laps/${lapId}/file`,
        headers: { authorization: `Bearer ${token}` },
      });
    expect((await follow()).statusCode).toBe(200);
    expect((await readByLink()).statusCode).toBe(200);

    queue.send(eventOf(key, 'THREATS_FOUND'));
    await taken();
    expect(await codes()).toEqual(Object.fromEntries(names.map((n) => [n, 'file_quarantined'])));
    for (const answer of [await follow(), await readByLink()])
      expect([answer.statusCode, answer.json<{ code: string }>().code]).toEqual([
        422,
        'file_quarantined',
      ]);
    expect(await forward(sessionId)).toMatchObject({ code: 'file_quarantined' });
    const files = await gathered();
    expect([...files.keys()].filter((name) => name.includes(sessionId))).toEqual([
      `recordings/${sessionId}/LEFT-OUT.txt`,
    ]);
    expect(files.get(`recordings/${sessionId}/LEFT-OUT.txt`)).toContain('demo.ibt is not here');

    queue.send(eventOf(key, CLEAN));
    await taken();
    expect(await codes()).toEqual(before);
    expect((await follow()).statusCode).toBe(200);
    expect([...(await gathered()).keys()]).toContain(`recordings/${sessionId}/demo.ibt`);
  });

  test('a file of which nothing was said yet: its import waits, and nobody is given the file', async () => {
    const { id } = await upload();
    const answer = await t.app.inject(`/api/imports/${id}`);
    expect(answer.json()).toMatchObject({ state: 'scanning', sessionId: null });
    const files = await gathered();
    expect([...files.keys()].filter((name) => name.includes(id))).toEqual([
      `recordings/${id}/LEFT-OUT.txt`,
    ]);
    await takeVerdict(t.deps, { key: (await rowOf(id)).recording_key, clean: true, verdict: '' });
    await becomes(id, 'done');
  });

  test('a session whose file was never scanned is shown; the file itself is not forwarded or given out', async () => {
    const { key, sessionId, codes } = await drive();
    await t.deps.db.deleteFrom('object_verdict').where('key', '=', key).execute();
    expect(Object.values(await codes()).every((code) => typeof code === 'number')).toBe(true);
    expect(await forward(sessionId)).toMatchObject({ code: 'file_quarantined' });
    const names = [...(await gathered()).keys()].filter((name) => name.includes(sessionId));
    expect(names).toContain(`recordings/${sessionId}/LEFT-OUT.txt`);
    expect(names).not.toContain(`recordings/${sessionId}/demo.ibt`);
    expect(names.some((name) => name.startsWith(`laps/${sessionId}/`))).toBe(true);
  });

  test('the columns of a file that waits to be mapped are not read once something is found in it', async () => {
    const { id, key } = await upload();
    await takeVerdict(t.deps, { key, clean: false, verdict: 'THREATS_FOUND' });
    await t.deps.db
      .updateTable('import')
      .set({ error_code: 'mapping_needed' })
      .where('id', '=', id)
      .execute();
    const mapping = {
      delimiter: ',',
      decimalComma: false,
      headerRow: 0,
      unitRow: null,
      firstDataRow: 1,
      timeColumn: 0,
      timeUnit: 's',
      columns: {},
    };
    for (const answer of [
      await t.app.inject(`/api/imports/${id}/columns`),
      await post(`/api/imports/${id}/mapping`, mapping),
    ])
      expect([answer.statusCode, answer.json<{ code: string }>().code]).toEqual([
        422,
        'file_quarantined',
      ]);
  });

  test('a verdict that is not written as it should be goes to the dead letters', async () => {
    const { id, key } = await upload();
    const broken = eventOf(key, CLEAN).replace('scanResultStatus', 'status');
    queue.send(broken);
    await expect.poll(() => queue.dead(), { timeout: 40_000 }).toEqual([broken]);
    expect((await rowOf(id)).state).toBe('scanning');
    await takeVerdict(t.deps, { key, clean: false, verdict: 'FAILED' });
  });

  test('what waits is let go once uploads are not scanned any more, and not before', async () => {
    const { id } = await upload();
    await releaseUnscanned(t.deps);
    await wait(50);
    expect((await rowOf(id)).state).toBe('scanning');
    await releaseUnscanned({ ...t.deps, config: { ...t.deps.config, UPLOAD_SCAN: 'none' } });
    await becomes(id, 'done');
  });
});
