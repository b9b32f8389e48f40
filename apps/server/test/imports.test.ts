import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { KINDS } from './databases.ts';
import { demoFile, importEnd, importFile, type ImportBody, postFiles } from './recordings.ts';
import type { ImportColumns } from '../src/features/imports/schemas.ts';
import type { SessionDetail } from '../src/features/sessions/schemas.ts';
import { sweepOrphans } from '../src/features/imports/verbs.ts';
import { startS3Server } from './s3-server.ts';
import { createTestApp, type TestApp } from './server.ts';

const STRANGER = '00000000-0000-7000-8000-00000000dead';
const NOBODY = '00000000-0000-7000-8000-000000000404';
const text = (content: string) => new Uint8Array(new TextEncoder().encode(content));

describe.each(KINDS)('imports on %s', (kind) => {
  let t: TestApp;
  beforeAll(async () => {
    t = await createTestApp(kind, { env: { UPLOAD_LIMIT_BYTES: '20000000' } });
  });
  afterAll(() => t.close());

  const objects = () =>
    readdirSync(join(t.dataDir, 'objects'), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => entry.name);

  test('a recording becomes a session with laps, files and an analysis', async () => {
    const done = await importFile(t.app, { name: 'demo.ibt', bytes: demoFile() });
    expect(done).toMatchObject({ state: 'done', progress: 1, duplicate: false, error: null });
    const session = (await t.app.inject(`/api/sessions/${done.sessionId}`)).json<SessionDetail>();
    expect(session).toMatchObject({
      format: 'ibt',
      fileName: 'demo.ibt',
      track: { name: 'Larkmoor' },
      lapCount: session.laps.length,
      validLapCount: 3,
      bestLap: { number: 2 },
      theoreticalBest: { driven: false },
    });
    expect(session.theoreticalBest?.byMiniSector?.timeSeconds).toBeLessThanOrEqual(
      session.bestLap?.timeSeconds ?? 0,
    );
    expect(session.layout?.corners.length).toBeGreaterThan(5);
    expect(session.layout?.outline?.xMetres.length).toBeGreaterThan(100);
    expect(objects().filter((name) => name.endsWith('.parquet'))).toHaveLength(session.lapCount);
    for (const lap of session.laps) {
      const file = await t.app.inject(`/api/laps/${lap.id}/file`);
      expect(file.rawPayload.length).toBe(lap.fileBytes);
      expect(file.rawPayload.subarray(0, 4).toString()).toBe('PAR1');
    }
  });

  test('the same file a second time is recognised and stored once', async () => {
    const before = objects().length;
    const [again] = (await postFiles(t.app, [{ name: 'other-name.ibt', bytes: demoFile() }])).json<{
      items: ImportBody[];
    }>().items;
    expect(again).toMatchObject({ state: 'done', duplicate: true });
    const sessions = (await t.app.inject('/api/sessions')).json<{ items: { id: string }[] }>();
    expect(sessions.items.map((one) => one.id)).toEqual([again?.sessionId]);
    expect(objects()).toHaveLength(before);
  });

  test('the same file twice at once makes one session', async () => {
    const bytes = demoFile('2026-03-01T10:00:00Z');
    const both = await Promise.all(
      ['a.ibt', 'b.ibt'].map((name) => importFile(t.app, { name, bytes })),
    );
    expect(both.map(({ state }) => state)).toEqual(['done', 'done']);
    expect(new Set(both.map(({ sessionId }) => sessionId)).size).toBe(1);
    await t.app.inject({ method: 'DELETE', url: `/api/sessions/${both[0]?.sessionId}` });
  });

  test.each([
    ['nothing-known.bin', text('what is this?'.repeat(50)), 'format_unknown'],
    ['cut.ibt', demoFile().slice(0, 200), 'file_'],
    [
      'random.ibt',
      demoFile()
        .slice(0, 3000)
        .map((byte, i) => (i > 150 ? (byte * 7) % 256 : byte)),
      '',
    ],
  ])('%s fails with a stable code and leaves no object', async (name, bytes, code) => {
    const before = objects().length;
    const failed = await importFile(t.app, { name, bytes });
    expect(failed).toMatchObject({ state: 'failed', sessionId: null });
    expect(failed.error?.code).toContain(code);
    expect(failed.error?.code).not.toBe('internal');
    await expect.poll(() => objects().length).toBe(before);
    const gone = await t.app.inject({ method: 'DELETE', url: `/api/imports/${failed.id}` });
    expect(gone.statusCode).toBe(204);
    expect(objects()).toHaveLength(before);
  });

  test('an empty file, a too large one and none at all are refused at once', async () => {
    const before = objects().length;
    const good = { name: 'good.ibt', bytes: demoFile('2026-03-03T10:00:00Z') };
    const cases = [
      [[good, { name: 'empty.ibt', bytes: new Uint8Array() }], 400, 'file_empty'],
      [[good, { name: 'large.ibt', bytes: new Uint8Array(20_000_001) }], 413, 'file_too_large'],
      [[], 400, 'no_file'],
      [[{ name: 'lonely.ldx', bytes: text('<LDXFile/>') }], 400, 'companion_without_recording'],
    ] as const;
    for (const [files, status, code] of cases) {
      const response = await postFiles(t.app, files);
      expect(response.statusCode).toBe(status);
      expect(response.headers['content-type']).toContain('application/problem+json');
      expect(response.json()).toMatchObject({ status, code });
    }
    expect(objects()).toHaveLength(before);
    const active = await t.app.inject('/api/imports?state=active');
    expect(active.json()).toEqual({ items: [] });
  });

  test('a body that is no form is refused', async () => {
    const response = await t.app.inject({
      method: 'POST',
      url: '/api/sessions/import',
      payload: { file: 'x' },
    });
    expect(response.json()).toMatchObject({ code: 'unsupported_media_type' });
  });

  test('an unclear CSV is mapped by hand and then imported', async () => {
    const before = objects().length;
    const rows = Array.from({ length: 200 }, (_, i) => `${i * 50};${20 + (i % 7)};${i % 3}`);
    const bytes = text(['a;b;c', ...rows].join('\n'));
    const failed = await importFile(t.app, { name: 'odd.csv', bytes });
    expect(failed.error?.code).toBe('mapping_needed');
    expect(objects()).toHaveLength(before + 1);
    const kept = await sweepOrphans(t.deps, { before: new Date(8e15), remove: true });
    expect(kept.objects).toBe(0);
    const found = await t.app.inject(`/api/imports/${failed.id}/columns`);
    const columns = found.json<ImportColumns>();
    expect(columns).toMatchObject({ certain: false });
    expect(columns.columns).toHaveLength(3);
    const url = `/api/imports/${failed.id}/mapping`;
    const wrong = await t.app.inject({ method: 'POST', url, payload: { delimiter: '#' } });
    expect(wrong.json()).toMatchObject({ status: 400, code: 'invalid_request' });
    const mapping = {
      ...columns.mapping,
      delimiter: ';',
      timeColumn: 0,
      timeUnit: 'ms',
      columns: { 1: { name: 'speed', unit: 'km/h' } },
    };
    expect((await t.app.inject({ method: 'POST', url, payload: mapping })).statusCode).toBe(202);
    const done = await importEnd(t.app, failed.id);
    expect(done).toMatchObject({ state: 'done', error: null });
    const session = (await t.app.inject(`/api/sessions/${done.sessionId}`)).json<SessionDetail>();
    expect(session.durationSeconds).toBeCloseTo(9.95, 1);
    expect(session.channels.map((one) => one.name)).toContain('speed');
    const late = await t.app.inject({ method: 'POST', url, payload: mapping });
    expect(late.json()).toMatchObject({ status: 409, code: 'import_not_mappable' });
  });

  test('an unclear CSV goes when its import is deleted', async () => {
    const before = objects().length;
    const rows = Array.from({ length: 200 }, (_, i) => `${i * 50};${30 + (i % 7)};${i % 3}`);
    const bytes = text(['a;b;c', ...rows].join('\n'));
    const failed = await importFile(t.app, { name: 'odd.csv', bytes });
    expect(failed.error?.code).toBe('mapping_needed');
    expect(objects()).toHaveLength(before + 1);
    await t.app.inject({ method: 'DELETE', url: `/api/imports/${failed.id}` });
    expect(objects()).toHaveLength(before);
  });

  test('imports of somebody else are not there, and neither is an unknown one', async () => {
    const all = await t.app.inject('/api/imports');
    const [mine] = all.json<{ items: ImportBody[] }>().items;
    const stranger = await t.appOf(STRANGER);
    expect((await stranger.inject('/api/imports')).json()).toEqual({ items: [] });
    for (const [app, id] of [
      [stranger, mine?.id],
      [t.app, NOBODY],
    ] as const)
      for (const [method, path] of [
        ['GET', ''],
        ['GET', '/columns'],
        ['DELETE', ''],
      ] as const) {
        const response = await app.inject({ method, url: `/api/imports/${id}${path}` });
        expect(response.json()).toMatchObject({ status: 404, code: 'import_not_found' });
      }
    expect((await t.app.inject('/api/imports/7')).json()).toMatchObject({
      code: 'invalid_request',
    });
  });
});

test('recordings and laps may lie in a bucket', async () => {
  const s3 = await startS3Server();
  const t = await createTestApp('embedded', {
    env: {
      OBJECT_STORE_URL: s3.url('laps', 'team'),
      OBJECT_STORE_ACCESS_KEY: s3.accessKey,
      OBJECT_STORE_SECRET_KEY: s3.secretKey,
    },
  });
  const done = await importFile(t.app, { name: 'demo.ibt', bytes: demoFile() });
  expect(done.error).toBeNull();
  const { items } = (await t.app.inject('/api/laps?limit=1')).json<{ items: { id: string }[] }>();
  const url = `/api/laps/${items[0]?.id}`;
  const part = await t.app.inject({ url: `${url}/file`, headers: { range: 'bytes=0-3' } });
  expect([part.statusCode, part.body]).toEqual([206, 'PAR1']);
  expect((await t.app.inject(`${url}/data?channels=speed`)).statusCode).toBe(200);
  await t.app.inject({ method: 'DELETE', url: `/api/sessions/${done.sessionId}` });
  expect([...s3.objects.keys()]).toEqual([]);
  await t.close();
  await s3.close();
});
