import { randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Actor } from '../src/deps.ts';
import { releaseUnscanned, requireClean, startImport } from '../src/features/imports/verbs.ts';
import { takeVerdict } from '../src/features/imports/scan.ts';
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
    t = await createTestApp(kind, {
      env: {
        UPLOAD_SCAN: 'guardduty',
        OBJECT_EVENTS_QUEUE_URL: queue.url,
        OBJECT_STORE_URL: s3.url('laps', 'team'),
        OBJECT_STORE_ACCESS_KEY: s3.accessKey,
        OBJECT_STORE_SECRET_KEY: s3.secretKey,
      },
    });
  });
  afterAll(async () => {
    await t.close();
    await s3.close();
    await queue.stop();
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

  const rowOf = (id: string) =>
    t.deps.db.selectFrom('import').selectAll().where('id', '=', id).executeTakeFirstOrThrow();

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
