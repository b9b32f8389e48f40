import { join } from 'node:path';
import type { Logger } from 'pino';
import type { Config } from '../config.ts';
import type { Database } from '../db/client.ts';
import { findInstanceId } from '../db/instance.ts';
import { AppError } from '../errors.ts';
import { deriveKey, fingerprintOf, openSecrets } from '../identity/secrets.ts';
import type { ObjectStore } from '../objects/object-store.ts';
import type { Lock } from './age.ts';
import { givenUp, parseKeepRule } from './keep-rule.ts';
import { makeBackup, type Made, type Progress } from './make.ts';
import { listBackups, type Place, plainUrl, removeBackups } from './place.ts';
import { claimRun, failRun, finishRun, forgetRuns, holdRun } from './queries.ts';

const HOLD_EVERY_MS = 10_000;
const REMEMBERED_MS = 400 * 86_400_000;

export type BackupWorld = {
  readonly config: Config;
  readonly database: Database;
  readonly objects: ObjectStore;
  readonly product: string;
  readonly log: Logger;
  readonly now: () => Date;
  readonly newId: () => string;
};

export type Asked = 'schedule' | 'page' | 'command';

export type RunOptions = {
  readonly askedBy: Asked;
  readonly place: Place;
  readonly lock: Lock;
  readonly full?: boolean;
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: Progress) => void;
};

/** Makes one backup, written down in the database as it goes; the rule then removes older ones. */
export async function runBackup(world: BackupWorld, options: RunOptions): Promise<Made> {
  return (await beginRun(world, options)).done;
}

/** Begins one; `done` ends when it was read back. Throws backup_running. */
export async function beginRun(world: BackupWorld, options: RunOptions) {
  const { database, now, newId, log } = world;
  const { db } = database;
  const id = newId();
  const run = { id, place: plainUrl(options.place.url), askedBy: options.askedBy, now: now() };
  if (!(await claimRun(db, run))) throw new AppError('backup_running', 'A backup is under way');
  const work = async () => {
    let latest: Progress = { phase: 'tables', done: 0, total: 1 };
    // Not awaited where the tables are held: on the embedded database it would wait for its own turn.
    const holding = setInterval(() => {
      const progress = latest.done / Math.max(1, latest.total);
      holdRun(db, id, { phase: latest.phase, progress, now: now() }).catch(() => undefined);
    }, HOLD_EVERY_MS);
    try {
      const made = await makeBackup({
        ...(await sourceOf(world)),
        ...options,
        onProgress: (progress) => {
          latest = progress;
          options.onProgress?.(progress);
        },
      });
      await finishRun(db, id, made, now());
      const { name, bytes, missing, withheld } = made;
      log.info({ name, bytes, missing: missing.length, withheld: withheld.length }, 'backup made');
      await removeOld(world, options.place).catch((error: unknown) => {
        // The new one is whole all the same: recorded as failed it would be made again every 15 minutes.
        log.warn({ err: error }, 'older backups could not be removed');
      });
      return made;
    } catch (error) {
      log.error({ err: error }, 'backup failed');
      await failRun(db, id, (error as Error).message.slice(0, 500), now());
      throw error;
    } finally {
      clearInterval(holding);
    }
  };
  return { id, done: work() };
}

async function sourceOf({ config, database, objects, product, now, newId }: BackupWorld) {
  const secrets = openSecrets(config);
  return {
    database,
    objects,
    product,
    now,
    instance: await findInstanceId(database.db, newId),
    identity: config.IDENTITY_STORE === '' ? 'database' : plainUrl(config.IDENTITY_STORE),
    authSecret: {
      fingerprints: secrets.map(fingerprintOf),
      value: config.AUTH_SECRET === '' ? secrets.join(',') : null,
    },
    indexKeys: secrets.map((secret) => deriveKey(secret, 'backup index').toString('base64url')),
    staging: join(config.DATA_DIR, '.backup-staging'),
  };
}

async function removeOld({ config, database, now, newId }: BackupWorld, place: Place) {
  const rule = parseKeepRule(config.BACKUP_KEEP);
  await forgetRuns(database.db, new Date(now().getTime() - REMEMBERED_MS));
  // What was put elsewhere by hand is not ours to remove.
  if (!rule || config.BACKUP_TO === '' || place.url !== config.BACKUP_TO) return;
  const instance = await findInstanceId(database.db, newId);
  const ours = (await listBackups(place)).filter((one) => one.instance === instance);
  const dated = ours.map((backup) => ({ backup, createdAt: backup.at }));
  const gone = givenUp(dated, rule).map(({ backup }) => backup);
  await removeBackups(place, instance, gone, now());
}
