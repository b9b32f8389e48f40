import { randomUUID } from 'node:crypto';
import {
  linkSync,
  mkdirSync,
  readFileSync,
  readlinkSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { CommandError } from '../errors.ts';
import { isDiskTrouble } from './files.ts';

/** Where a process id means something; a system says what it has of it. */
type Place = {
  readonly host: string;
  readonly boot: string | undefined;
  readonly pidNamespace: string | undefined;
};

type Holder = Partial<Place> & {
  readonly pid: number;
  readonly startTime: string;
  readonly token: string;
};

/**
 * A spool that is held by this process until `release`. `touch` keeps it fresh; it throws CommandError `spool_in_use` when
 * another process has taken the spool meanwhile.
 */
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
    ...placeOfOurs(),
    pid: process.pid,
    startTime: startTimeOf(process.pid),
    token: randomUUID(),
  };
  const draft = `${path}.${own.token}`;
  writeFileSync(draft, JSON.stringify(own));
  try {
    for (let attempt = 0; !placed(draft, path); attempt++) {
      const holder = readHolder(path);
      if (holder && (isAlive(holder, path) || attempt > 5)) throw inUse(folder, holder);
      if (holder) removeStale(path, holder);
    }
  } finally {
    rmSync(draft, { force: true });
  }
  let touchedAt = Date.now();
  const isOwn = () => readHolder(path)?.token === own.token;
  return {
    touch: () => {
      const holder = readHolder(path);
      // An unreadable lock says nothing about who has the spool.
      if (holder && holder.token !== own.token && holder.token !== '') throw inUse(folder, holder);
      // Whoever found it stale may have used the spool and gone again.
      if (!holder && Date.now() - touchedAt > FRESH_MS)
        throw new CommandError('spool_in_use', `The spool ${folder} was taken by another process`);
      try {
        if (!holder) restore(path, own);
        else if (holder.token !== '') utimesSync(path, new Date(), new Date());
        touchedAt = Date.now();
      } catch (error) {
        if (!isDiskTrouble(error)) throw error;
      }
    },
    release: () => {
      if (isOwn()) rmSync(path, { force: true });
    },
  };
}

function inUse(folder: string, { pid, host }: Holder): CommandError {
  const where = host === undefined || host === hostname() ? '' : ` of ${host}`;
  return new CommandError(
    'spool_in_use',
    `The spool ${folder} is in use by process ${pid}${where}`,
  );
}

/** Puts a lock back that somebody removed. A process that was faster is found by the next touch. */
function restore(path: string, own: Holder): void {
  const draft = `${path}.${own.token}`;
  writeFileSync(draft, JSON.stringify(own));
  try {
    placed(draft, path);
  } finally {
    rmSync(draft, { force: true });
  }
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

function isAlive(holder: Holder, path: string): boolean {
  const { pid, startTime } = holder;
  if (!Number.isInteger(pid) || pid <= 0) return false;
  const ours = placeOfOurs();
  // This machine was off since: a car's does that at every stop, and has to record again at once.
  if (holder.host === ours.host && holder.boot !== ours.boot) return false;
  if (isElsewhere(holder, ours)) return isFresh(path);
  try {
    process.kill(pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return false;
  }
  const now = startTimeOf(pid);
  // Where the system does not tell when a process began, its id may be another's by now: the lock has to be fresh.
  return startTime === '' || now === '' ? isFresh(path) : now === startTime;
}

/** Whether the id of a process says nothing here: it is of another machine or container. */
function isElsewhere({ host, pidNamespace }: Holder, ours: Place): boolean {
  return host !== undefined && (host !== ours.host || pidNamespace !== ours.pidNamespace);
}

function placeOfOurs(): Place {
  return {
    host: hostname(),
    boot: said(() => readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()),
    pidNamespace: said(() => readlinkSync('/proc/self/ns/pid')),
  };
}

function said(read: () => string): string | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
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
