import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { serverActor } from '../src/deps.ts';
import { reanalyse } from '../src/features/imports/verbs.ts';
import { lapKey } from '../src/objects/keys.ts';
import { demoFile, importFile } from './recordings.ts';
import { createTestApp, type TestApp } from './server.ts';

let t: TestApp;
let lap: { id: string; sessionId: string };
beforeAll(async () => {
  t = await createTestApp('embedded');
  await importFile(t.app, { name: 'demo.ibt', bytes: demoFile() });
  const { items } = (await t.app.inject('/api/laps?limit=1')).json<{ items: [typeof lap] }>();
  [lap] = items;
});
afterAll(() => t.close());

const get = (headers: Record<string, string> = {}, v?: string) =>
  t.app.inject({ url: `/api/laps/${lap.id}/file`, ...(v && { query: { v } }), headers });
const tagOf = (answer: Awaited<ReturnType<typeof get>>) => String(answer.headers.etag);
const named = (etag: string) => etag.replaceAll('"', '');

/** Whoever knows the file as it was gets all of it as it is, and nobody is told to keep it under the old name. */
async function expectOther(before: Awaited<ReturnType<typeof get>>) {
  const old = tagOf(before);
  const now = await get();
  expect(now.rawPayload.equals(before.rawPayload)).toBe(false);
  expect(tagOf(now)).not.toBe(old);
  for (const headers of [{ 'if-none-match': old }, { 'if-range': old, range: 'bytes=0-3' }]) {
    const answer = await get(headers, named(old));
    expect(answer.statusCode).toBe(200);
    expect(answer.rawPayload.equals(now.rawPayload)).toBe(true);
    expect(answer.headers['content-length']).toBe(String(now.rawPayload.length));
    expect(answer.headers['cache-control']).toBe('private, no-cache');
  }
}

test('only under an address that names its version a file is cached for ever', async () => {
  const plain = await get();
  expect(plain.headers['cache-control']).toBe('private, no-cache');
  const version = named(tagOf(plain));
  const range = { range: 'bytes=0-3' };
  for (const answer of [await get({}, version), await get(range, version)])
    expect(answer.headers['cache-control']).toBe('private, max-age=31536000, immutable');
  const refused = await get({ range: `bytes=${plain.rawPayload.length}-` }, version);
  expect(refused.statusCode).toBe(416);
  expect(String(refused.headers['cache-control'])).not.toContain('immutable');
});

test('a file that a new analysis wrote over is another one', async () => {
  const before = await get();
  const [session] = await t.deps.db.selectFrom('session').select('recording_key').execute();
  const { objects } = t.deps;
  // As if this version read more out of it than the one before.
  await objects.put(session?.recording_key ?? '', demoFile('2026-03-01T10:00:00Z'));
  const ctx = { ...t.deps, actor: serverActor(t.deps.ownerId) };
  const options = { signal: AbortSignal.timeout(60_000), onProgress: () => undefined };
  expect(await reanalyse(ctx, { all: true, ...options })).toEqual({ done: 1, failed: [] });
  await expectOther(before);
});

test('also where it has the same length, and the row does not know of it yet', async () => {
  const before = await get();
  await wait(5);
  const other = Uint8Array.from(before.rawPayload, (byte) => byte ^ 1);
  await t.deps.objects.put(lapKey(lap.sessionId, lap.id), other);
  await expectOther(before);
  await t.deps.objects.put(lapKey(lap.sessionId, lap.id), other.subarray(7));
  await expectOther({ ...before, rawPayload: Buffer.from(other) });
});

test('a file that is gone is not there, whatever is known of it', async () => {
  const etag = tagOf(await get());
  await t.deps.objects.delete(lapKey(lap.sessionId, lap.id));
  const gone = await get({ 'if-none-match': etag }, named(etag));
  expect(gone.json()).toMatchObject({ status: 410, code: 'object_missing' });
  expect(String(gone.headers['cache-control'])).not.toContain('immutable');
});
