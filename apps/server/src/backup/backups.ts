import type { Config } from '../config.ts';
import { AppError } from '../errors.ts';
import type { Lock } from './age.ts';
import { isDue, type Schedule } from './due.ts';
import type { Made } from './make.ts';
import { noteErasure, openPlace, type Place } from './place.ts';
import { findLastRun, listErasedSince } from './queries.ts';
import type { Asked, BackupWorld } from './run.ts';

const TICK_MS = 60_000;

/** The backups of a server that runs. */
export type Backups = {
  /** Begins one at the configured place, and returns once it has begun. Throws backup_not_configured, backup_running. */
  readonly begin: (
    askedBy: Asked,
  ) => Promise<{ readonly id: string; readonly done: Promise<Made> }>;
  /** Makes them when they are due, for as long as the server runs. */
  readonly start: () => void;
  readonly stop: () => Promise<void>;
};

export function scheduleOf(config: Config): Schedule {
  return { atHour: config.BACKUP_AT, everyHours: config.BACKUP_EVERY_HOURS };
}

/** How the configuration says that backups are locked; undefined where it does not. */
export function lockOf({ BACKUP_PASSPHRASE, BACKUP_RECIPIENT }: Config): Lock | undefined {
  if (BACKUP_PASSPHRASE !== '') return { passphrase: BACKUP_PASSPHRASE };
  return BACKUP_RECIPIENT.length > 0 ? { recipients: BACKUP_RECIPIENT } : undefined;
}

export function placeOf(config: Config, url = config.BACKUP_TO): Promise<Place> {
  return openPlace(url, {
    accessKey: config.BACKUP_ACCESS_KEY || config.OBJECT_STORE_ACCESS_KEY,
    secretKey: config.BACKUP_SECRET_KEY || config.OBJECT_STORE_SECRET_KEY,
  });
}

export function openBackups(world: BackupWorld): Backups {
  const { config, database, log, now } = world;
  const stopping = new AbortController();
  const running = new Set<Promise<unknown>>();
  let place: Promise<Place> | undefined;
  let noted = new Date(0);
  let timer: NodeJS.Timeout | undefined;
  const lock = lockOf(config);
  const openHere = () => (place ??= placeOf(config));
  const keep = <T>(task: Promise<T>): Promise<T> => {
    const one: Promise<unknown> = task.catch(() => undefined).finally(() => running.delete(one));
    running.add(one);
    return task;
  };

  const begin = async (askedBy: Asked) => {
    if (config.BACKUP_TO === '' || !lock)
      throw new AppError('backup_not_configured', 'There is no place for backups: set BACKUP_TO');
    const options = { askedBy, lock, place: await openHere(), signal: stopping.signal };
    // Only a server that makes one loads what it takes.
    const { beginRun } = await import('./run.ts');
    const { id, done } = await beginRun(world, options);
    keep(done).catch(() => undefined);
    return { id, done };
  };
  const noteErasures = async () => {
    for (const { user_id, erased_at } of await listErasedSince(database.db, noted)) {
      await noteErasure(await openHere(), user_id, erased_at);
      noted = erased_at;
    }
  };
  const tick = async () => {
    await noteErasures();
    const last = await findLastRun(database.db);
    const seen = last && { startedAt: last.started_at, failed: last.state === 'failed' };
    if (last?.state === 'running' && last.held_until > now()) return;
    if (isDue(now(), scheduleOf(config), seen)) await (await begin('schedule')).done;
  };
  const look = () => {
    if (stopping.signal.aborted || running.size > 0) return;
    keep(tick()).catch((error: unknown) => {
      if (!stopping.signal.aborted) log.warn({ err: error }, 'scheduled backup');
    });
  };
  return {
    begin,
    start: () => {
      if (config.BACKUP_TO === '') return;
      timer = setInterval(look, TICK_MS);
      timer.unref();
      look();
    },
    stop: async () => {
      clearInterval(timer);
      stopping.abort(new Error('The server is stopping'));
      await Promise.all(running);
      (await place)?.store.close();
    },
  };
}
