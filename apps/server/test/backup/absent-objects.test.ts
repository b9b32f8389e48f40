import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { generateX25519Identity, identityToRecipient } from 'age-encryption';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { makeBackup } from '../../src/backup/make.ts';
import { openPlace, type Place } from '../../src/backup/place.ts';
import { loadObjects, openBackup } from '../../src/backup/restore.ts';
import { removeUnnamed } from '../../src/backup/unnamed.ts';
import { EXIT } from '../../src/commands/command.ts';
import { restore } from '../../src/commands/restore.ts';
import { parseConfig } from '../../src/config.ts';
import { lapKey } from '../../src/objects/keys.ts';
import type { ObjectStore } from '../../src/objects/object-store.ts';
import { type Opened, openServer } from '../../src/server.ts';
import { copyEmbeddedSnapshot } from '../databases.ts';
import { insertRunningStream } from '../running-stream.ts';

const AT = new Date('2026-11-20T12:00:00Z');
const BYTES = Buffer.alloc(1000, 'lap');
const identity = await generateX25519Identity();
const lock = { recipients: [await identityToRecipient(identity)] };
let folder: string;
let folders = 0;
let opened: Opened;
let place: Place;

/** With the database of a server that was started once. */
async function newConfig() {
  const DATA_DIR = join(folder, `data-${++folders}`);
  await copyEmbeddedSnapshot(join(DATA_DIR, 'database'));
  const AUTH_SECRET = 'a secret of at least thirty-two characters';
  return parseConfig({ DATA_DIR, AUTH_SECRET, LOG_LEVEL: 'silent', DEMO: '0' });
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'outlap-absent-'));
  writeFileSync(join(folder, 'identity'), identity);
  opened = await openServer(await newConfig(), pino({ level: 'silent' }));
  place = await openPlace(join(folder, 'place'), { accessKey: '', secretKey: '' });
});
afterAll(async () => {
  await opened.close();
  rmSync(folder, { recursive: true, force: true });
});

/** A backup of what such a store gives out, and its description. */
async function backUpFrom(objects: ObjectStore) {
  const made = await makeBackup({
    place,
    lock,
    database: opened.database,
    objects,
    instance: 'here',
    product: 'test',
    identity: 'database',
    authSecret: { fingerprints: [], value: null },
    indexKeys: ['an index key'],
    staging: join(folder, 'staging'),
    now: () => new Date(),
  });
  const backup = await openBackup(place, made.name, { identities: [identity] });
  return { made, backup, manifest: backup.manifest };
}

/** What `restore` says of a backup, and how it ended. */
async function restored(name: string) {
  const log = vi.spyOn(console, 'log').mockImplementation(() => undefined);
  try {
    const output = { config: await newConfig(), json: true };
    const identityFile = join(folder, 'identity');
    const code = await restore(output, join(folder, 'place', name), { identityFile });
    return { code, ...(JSON.parse(String(log.mock.calls.at(-1)?.[0])) as object) };
  } finally {
    log.mockRestore();
  }
}

test('an object that is deleted while the backup is made: its restore says so, and is well', async () => {
  const { deps } = opened;
  const { sessionId } = await insertRunningStream(deps, AT);
  const id = deps.newId();
  const key = lapKey(sessionId, id);
  await deps.objects.put(key, BYTES);
  await deps.db
    .insertInto('lap')
    .values({
      id,
      owner_id: deps.ownerId,
      session_id: sessionId,
      layout_id: null,
      vehicle_id: null,
      driver: '',
      driven_at: AT,
      number: 1,
      kind: 'full',
      valid: true,
      invalid_reasons: [],
      start_seconds: 0,
      end_seconds: 60,
      time_seconds: 60,
      time_source: 'crossing',
      distance_metres: null,
      sector_seconds: [],
      file_bytes: BYTES.length,
    })
    .execute();
  const { made, manifest } = await backUpFrom({
    ...deps.objects,
    get: async (wanted, range) => {
      if (wanted === key) {
        await deps.db.deleteFrom('session').where('id', '=', sessionId).execute();
        await deps.objects.delete(key);
      }
      return deps.objects.get(wanted, range);
    },
  });
  expect(made).toMatchObject({ objects: 0, missing: [] });
  expect(manifest).toMatchObject({ missing: [], gone: [key] });
  expect(await restored(made.name)).toMatchObject({
    code: EXIT.ok,
    checked: {
      ok: true,
      laps: 1,
      problems: [],
      notes: ['1 objects were deleted while the backup was made'],
    },
  });
});

