import { join } from 'node:path';
import { pino } from 'pino';
import { expect, test } from 'vitest';
import { scheduleOf } from '../../src/backup/backups.ts';
import { isDue } from '../../src/backup/due.ts';
import { listRuns } from '../../src/backup/queries.ts';
import { runBackup } from '../../src/backup/run.ts';
import { parseConfig } from '../../src/config.ts';
import { newUuid } from '../../src/ids.ts';
import { createBackupWorld, LOCK } from './backup-world.ts';

test('a backup is done where older ones cannot be removed, and not made again', async () => {
  const world = await createBackupWorld('embedded');
  try {
    const { place, source, objects, folder } = world;
    const refusals: string[] = [];
    const store = {
      ...place.store,
      delete: (key: string) => {
        refusals.push(key);
        return Promise.reject(new Error('AccessDenied'));
      },
    };
    const config = parseConfig({
      DATA_DIR: join(folder, 'data'),
      BACKUP_TO: place.url,
      BACKUP_PASSPHRASE: 'four words and a lap',
    });
    let at = new Date('2026-11-21T03:00:00Z');
    const now = () => at;
    const backUpAt = async (time: string) => {
      at = new Date(time);
      await runBackup(
        {
          config,
          database: source.database,
          objects,
          product: 'test',
          log: pino({ level: 'silent' }),
          now,
          newId: () => newUuid(now()),
        },
        { askedBy: 'schedule', place: { ...place, store }, lock: LOCK },
      );
    };
    await backUpAt('2026-11-21T03:00:00Z');
    await backUpAt('2026-11-21T03:10:00Z');
    expect(refusals).toHaveLength(1);
    const [last, first] = await listRuns(source.database.db, 2);
    expect([first?.state, last?.state]).toEqual(['done', 'done']);
    const seen = last && { startedAt: last.started_at, failed: last.state === 'failed' };
    expect(isDue(new Date('2026-11-21T04:00:00Z'), scheduleOf(config), seen)).toBe(false);
  } finally {
    await world.close();
  }
});
