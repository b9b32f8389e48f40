import { Readable } from 'node:stream';
import type { Deps } from '../../deps.ts';
import { LOCAL_ADDRESS } from '../../identity/local-owner.ts';
import {
  claimExport,
  type ExportRow,
  holdExport,
  listExpiredExports,
  settleExport,
} from './export-queries.ts';
import { gather } from './gather.ts';
import { countSessions } from './gather-queries.ts';
import { zipOf } from './zip.ts';

const HELD_MS = 120_000;
const NOTED_MS = 1000;
const KEPT_MS = 7 * 86_400_000;
const ATTEMPTS = 3;
const WAIT_MS = 30_000;

/** Builds what waits, one after the other; how many. */
export async function buildExports(deps: Deps, signal: AbortSignal): Promise<number> {
  for (let built = 0; ; built++) {
    signal.throwIfAborted();
    const now = deps.now();
    const row = await claimExport(deps.db, now, new Date(now.getTime() + HELD_MS));
    if (!row) return built;
    await build(deps, row, signal);
  }
}

/** Removes the files of those that nobody may download any more. */
export async function expireExports({ db, objects, now }: Deps): Promise<void> {
  for (const { id, object_key } of await listExpiredExports(db, now())) {
    if (object_key !== null) await objects.delete(object_key);
    await settleExport(db, id, { state: 'expired', object_key: null });
  }
}

async function build(deps: Deps, row: ExportRow, stop: AbortSignal): Promise<void> {
  const { db, objects, log, now } = deps;
  const key = `exports/${row.id}.zip`;
  const gone = new AbortController();
  const signal = AbortSignal.any([stop, gone.signal]);
  const total = await countSessions(db, row.user_id);
  let done = 0;
  const note = async () => {
    const held_until = new Date(now().getTime() + HELD_MS);
    const progress = total === 0 ? 0 : Math.min(0.99, done / total);
    if (!(await holdExport(db, row.id, { held_until, progress })))
      gone.abort(new Error('The export is not wanted any more'));
  };
  const timer = setInterval(
    () => void note().catch((error: unknown) => gone.abort(error)),
    NOTED_MS,
  );
  try {
    const entries = gather(deps, row.user_id, () => done++);
    const body = Readable.from(zipOf(entries), { objectMode: false });
    signal.addEventListener('abort', () => body.destroy(signal.reason as Error), { once: true });
    const { bytes } = await objects.put(key, body);
    const finished_at = now();
    const isWanted = await settleExport(db, row.id, {
      state: 'done',
      progress: 1,
      bytes,
      object_key: key,
      finished_at,
      expires_at: new Date(finished_at.getTime() + KEPT_MS),
    });
    if (isWanted) await tellReady(deps, row);
    else await objects.delete(key);
  } catch (error) {
    if (gone.signal.aborted) return;
    log.warn({ err: error, exportId: row.id }, 'data export');
    const again = stop.aborted ? now() : new Date(now().getTime() + WAIT_MS);
    if (row.attempts < ATTEMPTS || stop.aborted)
      await settleExport(db, row.id, { state: 'queued', held_until: again });
    else await settleExport(db, row.id, { state: 'failed', finished_at: now() });
  } finally {
    clearInterval(timer);
  }
}

async function tellReady({ identity, post }: Deps, row: ExportRow): Promise<void> {
  const user = await identity.store.findOne('user', [{ field: 'id', value: row.user_id }]);
  if (!user || user['email'] === LOCAL_ADDRESS) return;
  await post.send({
    kind: 'notice',
    to: String(user['email']),
    name: String(user['name']),
    subject: 'Your data are ready',
    lines: [
      'the file with everything that is kept about you is ready. Download it within a week:',
      `${identity.publicUrl}/account?part=data`,
    ],
  });
}
