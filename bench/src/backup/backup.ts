import { spawnSync } from 'node:child_process';
import { randomBytes, randomUUID } from 'node:crypto';
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { openEmbeddedDatabase } from '@outlap/server/src/db/client.ts';
import { migrate } from '@outlap/server/src/db/migrate.ts';
import { makeBackup } from '@outlap/server/src/backup/make.ts';
import { openPlace } from '@outlap/server/src/backup/place.ts';
import { loadObjects, loadTables, openBackup } from '@outlap/server/src/backup/restore.ts';
import { verifyFiles } from '@outlap/server/src/backup/verify.ts';
import { openObjectStore } from '@outlap/server/src/objects/open.ts';
import type { Row } from '../report.ts';
import { temporaryPath } from '../temporary-folder.ts';

const GIGABYTES = Number(process.env['BENCH_BACKUP_GB'] ?? 0.5);
const OBJECT_BYTES = 1_000_000;
/** Of the store, what frames that are not sealed yet make up in the database. */
const FRAMES_PART = 0.05;
const FRAME_BYTES = 60_000;
const OWNER = '00000000-0000-7000-8000-000000000001';
const LOCK = { passphrase: 'four words and a lap' };

/**
 * A store of BENCH_BACKUP_GB gigabytes (0.5 without): lap files of 1 MB, which like real ones do not compress, and 5 % of it
 * frames in the embedded database. Backed up, checked and restored; beside it `tar | zstd | age` of the same files, and back.
 */
export async function backup(): Promise<Row[]> {
  const folder = temporaryPath('backup');
  mkdirSync(folder, { recursive: true });
  try {
    const source = await generate(folder);
    const place = await openPlace(join(folder, 'place'), { accessKey: '', secretKey: '' });
    const { made, seconds: backupSeconds } = await timed(() =>
      makeBackup({
        place,
        lock: LOCK,
        database: source.database,
        objects: source.objects,
        instance: 'bench',
        product: 'bench',
        identity: 'database',
        authSecret: { fingerprints: [], value: null },
        indexKeys: ['a key'],
        staging: join(folder, 'staging'),
        now: () => new Date(),
      }),
    );
    await source.database.close();
    const opened = await openBackup(place, made.name, LOCK);
    const { seconds: checkSeconds } = await timed(() =>
      verifyFiles(place, opened.manifest, opened.outline.files),
    );
    const { seconds: restoreSeconds } = await timed(async () => {
      const objects = await storeAt(join(folder, 'restored', 'objects'));
      await loadObjects(objects, opened);
      const database = await openEmbeddedDatabase(join(folder, 'restored', 'database'));
      const { rows } = await loadTables(database, opened);
      await database.close();
      if (rows !== made.rows) throw new Error(`${rows} rows came back of ${made.rows}`);
    });
    rmSync(join(folder, 'restored'), { recursive: true });
    const peer = measurePeer(folder);
    const speed = (seconds: number) => `${(source.bytes / 1e6 / seconds).toFixed(0)} MB/s`;
    const row = (what: string, seconds: number, beside: number, words: string): Row => ({
      what: `${what} a store of ${(source.bytes / 1e9).toFixed(1)} GB in ${source.count} objects`,
      ours: `${seconds.toFixed(1)} s, ${speed(seconds)}`,
      peer: `${words}: ${beside.toFixed(1)} s, ${speed(beside)}`,
      ratio: `${(seconds / beside).toFixed(2)} ×`,
      bound: '–',
      holds: null,
    });
    return [
      row(
        'back up and read back',
        backupSeconds,
        peer.out,
        'tar \\| zstd -1 \\| age, not read back',
      ),
      row('check', checkSeconds, peer.list, 'age -d \\| zstd -d \\| tar -t'),
      row('restore and sync', restoreSeconds, peer.back, 'age -d \\| zstd -d \\| tar -x; sync'),
    ];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function storeAt(url: string) {
  return openObjectStore({ url, dataDir: '.', accessKey: '', secretKey: '' });
}

async function generate(folder: string) {
  const objects = await storeAt(join(folder, 'source', 'objects'));
  const database = await openEmbeddedDatabase(join(folder, 'source', 'database'));
  await migrate(database);
  const total = GIGABYTES * 1e9;
  const frames = Math.ceil((total * FRAMES_PART) / FRAME_BYTES);
  const streamId = randomUUID();
  await database.executeSql(
    `insert into stream (id, owner_id, state, description, recorder, created_at, last_frame_at)
     values ($1, $2, 'open', '{}', '{}', now(), now())`,
    [streamId, OWNER],
  );
  for (let n = 0; n < frames; n++)
    await database.executeSql(
      `insert into frame (stream_id, first_seq, last_seq, start_seconds, end_seconds, bytes)
       values ($1, $2::int, $2::int, $2::int, $2::int, $3)`,
      [streamId, n + 1, randomBytes(FRAME_BYTES)],
    );
  const count = Math.floor((total * (1 - FRAMES_PART)) / OBJECT_BYTES);
  for (let n = 0; n < count; n++) {
    const id = randomUUID();
    const key = `recordings/${id}/recording`;
    await objects.put(key, randomBytes(OBJECT_BYTES));
    await database.executeSql(
      `insert into import (id, owner_id, file_name, file_bytes, content_hash, recording_key, state, created_at)
       values ($1, $2, 'bench', $3, $4, $5, 'queued', now())`,
      [id, OWNER, OBJECT_BYTES, id, key],
    );
  }
  return { objects, database, count, bytes: count * OBJECT_BYTES + frames * FRAME_BYTES };
}

async function timed<T>(work: () => Promise<T>) {
  const started = performance.now();
  const made = await work();
  // What is only in memory yet is not restored yet.
  if (process.platform !== 'win32') spawnSync('sync');
  return { made, seconds: (performance.now() - started) / 1000 };
}

/** The same files by the usual programs. */
function measurePeer(folder: string) {
  const sh = (script: string) => {
    const started = performance.now();
    const { status, stderr } = spawnSync('bash', ['-c', `set -euo pipefail; ${script}; sync`], {
      cwd: folder,
      encoding: 'utf8',
    });
    if (status !== 0) throw new Error(stderr);
    return (performance.now() - started) / 1000;
  };
  sh('age-keygen -o key 2> keygen.log; age-keygen -y key > recipient; mkdir back');
  const out = sh('tar -cf - source | zstd -1 -q -T1 | age -R recipient -o all.age');
  const list = sh('age -d -i key all.age | zstd -d -q | tar -t > list');
  const back = sh('age -d -i key all.age | zstd -d -q | tar -x -C back');
  return { out, list, back };
}
