import { createHash, randomUUID } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { type Database, openEmbeddedDatabase, openPostgres } from '../src/db/client.ts';
import { listMigrations, migrate } from '../src/db/migrate.ts';

/** A database of its own for a test file: migrated, empty, gone afterwards. */
export type TestDatabase = {
  readonly kind: 'embedded' | 'postgres';
  readonly database: Database;
  readonly drop: () => Promise<void>;
};

const BASE = process.env['TEST_DATABASE_URL'] ?? 'postgres://postgres@127.0.0.1:5432/postgres';
const VERSION = createHash('sha256')
  .update(
    listMigrations()
      .map(({ hash }) => hash)
      .join(),
  )
  .digest('hex')
  .slice(0, 12);
const CACHE = join(
  dirname(fileURLToPath(import.meta.url)),
  '..',
  '..',
  '..',
  'node_modules',
  '.cache',
);

/** The kinds of database that tests run on here. PostgreSQL may be missing on a laptop, never in CI. */
export const KINDS: readonly TestDatabase['kind'][] = (await isPostgresThere())
  ? ['embedded', 'postgres']
  : ['embedded'];

async function isPostgresThere(): Promise<boolean> {
  const client = new pg.Client({ connectionString: BASE, connectionTimeoutMillis: 2000 });
  try {
    await client.connect();
    await client.end();
    return true;
  } catch (error) {
    if (process.env['CI'] === 'true')
      throw new Error(`PostgreSQL is needed in CI at ${new URL(BASE).host}`, { cause: error });
    console.warn(`SKIPPED on PostgreSQL: none at ${new URL(BASE).host} (TEST_DATABASE_URL)`);
    return false;
  }
}

export async function createTestDatabase(kind: TestDatabase['kind']): Promise<TestDatabase> {
  return kind === 'embedded' ? createEmbedded() : createPostgres();
}

/** A copy of a data folder that was made and migrated once for these migrations. */
async function createEmbedded(): Promise<TestDatabase> {
  const folder = mkdtempSync(join(tmpdir(), 'outlap-test-db-'));
  await copyEmbeddedSnapshot(join(folder, 'database'));
  const database = await openEmbeddedDatabase(join(folder, 'database'));
  return {
    kind: 'embedded',
    database,
    drop: async () => {
      await database.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Puts the migrated, empty data folder of an embedded database at `target`. */
export async function copyEmbeddedSnapshot(target: string): Promise<void> {
  const snapshot = join(CACHE, `outlap-pglite-${VERSION}`);
  if (!existsSync(snapshot)) {
    mkdirSync(CACHE, { recursive: true });
    const draft = mkdtempSync(join(CACHE, 'outlap-pglite-draft-'));
    const database = await openEmbeddedDatabase(join(draft, 'database'));
    await migrate(database);
    await database.close();
    if (existsSync(snapshot)) rmSync(draft, { recursive: true });
    else renameSync(draft, snapshot);
  }
  cpSync(join(snapshot, 'database'), target, { recursive: true });
}

async function createPostgres(): Promise<TestDatabase> {
  const name = `outlap_test_${randomUUID().replaceAll('-', '')}`;
  const template = `outlap_test_template_${VERSION}`;
  await withAdmin(async (admin) => {
    await admin.query('select pg_advisory_lock(71823002)');
    await makeTemplate(admin, template);
    await admin.query(`create database ${name} template ${template} strategy file_copy`);
    await admin.query('select pg_advisory_unlock(71823002)');
  });
  const database = openPostgres(urlOf(name), 4);
  return {
    kind: 'postgres',
    database,
    drop: async () => {
      await database.close();
      await withAdmin((admin) => admin.query(`drop database if exists ${name} with (force)`));
    },
  };
}

/** A PostgreSQL database with nothing in it. */
export async function createEmptyPostgres(): Promise<{
  readonly url: string;
  readonly drop: () => Promise<void>;
}> {
  const name = `outlap_test_${randomUUID().replaceAll('-', '')}`;
  await withAdmin((admin) => admin.query(`create database ${name}`));
  return {
    url: urlOf(name),
    drop: () => withAdmin((admin) => admin.query(`drop database if exists ${name} with (force)`)),
  };
}

async function makeTemplate(admin: pg.Client, template: string): Promise<void> {
  const { rowCount } = await admin.query('select from pg_database where datname = $1', [template]);
  if (rowCount) return;
  const draft = `${template}_draft`;
  await admin.query(`drop database if exists ${draft} with (force)`);
  await admin.query(`create database ${draft}`);
  const database = openPostgres(urlOf(draft), 2);
  await migrate(database);
  await database.close();
  await admin.query(`alter database ${draft} rename to ${template}`);
}

export function urlOf(name: string): string {
  const url = new URL(BASE);
  url.pathname = `/${name}`;
  return url.href;
}

export async function withAdmin(task: (admin: pg.Client) => Promise<unknown>): Promise<void> {
  const admin = new pg.Client(BASE);
  await admin.connect();
  try {
    await task(admin);
  } finally {
    await admin.end();
  }
}
