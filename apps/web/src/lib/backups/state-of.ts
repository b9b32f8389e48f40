import { formatDuration } from '../measures/lap-time.ts';
import type { BackupRun, Backups } from './calls.ts';

/** What an owner should know first, in one sentence. */
export type Verdict = { readonly tone: 'good' | 'warn'; readonly words: string };

const DAY_SECONDS = 86_400;

export function verdictOf({ configured, last, lateAfterSeconds }: Backups, now: Date): Verdict {
  if (!last)
    return {
      tone: 'warn',
      words: configured ? 'There is no backup yet.' : 'No backups are made: set BACKUP_TO.',
    };
  const age = ageOf(last, now);
  if (age > lateAfterSeconds)
    return { tone: 'warn', words: `The last good backup is ${inWords(age)} old.` };
  if (last.missing > 0)
    return { tone: 'warn', words: `The last backup lacks ${last.missing} files that were gone.` };
  return { tone: 'good', words: `The last backup is ${inWords(age)} old and was read back.` };
}

function ageOf({ startedAt }: BackupRun, now: Date): number {
  return Math.max(0, (now.getTime() - new Date(startedAt).getTime()) / 1000);
}

export function inWords(seconds: number): string {
  const days = Math.floor(seconds / DAY_SECONDS);
  if (days >= 2) return `${days} days`;
  const hours = Math.floor(seconds / 3600);
  if (hours >= 1) return hours === 1 ? '1 hour' : `${hours} hours`;
  const minutes = Math.floor(seconds / 60);
  return minutes === 1 ? '1 minute' : `${minutes} minutes`;
}

const PHASES = { tables: 'tables', objects: 'files', verify: 'reading back' } as const;

export function stateOf(run: BackupRun): string {
  if (run.state === 'running') return `${PHASES[run.phase]} ${Math.floor(run.progress * 100)} %`;
  return run.state === 'done' ? 'whole' : 'failed';
}

/** How long it took; nothing while it runs. */
export function tookOf({ startedAt, finishedAt }: BackupRun): string {
  if (finishedAt === null) return '';
  return formatDuration((Date.parse(finishedAt) - Date.parse(startedAt)) / 1000);
}
