import type { KyselyPlugin } from 'kysely';
import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { type Ctx, serverActor } from '../src/deps.ts';
import { digestOf } from '../src/features/sync/content.ts';
import type { SyncManifest } from '../src/features/sync/schemas.ts';
import { type Upstream, UpstreamError } from '../src/features/sync/upstream.ts';
import { runForwarding } from '../src/features/sync/verbs.ts';
import { importFile, shortDemoFile } from './recordings.ts';
import { createTestApp, type TestApp } from './server.ts';

const HOUR_MS = 3_600_000;

let t: TestApp;
let sessionId: string;
beforeAll(async () => {
  t = await createTestApp('embedded');
  const { sessionId: id } = await importFile(t.app, { name: 'a.ibt', bytes: shortDemoFile(240) });
  sessionId = id ?? '';
});
afterAll(() => t.close());
beforeEach(async () => {
  await t.deps.db.deleteFrom('sync_item').execute();
  await t.deps.db.deleteFrom('sync_object').execute();
});

const itemState = async () =>
  (
    await t.deps.db
      .selectFrom('sync_item')
      .select('state')
      .where('session_id', '=', sessionId)
      .executeTakeFirst()
  )?.state;

let now = Date.parse('2026-05-09T12:00:00Z');

/** A sender whose clock moves only by its waits. */
function sender(changed: Partial<Ctx> = {}): Ctx {
  const { deps } = t;
  const config = { ...deps.config, UPSTREAM_URL: 'http://upstream.test' };
  const actor = serverActor(deps.ownerId);
  return { ...deps, actor, config, now: () => new Date(now), ...changed };
}

/** An upstream server that has all files already. */
function upstreamServer(announced: () => unknown = () => undefined): Upstream {
  let manifest: SyncManifest | undefined;
  const unasked = () => Promise.reject(new Error('no file is wanted'));
  return {
    announce: async (one) => {
      await announced();
      manifest = one;
      return { state: 'wanted', sessionId, manifestHash: 'x', needed: [] };
    },
    objectState: unasked,
    put: unasked,
    complete: async () => digestOf(manifest as SyncManifest),
  };
}

/** Forwards until the session is sent, or so many waits are over. Returns their milliseconds. */
async function forward(ctx: Ctx, upstream: Upstream, mostWaits: number): Promise<number[]> {
  const stop = new AbortController();
  const waits: number[] = [];
  await runForwarding(ctx, stop.signal, {
    upstream,
    random: () => 1,
    sleep: async (milliseconds) => {
      waits.push(milliseconds);
      now += milliseconds;
      if (waits.length >= mostWaits || (await itemState()) === 'sent') stop.abort();
    },
  });
  return waits;
}

test('sessions are sent although pieces of old ones cannot be removed', async () => {
  await t.deps.db
    .insertInto('sync_object')
    .values({ sha256: 'old', bytes: 1, wanted_at: new Date(0) })
    .execute();
  const { objects } = t.deps;
  const failing = {
    ...objects,
    deletePrefix: () => Promise.reject(new Error('the store is away')),
  };
  expect(await forward(sender({ objects: failing }), upstreamServer(), 3)).toEqual([3000]);
  expect(await itemState()).toBe('sent');
  expect(await t.deps.db.selectFrom('sync_object').selectAll().execute()).toHaveLength(1);
  await forward(sender(), upstreamServer(), 1);
  expect(await t.deps.db.selectFrom('sync_object').selectAll().execute()).toEqual([]);
});

test('every hour goes what nobody sends any more, also where nothing is forwarded', async () => {
  const { db, objects } = t.deps;
  const want = (name: string, at: number) =>
    db.insertInto('sync_object').values({ sha256: name, bytes: 9, wanted_at: new Date(at) });
  const put = (name: string) => objects.put(`sync/${name}/00000000000000`, Buffer.from('piece'));
  const listLeft = async () => {
    const left: string[] = [];
    for await (const { key } of objects.list('sync/')) left.push(key.split('/')[1] ?? '');
    return left.sort();
  };
  const ahead = Date.now() + 2 * HOUR_MS;
  const config = { ...t.deps.config, UPSTREAM_URL: '' };
  const stop = new AbortController();
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
  const running = runForwarding(sender({ config, now: () => new Date(ahead) }), stop.signal);
  try {
    // The first look is over.
    await vi.waitFor(() => expect(vi.getTimerCount()).toBe(1));
    for (const name of ['forgotten', 'nobodys', 'wanted']) await put(name);
    await want('forgotten', 0).execute();
    await want('wanted', ahead).execute();
    vi.advanceTimersByTime(HOUR_MS);
    await expect.poll(listLeft).toEqual(['wanted']);
  } finally {
    stop.abort();
    await running;
    vi.useRealTimers();
  }
  const rows = await db.selectFrom('sync_object').select('sha256').execute();
  expect(rows).toEqual([{ sha256: 'wanted' }]);
});

test('sessions are sent although the database was away for the first query', async () => {
  let failures = 1;
  const away: KyselyPlugin = {
    transformQuery: ({ node }) => {
      if (node.kind === 'InsertQueryNode' && failures-- > 0)
        throw new Error('the database is away');
      return node;
    },
    transformResult: async ({ result }) => result,
  };
  const { db } = t.deps;
  expect(await forward(sender({ db: db.withPlugin(away) }), upstreamServer(), 3)).toEqual([
    3000, 3000,
  ]);
  expect(await itemState()).toBe('sent');
});

/** Forwards to a server that is overloaded once; `meanwhile` is called before it answers. */
async function forwardOverloaded(meanwhile: (ctx: Ctx) => void): Promise<number[]> {
  const ctx = sender();
  let asked = 0;
  const upstream = upstreamServer(() => {
    if (asked++ > 0) return;
    meanwhile(ctx);
    throw new UpstreamError(503, 'overloaded', 'Come again later', 600);
  });
  const waits = await forward(ctx, upstream, 3);
  expect(asked).toBe(2);
  return waits;
}

test.each(['lap', 'ended'] as const)(
  'who asks to try again is heard after a message of %s, which alone shortens no back-off',
  async (kind) => {
    const { db } = t.deps;
    await db.updateTable('session').set({ state: 'live' }).execute();
    const lapOrEnd = { kind, sessionId, lapId: 'x', lapNumber: 1 };
    const wanted = { kind: 'sync-wanted', sessionId: '' } as const;
    const heard = await forwardOverloaded(({ bus }) => {
      bus.publish(lapOrEnd);
      bus.publish(wanted);
    });
    expect(heard).toEqual([3000]);
    await db.deleteFrom('sync_item').execute();
    expect(await forwardOverloaded(({ bus }) => bus.publish(lapOrEnd))).toEqual([600_000, 3000]);
  },
);
