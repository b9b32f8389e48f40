import type { KyselyPlugin } from 'kysely';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { insertBatches } from '../src/features/ingest/queries.ts';
import { retire } from '../src/features/live/verbs.ts';
import { KINDS } from './databases.ts';
import { insertRunningStream } from './running-stream.ts';
import { createTestApp, type TestApp } from './server.ts';

const started = new Date('2026-04-01T10:00:00Z');
const LAST_SEQ = 10;

describe.each(KINDS)('what the retention policy takes on %s', (kind) => {
  let t: TestApp;
  beforeEach(async () => {
    t = await createTestApp(kind, { work: false });
  });
  afterEach(() => t.close());

  const batch = (streamId: string, firstSeq: number, lastSeq: number) => ({
    streamId,
    firstSeq,
    lastSeq,
    startSeconds: firstSeq,
    endSeconds: lastSeq,
    bytes: 1,
    samples: 0,
    openedAt: started.getTime(),
    frames: [Uint8Array.of(0)],
    events: [],
    duplicates: 0,
    missing: 0,
  });
  /** A finished drive whose frames nobody needs any more. */
  async function driven(): Promise<{ readonly sessionId: string; readonly streamId: string }> {
    const { db } = t.deps;
    const { sessionId, streamId } = await insertRunningStream(t.deps, started);
    await insertBatches(db, [batch(streamId, 1, LAST_SEQ)], started);
    const ended = { state: 'ended' as const, ended_at: started };
    await db.updateTable('stream').set(ended).where('id', '=', streamId).execute();
    await db.updateTable('session').set({ state: 'done' }).where('id', '=', sessionId).execute();
    return { sessionId, streamId };
  }
  const framesLeft = () =>
    t.deps.db.selectFrom('frame').select(['stream_id', 'first_seq']).execute();

  test('a frame that was stored after it looked stays', async () => {
    await driven();
    await driven();
    expect(await framesLeft()).toHaveLength(2);
    let late: string | undefined;
    const deletions = new Set<object>();
    const afterFirstDeletion: KyselyPlugin = {
      transformQuery: ({ node, queryId }) => {
        if (node.kind === 'DeleteQueryNode') deletions.add(queryId);
        return node;
      },
      transformResult: async ({ queryId, result }) => {
        if (deletions.has(queryId) && late === undefined) {
          late = (await framesLeft())[0]?.stream_id ?? '';
          await insertBatches(t.deps.db, [batch(late, LAST_SEQ + 1, LAST_SEQ + 5)], new Date());
        }
        return result;
      },
    };
    const retired = await retire({ ...t.deps, db: t.deps.db.withPlugin(afterFirstDeletion) });
    expect(retired).toMatchObject({ frames: 2 });
    expect(await framesLeft()).toEqual([{ stream_id: late, first_seq: LAST_SEQ + 1 }]);
  });
});