describe('a bucket that does not hand out a key', () => {
  /** Refuses as S3 does where a policy denies reading. */
  const keepingBack = (objects: ObjectStore, key: string): ObjectStore => {
    const refused = Object.assign(new Error('AccessDenied'), {
      $metadata: { httpStatusCode: 403 },
    });
    const unless = <T>(wanted: string, answer: () => Promise<T>) =>
      wanted === key ? Promise.reject(refused) : answer();
    return {
      ...objects,
      head: (wanted) => unless(wanted, () => objects.head(wanted)),
      get: (wanted, range) => unless(wanted, () => objects.get(wanted, range)),
    };
  };
  const insertImport = async (
    row: { state: string } & Record<string, unknown>,
  ): Promise<string> => {
    const { deps } = opened;
    const id = deps.newId();
    const key = `recordings/${id}/recording`;
    await deps.objects.put(key, BYTES);
    await deps.db
      .insertInto('import')
      .values({
        id,
        owner_id: deps.ownerId,
        file_name: 'a.csv',
        file_bytes: BYTES.length,
        content_hash: id,
        recording_key: key,
        companion_key: null,
        mapping: null,
        session_id: null,
        error_code: null,
        error_detail: null,
        created_at: AT,
        finished_at: null,
        ...row,
      })
      .execute();
    return key;
  };
  afterEach(() => opened.deps.db.deleteFrom('import').execute());

  test.each([
    ['found bad', { state: 'failed', error_code: 'file_quarantined', finished_at: AT }],
    ['not spoken of yet', { state: 'scanning' }],
  ])('one that a scanner has %s: the backup names it, and its restore is well', async (_, row) => {
    const key = await insertImport(row);
    const objects = keepingBack(opened.deps.objects, key);
    const { made, manifest } = await backUpFrom(objects);
    expect(made).toMatchObject({ objects: 0, missing: [], withheld: [key] });
    expect(manifest).toMatchObject({ withheld: [key] });
    await removeUnnamed(opened.deps.objects, manifest);
    expect(await opened.deps.objects.head(key)).toBeDefined();
    expect(await restored(made.name)).toMatchObject({ code: EXIT.ok, checked: { ok: true } });
  });

  test('one that a scanner found bad after an earlier backup took it', async () => {
    const key = await insertImport({ state: 'queued' });
    expect((await backUpFrom(opened.deps.objects)).made).toMatchObject({ objects: 1 });
    const told_at = opened.deps.now();
    const verdict = { key, clean: false, verdict: 'THREATS_FOUND', told_at };
    await opened.deps.db.insertInto('object_verdict').values(verdict).execute();
    const { made } = await backUpFrom(keepingBack(opened.deps.objects, key));
    expect(made).toMatchObject({ objects: 0, missing: [], withheld: [key] });
  });

  test('one that nobody doubts: there is no backup', async () => {
    const key = await insertImport({ state: 'queued' });
    const objects = keepingBack(opened.deps.objects, key);
    await expect(backUpFrom(objects)).rejects.toThrow('AccessDenied');
  });

  test('one that is there already when a backup is restored: it is written anew', async () => {
    const key = await insertImport({ state: 'queued' });
    const { backup } = await backUpFrom(opened.deps.objects);
    const { objects } = await loadObjects(keepingBack(opened.deps.objects, key), backup);
    expect(objects).toBe(1);
  });
});
