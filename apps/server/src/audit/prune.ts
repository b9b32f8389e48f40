import type { Db } from '../db/client.ts';
import type { Secrets } from '../identity/secrets.ts';
import type { Audit } from './audit.ts';
import { signHead } from './chain.ts';
import { deleteEntriesBefore, findFirstSince, lockHead, saveHead } from './queries.ts';

/** Removes entries older than `before`; the chain then begins later, which the entry that tells of it says. */
export async function pruneAudit(
  db: Db,
  { secrets, audit }: { readonly secrets: Secrets; readonly audit: Audit },
  before: Date,
): Promise<number> {
  await audit.append({
    action: 'audit.pruned',
    result: 'done',
    actorId: null,
    detail: { before: before.toISOString() },
  });
  return db.transaction().execute(async (tx) => {
    const head = await lockHead(tx);
    const first = await findFirstSince(tx, before);
    if (!head || !first || first.seq <= head.first_seq) return 0;
    const moved = { ...head, first_seq: first.seq, first_previous_hash: first.previous_hash };
    await saveHead(tx, signHead(moved, secrets));
    return deleteEntriesBefore(tx, first.seq);
  });
}
