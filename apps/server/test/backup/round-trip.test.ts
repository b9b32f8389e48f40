import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { buildApp } from '../../src/app.ts';
import { verifyChain } from '../../src/audit/verify.ts';
import { makeBackup, type Made } from '../../src/backup/make.ts';
import { openPlace, type Place } from '../../src/backup/place.ts';
import { loadObjects, loadTables, openBackup } from '../../src/backup/restore.ts';
import { parseConfig } from '../../src/config.ts';
import type { Database } from '../../src/db/client.ts';
import { openServer } from '../../src/server.ts';
import { createTestDatabase, KINDS, type TestDatabase } from '../databases.ts';
import { forgetSteps, makePerson, PASSWORD, setUpTotp } from '../people.ts';
import { demoFile, importFile } from '../recordings.ts';
import { insertRunningStream } from '../running-stream.ts';
import { createTestApp, type TestApp } from '../server.ts';
import { Visitor } from '../visitor.ts';
import { LOCK, openFolderStore, UNLOCK } from './backup-world.ts';

/** An import, or a database that is made, on a machine with much else to do. */
const LONGEST_MS = 180_000;
const FRAMES = 40;
const FRAME_BYTES = 300_000;
const SECRET = 'a secret of at least thirty-two characters';

/** How many rows each table has, and a checksum of them all, whatever their order; who watches a stream changes with time. */
async function sumsOf({ executeSql }: Database, tables: readonly string[]) {
  const found: Record<string, unknown> = {};
  for (const table of tables) {
    const { rows } = await executeSql(
      `select count(*)::int as n, md5(string_agg(sum, '' order by sum)) as sum from (
        select md5((to_jsonb(t) - 'watcher' - 'watcher_until')::text) as sum from "${table}" t) sums`,
    );
    found[table] = rows[0];
  }
  return found;
}

describe.each(KINDS)('a backup of a server on %s', (from) => {
  let t: TestApp;
  let folder: string;
  let place: Place;
  let made: Made;
  let person: Awaited<ReturnType<typeof makePerson>>;
  let authenticator: Awaited<ReturnType<typeof setUpTotp>>;
  let tables: string[];
  let before: Record<string, unknown>;
  let sessionId: string;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'outlap-backup-'));
    t = await createTestApp(from, { env: { AUTH_SECRET: SECRET } });
    const done = await importFile(t.app, { name: 'demo.ibt', bytes: demoFile() });
    sessionId = String(done.sessionId);
    const app = await buildApp(t.deps);
    person = await makePerson(t.deps);
    authenticator = await setUpTotp(new Visitor(app), person.email);
    await app.close();
    const { streamId } = await insertRunningStream(t.deps, new Date());
    // More than one piece of a table, in rows of which one alone is large.
    for (let n = 0; n < FRAMES; n++)
      await t.deps.db
        .insertInto('frame')
        .values({
          stream_id: streamId,
          first_seq: n + 1,
          last_seq: n + 1,
          start_seconds: n,
          end_seconds: n + 1,
          bytes: Buffer.alloc(FRAME_BYTES, n),
        })
        .execute();
    place = await openPlace(join(folder, 'place'), { accessKey: '', secretKey: '' });
    made = await makeBackup({
      place,
      lock: LOCK,
      database: t.database,
      objects: t.deps.objects,
      instance: 'here',
      product: 'test',
      identity: 'database',
      authSecret: { fingerprints: [], value: null },
      indexKeys: ['an index key'],
      staging: join(folder, 'staging'),
      now: () => new Date(),
    });
    const { manifest } = await openBackup(place, made.name, UNLOCK);
    tables = manifest.tables.map(({ name }) => name);
    before = await sumsOf(t.database, tables);
  }, LONGEST_MS);
  afterAll(async () => {
    await t.close();
    rmSync(folder, { recursive: true, force: true });
  });

  test('has every table but those that are said to be left out, and every lap file', async () => {
    const { rows } = await t.database.executeSql(
      "select table_name as name from information_schema.tables where table_schema = 'public'",
    );
    const left = (rows as { name: string }[])
      .map(({ name }) => name)
      .filter((name) => !tables.includes(name));
    expect(left.sort()).toEqual(['backup', 'object_hash', 'schema_migration', 'sync_object']);
    expect(made.missing).toEqual([]);
    const laps = before['lap'] as { n: number };
    expect(laps.n).toBeGreaterThan(2);
    expect(made.objects).toBe(laps.n + 1);
    expect(before['frame']).toMatchObject({ n: FRAMES });
  });

  describe.each(KINDS)('restored on %s', (to) => {
    let target: TestDatabase;
    let dataDir: string;
    let close: () => Promise<void>;
    let app: Awaited<ReturnType<typeof buildApp>>;
    let opened: Awaited<ReturnType<typeof openServer>>;

    beforeAll(async () => {
      target = await createTestDatabase(to);
      dataDir = mkdtempSync(join(tmpdir(), 'outlap-restored-'));
      writeFileSync(join(dataDir, 'auth-secret'), SECRET);
      const backup = await openBackup(place, made.name, UNLOCK);
      const store = await openFolderStore(join(dataDir, 'objects'));
      await loadObjects(store, backup);
      await loadTables(target.database, backup);
      const config = parseConfig({ DATA_DIR: dataDir, DEMO: '0', LOG_LEVEL: 'silent' });
      expect(await sumsOf(target.database, tables)).toEqual(before);
      opened = await openServer(config, pino({ level: 'silent' }), {
        database: target.database,
        passwordCost: { ln: 13, r: 8, p: 1 },
      });
      app = await buildApp(opened.deps);
      close = async () => {
        await app.close();
        await opened.close();
      };
    }, LONGEST_MS);
    afterAll(async () => {
      await close();
      await target.drop();
      rmSync(dataDir, { recursive: true, force: true });
    });

    test('people sign in with password and second factor, and see their laps', async () => {
      await forgetSteps(opened.deps, person.id);
      const who = new Visitor(app);
      const first = await who.post('/auth/login', { email: person.email, password: PASSWORD });
      expect(first.body).toMatchObject({ code: 'second_factor_required' });
      const challenge = first.body['challenge'];
      const second = await who.post('/auth/second-factor', {
        challenge,
        method: 'totp',
        code: authenticator.code(),
      });
      expect(second.status).toBe(200);
    });

    test('the audit log is as it was written, and goes on', async () => {
      const { deps } = opened;
      expect(await verifyChain(deps.db, deps.identity.secrets)).toMatchObject({ ok: true });
      await deps.audit.append({ action: 'test', result: 'done', actorId: null });
      expect(await verifyChain(deps.db, deps.identity.secrets)).toMatchObject({ ok: true });
    });

    test('lap files are those that were', async () => {
      const laps = await opened.deps.db
        .selectFrom('lap')
        .select('id')
        .where('session_id', '=', sessionId)
        .execute();
      for (const { id } of laps) {
        const key = `laps/${sessionId}/${id}.parquet`;
        const [mine, theirs] = await Promise.all([
          opened.deps.objects.get(key),
          t.deps.objects.get(key),
        ]);
        if (!mine || !theirs) throw new Error(`${key} is not there`);
        expect((await buffer(mine)).equals(await buffer(theirs))).toBe(true);
      }
    });
  });
});
