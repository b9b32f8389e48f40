import { randomUUID } from 'node:crypto';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import type { Config } from '../config.ts';
import { pingDatabase } from '../db/client.ts';
import { listMissingMigrations } from '../db/migrate.ts';
import { sweepOrphans } from '../features/imports/verbs.ts';
import { openServer, type Opened } from '../server.ts';
import { EXIT, type Output, quietLog } from './command.ts';

type Finding = { readonly check: string; readonly ok: boolean; readonly detail: string };

const OLDEST_NODE = 24;

/** Looks at everything the server needs. With the embedded database the server must be stopped. */
export async function doctor({ config, json }: Output): Promise<number> {
  const findings: Finding[] = [checkNode(), await checkFolder(config)];
  let opened: Opened | undefined;
  try {
    opened = await openServer(config, quietLog(config));
    findings.push(
      await checkDatabase(opened),
      await checkObjects(opened),
      await checkOrphans(opened),
    );
  } catch (error) {
    findings.push({ check: 'database', ok: false, detail: (error as Error).message });
  } finally {
    await opened?.close();
  }
  if (json) console.log(JSON.stringify({ ok: findings.every(({ ok }) => ok), findings }));
  else
    for (const { check, ok, detail } of findings)
      console.log(`${ok ? 'ok  ' : 'FAIL'}  ${check}: ${detail}`);
  return findings.every(({ ok }) => ok) ? EXIT.ok : EXIT.findings;
}

function checkNode(): Finding {
  const ok = Number(process.versions.node.split('.')[0]) >= OLDEST_NODE;
  return { check: 'node', ok, detail: `${process.versions.node}, needed ${OLDEST_NODE} or later` };
}

async function checkFolder({ DATA_DIR }: Config): Promise<Finding> {
  const probe = join(DATA_DIR, `.probe-${randomUUID()}`);
  return attempt('data folder', async () => {
    await mkdir(DATA_DIR, { recursive: true });
    await writeFile(probe, 'probe', { flush: true });
    await rm(probe);
    return `${DATA_DIR} can be written`;
  });
}

function checkDatabase({ deps, database }: Opened): Promise<Finding> {
  return attempt('database', async () => {
    await pingDatabase(deps.db);
    const missing = await listMissingMigrations(database);
    if (missing.length > 0) throw new Error(`migrations missing: ${missing.join(', ')}`);
    return `${database.kind}, schema up to date`;
  });
}

function checkObjects({ deps: { objects } }: Opened): Promise<Finding> {
  return attempt('object store', async () => {
    const key = `health/${randomUUID()}`;
    await objects.put(key, Buffer.from('probe'));
    const back = await objects.get(key);
    const text = back ? (await buffer(back)).toString() : '';
    await objects.delete(key);
    if (text !== 'probe') throw new Error('what was written did not come back');
    return 'writes, reads and deletes';
  });
}

function checkOrphans({ deps }: Opened): Promise<Finding> {
  return attempt('orphaned objects', async () => {
    const { objects, bytes } = await sweepOrphans(deps, { before: deps.now(), remove: false });
    if (objects === 0) return 'none';
    return `${objects} with ${bytes} bytes; removed at the next start with the embedded database`;
  });
}

async function attempt(check: string, look: () => Promise<string>): Promise<Finding> {
  try {
    return { check, ok: true, detail: await look() };
  } catch (error) {
    return { check, ok: false, detail: (error as Error).message };
  }
}
