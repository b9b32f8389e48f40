import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { generateX25519Identity, identityToRecipient } from 'age-encryption';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { makeBackup } from '../../src/backup/make.ts';
import { openPlace, type Place } from '../../src/backup/place.ts';
import { openBackup } from '../../src/backup/restore.ts';
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
  const { manifest } = await openBackup(place, made.name, { identities: [identity] });
  return { made, manifest };
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
