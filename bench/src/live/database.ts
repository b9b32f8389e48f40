import { openPostgres } from '@outlap/server/src/db/client.ts';

const BASE = process.env['TEST_DATABASE_URL'] ?? 'postgres://postgres@127.0.0.1:5432/postgres';

/** An empty database of PostgreSQL for one bench; undefined where there is no PostgreSQL. */
export async function makeDatabase(name: string): Promise<string | undefined> {
  const server = openPostgres(BASE, 1);
  try {
    await server.executeSql(`drop database if exists ${name} with (force)`);
    await server.executeSql(`create database ${name}`);
  } catch {
    return undefined;
  } finally {
    await server.close();
  }
  const url = new URL(BASE);
  url.pathname = `/${name}`;
  return url.href;
}

export async function dropDatabase(name: string): Promise<void> {
  const server = openPostgres(BASE, 1);
  await server.executeSql(`drop database if exists ${name} with (force)`);
  await server.close();
}
