import { verifyChain } from '../audit/verify.ts';
import type { Manifest } from '../backup/manifest.ts';
import { readerOf } from '../backup/withheld.ts';
import type { Config } from '../config.ts';
import { countRows, listNamedObjects } from '../db/table-list.ts';
import { resumeImports } from '../features/imports/verbs.ts';
import { eraseRestored } from '../features/privacy/verbs.ts';
import { openServer, type Opened } from '../server.ts';
import { quietLog } from './command.ts';

export type Checked = {
  readonly ok: boolean;
  readonly problems: readonly string[];
  /** What is as it has to be, and still good to know. */
  readonly notes: readonly string[];
  readonly sessions: number;
  readonly laps: number;
  readonly accounts: number;
  /** Those that were under way, and go on when the server starts. */
  readonly imports: number;
  /** Accounts that were deleted after the backup. */
  readonly erased: number;
};

/** Opens what was restored as the server does, and looks whether it is whole. */
export async function checkRestored(config: Config, manifest: Manifest): Promise<Checked> {
  const opened = await openServer(config, quietLog(config));
  try {
    const problems: string[] = [];
    const { deps } = opened;
    const chain = await verifyChain(deps.db, deps.identity.secrets);
    for (const { detail } of chain.problems) problems.push(`audit log: ${detail}`);
    problems.push(...(await lookForObjects(opened, manifest)));
    const imports = await resumeImports(deps);
    const erased = await eraseRestored(deps, new AbortController().signal);
    const counts = await countAll(opened);
    const notes = notesOf(manifest);
    return { ok: problems.length === 0, problems, notes, ...counts, imports, erased };
  } finally {
    await opened.close();
  }
}

async function lookForObjects(
  { database, deps: { objects } }: Opened,
  { missing, gone = [], withheld = [] }: Manifest,
): Promise<string[]> {
  const problems: string[] = [];
  const absent = new Set([...missing, ...gone, ...withheld]);
  const named = await database.bulk('read', listNamedObjects);
  // What was written a moment ago, a scanner may have found something in already.
  const reader = readerOf(objects, named);
  for (const { key, required } of named) {
    if (!required || absent.has(key) || (await reader.head(key)) || reader.withheld.has(key))
      continue;
    problems.push(`the object ${key} is not there`);
  }
  if (missing.length > 0)
    problems.push(`${missing.length} objects were missing when the backup was made`);
  return problems;
}

function notesOf({ gone = [], withheld = [] }: Manifest): string[] {
  const notes: string[] = [];
  if (gone.length > 0) notes.push(`${gone.length} objects were deleted while the backup was made`);
  if (withheld.length > 0)
    notes.push(
      `${withheld.length} objects are not in the backup: a scanner had not found them clean, and the bucket kept them`,
    );
  return notes;
}

function countAll({ database }: Opened) {
  return database.bulk('read', async (bulk) => ({
    sessions: await countRows(bulk, 'session'),
    laps: await countRows(bulk, 'lap'),
    accounts: await countRows(bulk, 'driver'),
  }));
}
