import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { pino } from 'pino';
import type { Config } from '../config.ts';
import { type Database, openConfigured, openEmbeddedDatabase } from '../db/client.ts';
import { FolderInUseError, lockFolder } from '../db/embedded/lock.ts';
import { listMigrations } from '../db/migrate.ts';
import { openIdentityStore } from '../identity/store/open.ts';
import { listMethods } from '../identity/second-factor/factors.ts';
import { findLastBackup } from '../features/backups/verbs.ts';
import { sweepOrphans } from '../features/imports/verbs.ts';
import { openObjectStore, toObjectStoreSettings } from '../objects/open.ts';
import { fine, found, type Look, skipped } from './findings.ts';
import { askServer, askVersion, listApplied, type Server } from './queries.ts';

const OLDEST_POSTGRES = 150_000;
const DAY_MS = 86_400_000;
const SKEW_MS = 2000;
/** PostgreSQL keeps some for itself, and a person may want to look. */
const SPARE_CONNECTIONS = 5;

/** Looks at the database without changing anything; the embedded one only where no server has it. */
export async function lookAtDatabase(config: Config): Promise<Look[]> {
  if (config.DATABASE_URL === '') return lookAtEmbedded(config);
  const database = openConfigured(config, 2);
  try {
    const version = await askVersion(database.db);
    if (version < OLDEST_POSTGRES) return [found('database', 'database_old', `${version}`)];
    return [...(await lookAtPostgres(config, database)), ...(await lookInside(config, database))];
  } catch (error) {
    return [found('database', 'database_failed', (error as Error).message)];
  } finally {
    await database.close();
  }
}

async function lookAtEmbedded(config: Config): Promise<Look[]> {
  if (!existsSync(join(config.DATA_DIR, 'database')))
    return [skipped('database', 'there is none yet; the first start makes it')];
  let unlock: () => void;
  try {
    unlock = lockFolder(config.DATA_DIR);
  } catch (error) {
    if (!(error instanceof FolderInUseError)) throw error;
    const why = 'a running server has the embedded database; stop it to look inside';
    return [skipped('database', why), skipped('schema', why), skipped('owners', why)];
  }
  try {
    const database = await openEmbeddedDatabase(join(config.DATA_DIR, 'database'));
    try {
      return [fine('database', 'embedded'), ...(await lookInside(config, database))];
    } finally {
      await database.close();
    }
  } catch (error) {
    return [found('database', 'database_failed', (error as Error).message)];
  } finally {
    unlock();
  }
}

async function lookAtPostgres(config: Config, { db }: Database): Promise<Look[]> {
  const startedAt = Date.now();
  const server = await askServer(db);
  const middle = (startedAt + Date.now()) / 2;
  return [
    encoding(server),
    collation(server),
    connections(server, config),
    clock(server.now.getTime() - middle),
  ];
}

function encoding({ encoding, version }: Server): Look {
  return encoding === 'UTF8'
    ? fine('database', `PostgreSQL ${Math.floor(version / 10_000)}, ${encoding}`)
    : found('database', 'database_encoding', encoding);
}

function collation({ collationVersion, actualVersion }: Server): Look {
  const isSame = collationVersion === null || collationVersion === actualVersion;
  return isSame
    ? fine('collation', actualVersion ?? 'has no version')
    : found(
        'collation',
        'collation_changed',
        `${collationVersion}, now ${actualVersion ?? 'none'}`,
      );
}

function connections({ maxConnections }: Server, { DATABASE_POOL }: Config): Look {
  const detail = `DATABASE_POOL=${DATABASE_POOL}, max_connections=${maxConnections}`;
  return 2 * DATABASE_POOL + SPARE_CONNECTIONS > maxConnections
    ? found('connections', 'pool_too_large', detail)
    : fine('connections', detail);
}

function clock(skewMs: number): Look {
  const detail = `${Math.round(skewMs)} ms`;
  return Math.abs(skewMs) > SKEW_MS
    ? found('clock', 'clock_skewed', detail)
    : fine('clock', detail);
}

async function lookInside(config: Config, database: Database): Promise<Look[]> {
  const applied = await listApplied(database.db);
  const known = listMigrations().map(({ name }) => name);
  const missing = known.filter((name) => !applied.includes(name));
  if (missing.length > 0) return [found('schema', 'migrations_missing', missing.join(', '))];
  const newer = applied.filter((name) => !known.includes(name));
  const schema =
    newer.length > 0
      ? found('schema', 'schema_newer', newer.join(', '))
      : fine('schema', 'up to date');
  return [
    schema,
    await owners(config, database),
    await orphans(config, database),
    await backup(config, database),
  ];
}

async function backup(config: Config, { db }: Database): Promise<Look> {
  if (config.BACKUP_TO === '') return found('backup', 'backup_missing');
  const last = await findLastBackup({ db, config, now: () => new Date() });
  if (!last) return found('backup', 'backup_late', 'there is none yet');
  const detail = `${last.name}, ${(last.ageSeconds / 3600).toFixed(0)} hours old`;
  return last.late ? found('backup', 'backup_late', detail) : fine('backup', detail);
}

/** Objects that no row points at. */
async function orphans(config: Config, { db }: Database): Promise<Look> {
  const store = await openObjectStore(toObjectStoreSettings(config));
  try {
    // What an import writes now has no row yet.
    const log = pino({ level: 'silent' });
    const before = new Date(Date.now() - (config.DATABASE_URL === '' ? 0 : DAY_MS));
    const { objects, bytes } = await sweepOrphans(
      { db, objects: store, log },
      { before, remove: false },
    );
    return objects === 0
      ? fine('orphaned objects', 'none')
      : found('orphaned objects', 'objects_orphaned', `${objects} with ${bytes} bytes`);
  } catch (error) {
    return skipped('orphaned objects', (error as Error).message);
  } finally {
    store.close();
  }
}

async function owners(config: Config, { db }: Database): Promise<Look> {
  const { store, close } = await openIdentityStore(config, db, () => new Date());
  try {
    const rows = await store.findMany('user', [{ field: 'role', value: 'owner' }]);
    const bare: string[] = [];
    for (const { id, email } of rows) {
      const methods = await listMethods(store, String(id), []);
      const mine = [{ field: 'userId', value: id ?? null }];
      const hasAccount = await store.findOne('account', mine);
      if (hasAccount && methods.length === 0) bare.push(String(email));
    }
    return bare.length > 0
      ? found('owners', 'owner_one_factor', bare.join(', '))
      : fine('owners', 'every owner who has a password has a second factor');
  } finally {
    close();
  }
}
