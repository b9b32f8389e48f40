import type { KyselyPlugin } from 'kysely';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Deps } from '../src/deps.ts';
import { sweepOrphans } from '../src/features/imports/verbs.ts';
import { insertBatches } from '../src/features/ingest/queries.ts';
import { retire } from '../src/features/live/verbs.ts';
import { lapKey, recordingKey } from '../src/objects/keys.ts';
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

  const monthsLater = (deps: Deps): Deps => ({
    ...deps,
    now: () => new Date(started.getTime() + 31 * 86_400_000),
    config: { ...deps.config, SAMPLES_KEEP_DAYS: 30 },
  });
  /** An old drive with a file of a lap and a recording. */
  async function withFiles(): Promise<string> {
    const { sessionId } = await driven();
    const key = recordingKey(sessionId, 'recording');
    const named = t.deps.db.updateTable('session').set({ recording_key: key });
    await named.where('id', '=', sessionId).execute();
    await putFiles(sessionId);
    return sessionId;
  }
  async function putFiles(sessionId: string): Promise<void> {
    await t.deps.objects.put(lapKey(sessionId, t.deps.newId()), Uint8Array.of(1));
    await t.deps.objects.put(recordingKey(sessionId, 'recording'), Uint8Array.of(2));
  }
  const objectsLeft = async () => {
    const keys: string[] = [];
    for await (const { key } of t.deps.objects.list('')) keys.push(key);
    return keys;
  };

  test('what the object store refused to delete is deleted the next time', async () => {
    await withFiles();
    await withFiles();
    expect(await objectsLeft()).toHaveLength(4);
    const { objects } = t.deps;
    let refusals = 0;
    const deletePrefix = async (prefix: string) => {
      if (refusals++ === 0) throw new Error('SlowDown');
      await objects.deletePrefix(prefix);
    };
    const deps = monthsLater({ ...t.deps, objects: { ...objects, deletePrefix } });
    expect(await retire(deps)).toMatchObject({ sessions: 1 });
    expect(await objectsLeft()).toHaveLength(2);
    expect(await retire(deps)).toMatchObject({ sessions: 1 });
    expect(await objectsLeft()).toEqual([]);
  });

  test('a store that refuses everything ends the round', async () => {
    for (let n = 0; n < 21; n++) await withFiles();
    const deletePrefix = () => Promise.reject(new Error('AccessDenied'));
    const objects = { ...t.deps.objects, deletePrefix };
    expect(await retire(monthsLater({ ...t.deps, objects }))).toMatchObject({ sessions: 0 });
    expect(await objectsLeft()).toHaveLength(42);
  });

  test('files that come after the policy took what a session had are swept', async () => {
    const taken = await withFiles();
    await retire(monthsLater(t.deps));
    await putFiles(taken);
    await withFiles();
    const sweep = { before: new Date(8e15), remove: true };
    expect(await sweepOrphans(t.deps, sweep)).toMatchObject({ objects: 2 });
    const left = await objectsLeft();
    expect(left).toHaveLength(2);
    expect(left.some((key) => key.includes(taken))).toBe(false);
  });
});
