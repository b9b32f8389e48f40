import { scheduleOf } from '../../backup/backups.ts';
import { lateAfterSeconds } from '../../backup/due.ts';
import { plainUrl } from '../../backup/place.ts';
import { findLastRun, listRuns, type Run } from '../../backup/queries.ts';
import type { Ctx, Deps } from '../../deps.ts';
import type { BackupRun, Backups } from './schemas.ts';

const SHOWN = 50;

/** The last backup that was read back: for metrics, for `doctor`, and for whoever must know how old it is. */
export type LastBackup = {
  readonly at: Date;
  readonly ageSeconds: number;
  readonly bytes: number;
  readonly place: string;
  readonly name: string;
  readonly missing: number;
  /** Whether it is older than the schedule allows. */
  readonly late: boolean;
};

/** Undefined when there is none. */
export async function findLastBackup({
  db,
  now,
  config,
}: Pick<Deps, 'db' | 'now' | 'config'>): Promise<LastBackup | undefined> {
  const run = await findLastRun(db, 'done');
  if (!run) return undefined;
  const ageSeconds = Math.max(0, (now().getTime() - run.started_at.getTime()) / 1000);
  return {
    at: run.started_at,
    ageSeconds,
    bytes: run.bytes ?? 0,
    place: run.place,
    name: run.name ?? '',
    missing: run.missing_count,
    late: ageSeconds > lateAfterSeconds(scheduleOf(config)),
  };
}

export async function listBackupRuns({ db, config }: Ctx): Promise<Backups> {
  const schedule = scheduleOf(config);
  const [last, items] = await Promise.all([findLastRun(db, 'done'), listRuns(db, SHOWN)]);
  const configured = config.BACKUP_TO !== '';
  return {
    configured,
    place: configured ? plainUrl(config.BACKUP_TO) : null,
    schedule:
      schedule.everyHours > 0
        ? `every ${schedule.everyHours} hours`
        : `daily from ${String(schedule.atHour).padStart(2, '0')}:00 UTC`,
    keep: config.BACKUP_KEEP,
    lateAfterSeconds: lateAfterSeconds(schedule),
    last: last ? toRun(last) : null,
    items: items.map(toRun),
  };
}

/** Begins a backup; it goes on when the answer is given. */
export async function startBackup(ctx: Ctx): Promise<{ readonly id: string }> {
  const { id } = await ctx.backups.begin('page');
  await ctx.audit.append({
    action: 'backup.started',
    result: 'done',
    actorId: ctx.actor.userId,
    targetKind: 'backup',
    targetId: id,
  });
  return { id };
}

function toRun(run: Run): BackupRun {
  return {
    id: run.id,
    place: run.place,
    name: run.name,
    state: run.state,
    askedBy: run.asked_by,
    startedAt: run.started_at.toISOString(),
    finishedAt: run.finished_at?.toISOString() ?? null,
    phase: run.phase as BackupRun['phase'],
    progress: run.progress,
    bytes: run.bytes,
    newBytes: run.new_bytes,
    rows: run.row_count,
    objects: run.object_count,
    missing: run.missing_count,
    identity: run.identity,
    error: run.error,
  };
}
