import { sql } from 'kysely';
import type { Db } from '../db/client.ts';
import type { Made } from './make.ts';

/** As long as nobody says that a backup goes on, it is over: its server has died. */
const HOLD_MS = 120_000;

type NewRun = {
  readonly id: string;
  readonly place: string;
  readonly askedBy: 'schedule' | 'page' | 'command';
  readonly now: Date;
};

/** Begins a backup where none is running on any server; whether it did. */
export async function claimRun(db: Db, { id, place, askedBy, now }: NewRun): Promise<boolean> {
  await db
    .updateTable('backup')
    .set({ state: 'failed', finished_at: now, error: 'The server that made it has stopped' })
    .where('state', '=', 'running')
    .where('held_until', '<', now)
    .execute();
  const { rows } = await sql<{ id: string }>`
    insert into backup (id, place, state, asked_by, started_at, held_until)
    values (${id}, ${place}, 'running', ${askedBy}, ${now}, ${heldUntil(now)})
    on conflict (state) where state = 'running' do nothing returning id`.execute(db);
  return rows.length > 0;
}

export async function holdRun(
  db: Db,
  id: string,
  {
    phase,
    progress,
    now,
  }: { readonly phase: string; readonly progress: number; readonly now: Date },
): Promise<void> {
  await db
    .updateTable('backup')
    .set({ phase, progress, held_until: heldUntil(now) })
    .where('id', '=', id)
    .where('state', '=', 'running')
    .execute();
}

export async function finishRun(db: Db, id: string, made: Made, now: Date): Promise<void> {
  await db
    .updateTable('backup')
    .set({
      state: 'done',
      finished_at: now,
      progress: 1,
      name: made.name,
      bytes: made.bytes,
      new_bytes: made.newBytes,
      row_count: made.rows,
      object_count: made.objects,
      missing_count: made.missing.length,
      identity: made.identity,
    })
    .where('id', '=', id)
    .execute();
}

export async function failRun(db: Db, id: string, error: string, now: Date): Promise<void> {
  await db
    .updateTable('backup')
    .set({ state: 'failed', finished_at: now, error })
    .where('id', '=', id)
    .execute();
}

export function listRuns(db: Db, limit: number) {
  return db
    .selectFrom('backup')
    .selectAll()
    .orderBy('started_at', 'desc')
    .orderBy('id', 'desc')
    .limit(limit)
    .execute();
}
export type Run = Awaited<ReturnType<typeof listRuns>>[number];

export function findLastRun(db: Db, state?: 'done'): Promise<Run | undefined> {
  return db
    .selectFrom('backup')
    .selectAll()
    .$if(state !== undefined, (query) => query.where('state', '=', 'done'))
    .orderBy('started_at', 'desc')
    .limit(1)
    .executeTakeFirst();
}

/** Runs of which too many are known go. */
export async function forgetRuns(db: Db, before: Date): Promise<void> {
  await db.deleteFrom('backup').where('started_at', '<', before).execute();
}

export function listErasedSince(db: Db, since: Date) {
  return db
    .selectFrom('tombstone')
    .select(['user_id', 'erased_at'])
    .where('erased_at', '>', since)
    .orderBy('erased_at')
    .execute();
}

function heldUntil(now: Date): Date {
  return new Date(now.getTime() + HOLD_MS);
}
