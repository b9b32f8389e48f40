import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { generateX25519Identity, identityToRecipient } from 'age-encryption';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { claimRun, listRuns } from '../../src/backup/queries.ts';
import type { Backups } from '../../src/features/backups/schemas.ts';
import { findLastBackup } from '../../src/features/backups/verbs.ts';
import { KINDS } from '../databases.ts';
import { createTestApp, type TestApp } from '../server.ts';

const SOMEBODY = '00000000-0000-7000-8000-00000000b001';

describe.each(KINDS)('backups of a server that runs, on %s', (kind) => {
  let t: TestApp;
  let place: string;
  let at = new Date('2026-11-21T12:00:00Z');
  beforeAll(async () => {
    place = mkdtempSync(join(tmpdir(), 'outlap-place-'));
    const recipient = await identityToRecipient(await generateX25519Identity());
    const env = { BACKUP_TO: place, BACKUP_RECIPIENT: recipient };
    t = await createTestApp(kind, { env, work: false, now: () => at });
  });
  afterAll(async () => {
    await t.close();
    rmSync(place, { recursive: true, force: true });
  });
  const list = async () => (await t.app.inject('/api/backups')).json<Backups>();
  const settled = async () => {
    while ((await list()).items.some(({ state }) => state === 'running')) await wait(100);
    return list();
  };

  test('the schedule makes the first one at once, and notes who was removed beside it', async () => {
    const row = { asked_at: at, erased_at: at, rows_removed: 0, objects_removed: 0 };
    await t.deps.db
      .insertInto('tombstone')
      .values({ user_id: SOMEBODY, ...row })
      .execute();
    expect(await list()).toMatchObject({
      configured: true,
      place,
      schedule: 'daily from 03:00 UTC',
      last: null,
      items: [],
    });
    expect(await findLastBackup(t.deps)).toBeUndefined();
    t.deps.backups.start();
    while ((await list()).items.length === 0) await wait(100);
    expect((await settled()).items[0]).toMatchObject({ state: 'done', askedBy: 'schedule' });
    expect(readdirSync(join(place, 'erased'))).toEqual([SOMEBODY]);
  });

  test('an owner begins one, and sees it done', async () => {
    at = new Date(at.getTime() + 60_000);
    const begun = await t.app.inject({ method: 'POST', url: '/api/backups' });
    expect(begun.statusCode).toBe(202);
    const again = await t.app.inject({ method: 'POST', url: '/api/backups' });
    expect(again.json()).toMatchObject({ status: 409, code: 'backup_running' });
    const logged = t.deps.db.selectFrom('audit_entry').select('target_id');
    const { id } = begun.json<{ id: string }>();
    expect(await logged.where('action', '=', 'backup.started').execute()).toEqual([
      { target_id: id },
    ]);
    const { last } = await settled();
    expect(last).toMatchObject({ state: 'done', askedBy: 'page', missing: 0, error: null });
    expect(readdirSync(place)).toContain(last?.name);
    const after = (hours: number) =>
      findLastBackup({ ...t.deps, now: () => new Date(at.getTime() + hours * 3_600_000) });
    expect(await after(1)).toMatchObject({ ageSeconds: 3600, late: false });
    expect(await after(27)).toMatchObject({ late: true });
  });

  test('one whose server died counts as failed, and does not stand in the way', async () => {
    const { db, newId } = t.deps;
    const dead = newId();
    const run = { place, askedBy: 'schedule', now: at } as const;
    expect(await claimRun(db, { id: dead, ...run })).toBe(true);
    expect(await claimRun(db, { id: newId(), ...run })).toBe(false);
    at = new Date(at.getTime() + 121_000);
    expect(await claimRun(db, { id: newId(), ...run, now: at })).toBe(true);
    const found = (await listRuns(db, 10)).find(({ id }) => id === dead);
    expect(found).toMatchObject({ state: 'failed', error: 'The server that made it has stopped' });
  });
});
