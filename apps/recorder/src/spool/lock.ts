import { randomUUID } from 'node:crypto';
import {
  linkSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { CommandError } from '../errors.ts';
import { isDiskTrouble } from './files.ts';

type Holder = { readonly pid: number; readonly startTime: string; readonly token: string };

/** A spool that is held by this process until `release`. */
export type SpoolLock = { readonly touch: () => void; readonly release: () => void };

const FRESH_MS = 30_000;

/**
 * Takes a spool for this process: two recorders on one would number different frames alike. The lock of a process that
 * died is taken over. Throws CommandError `spool_in_use`.
 */
export function lockSpool(folder: string): SpoolLock {
  mkdirSync(folder, { recursive: true });
  const path = lockPath(folder);
  const own: Holder = {
    pid: process.pid,
    startTime: startTimeOf(process.pid),
    token: randomUUID(),
  };
  const draft = `${path}.${own.token}`;
  writeFileSync(draft, JSON.stringify(own));
  try {
    for (let attempt = 0; !placed(draft, path); attempt++) {
      const holder = readHolder(path);
      if (holder && (isAlive(holder, path) || attempt > 5))
        throw new CommandError(
          'spool_in_use',
          `The spool ${folder} is in use by process ${holder.pid}`,
        );
      if (holder) removeStale(path, holder);
    }
  } finally {
    rmSync(draft, { force: true });
  }
  const isOwn = () => readHolder(path)?.token === own.token;
  return {
    touch: () => {
      if (!isOwn()) return;
      try {
        utimesSync(path, new Date(), new Date());
      } catch (error) {
        if (!isDiskTrouble(error)) throw error;
      }
    },
    release: () => {
      if (isOwn()) rmSync(path, { force: true });
    },
  };
}

/** The process that holds a spool now, if one does. */
export function findHolder(folder: string): number | undefined {
  const holder = readHolder(lockPath(folder));
  return holder && isAlive(holder, lockPath(folder)) ? holder.pid : undefined;
}

function lockPath(folder: string): string {
  return join(folder, 'recorder.lock');
}

function placed(draft: string, path: string): boolean {
  try {
    linkSync(draft, path);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

function readHolder(path: string): Holder | undefined {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as Holder;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    return { pid: 0, startTime: '', token: '' };
  }
}

/** Moves the file aside first: if another process was faster, it is its fresh lock that was moved, and it goes back. */
function removeStale(path: string, stale: Holder): void {
  const aside = `${path}.${randomUUID()}`;
  try {
    renameSync(path, aside);
  } catch {
    return;
  }
  if (readHolder(aside)?.token !== stale.token) placed(aside, path);
  rmSync(aside, { force: true });
}

function isAlive({ pid, startTime }: Holder, path: string): boolean {
  if (!Number.isInteger(pid) || pid <= 0) return false;
  try {
    process.kill(pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return false;
  }
  const now = startTimeOf(pid);
  // Where the system does not tell when a process began, its id may be another's by now: the lock has to be fresh.
  return startTime === '' || now === '' ? isFresh(path) : now === startTime;
}

function isFresh(path: string): boolean {
  const touched = statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0;
  return Math.abs(Date.now() - touched) < FRESH_MS;
}

/** When a process began, in the words of the system; '' where it does not say. Tells a reused process id apart. */
function startTimeOf(pid: number): string {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? '';
  } catch {
    return '';
  }
}
