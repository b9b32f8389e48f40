import { createHash, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { serverActor } from '../src/deps.ts';
import { hashOf } from '../src/features/sync/canonical.ts';
import { readContent } from '../src/features/sync/content.ts';
import { KINDS } from './databases.ts';
import { importFile, shortDemoFile } from './recordings.ts';
import { createTestApp, type TestApp } from './server.ts';

describe.each(KINDS)(
  'a session that was announced by one and is another’s by now, on %s',
  (kind) => {
    let t: TestApp;
    const other = randomUUID();
    beforeAll(async () => {
      t = await createTestApp(kind);
    }, 60_000);
    afterAll(() => t.close());

    test('what somebody announced before the session was another’s changes nothing of it', async () => {
      const { sessionId = '' } = (await importFile(t.app, {
        name: 'day.ibt',
        bytes: shortDemoFile(240),
      })) as { sessionId?: string };
      const asOwner = { ...t.deps, actor: serverActor(t.deps.ownerId) };
      const before = await readContent(asOwner, sessionId);
      const manifest = {
        ...before.manifest,
        session: { ...before.manifest.session, name: 'Mine now', contentHash: 'other' },
        laps: [],
        objects: [],
      };
      const manifestHash = hashOf(manifest);
      const row = {
        session_id: sessionId,
        owner_id: other,
        manifest_hash: manifestHash,
        manifest: JSON.stringify(manifest),
        received_at: t.deps.now(),
        completed_at: null,
      };
      const app = await t.appOf(other);
      await t.deps.db.insertInto('sync_received').values(row).execute();
      const answer = await app.inject({
        method: 'POST',
        url: `/api/sync/sessions/${sessionId}/complete`,
        payload: { manifestHash },
      });
      expect(answer.statusCode).toBe(404);
      expect(answer.json()).toMatchObject({ code: 'session_not_found' });
      const after = await readContent(asOwner, sessionId);
      expect(after.manifest).toEqual(before.manifest);
      expect(after.manifest.laps.length).toBeGreaterThan(0);
    }, 60_000);

    test('who knows the hash of a file that somebody sends does not come by it, nor get in its way', async () => {
      const bytes = Buffer.from('a recording of nobody else');
      const sha256 = createHash('sha256').update(bytes).digest('hex');
      const asOwner = { ...t.deps, actor: serverActor(t.deps.ownerId) };
      const { sessionId = '' } = (await importFile(t.app, {
        name: 'night.ibt',
        bytes: shortDemoFile(250),
      })) as { sessionId?: string };
      const { manifest } = await readContent(asOwner, sessionId);
      const manifestOf = () => ({
        ...manifest,
        session: { ...manifest.session, id: randomUUID(), contentHash: randomUUID(), lapCount: 0 },
        laps: [],
        objects: [{ kind: 'recording', lapId: null, bytes: bytes.length, sha256 }],
      });
      const mine = manifestOf();
      const theirs = manifestOf();
      const stranger = await t.appOf(other);
      const announce = (app: TestApp['app'], payload: object) =>
        app.inject({ method: 'POST', url: '/api/sync/sessions', payload });
      const put = (app: TestApp['app'], payload: Buffer) =>
        app.inject({
          method: 'PUT',
          url: `/api/sync/objects/${sha256}`,
          headers: { 'content-type': 'application/octet-stream' },
          payload,
        });
      const complete = (
        app: TestApp['app'],
        { session }: { session: { id: string } },
        hash: string,
      ) =>
        app.inject({
          method: 'POST',
          url: `/api/sync/sessions/${session.id}/complete`,
          payload: { manifestHash: hash },
        });
      const { manifestHash } = (await announce(t.app, mine)).json<{ manifestHash: string }>();
      expect((await stranger.inject(`/api/sync/objects/${sha256}`)).statusCode).toBe(404);
      const asked = (await announce(stranger, theirs)).json<{
        manifestHash: string;
        needed: { offset: number }[];
      }>();
      expect((await put(stranger, Buffer.alloc(bytes.length))).json()).toMatchObject({
        code: 'sync_object_corrupt',
      });
      expect((await put(t.app, bytes)).json()).toMatchObject({ proven: true });
      const state = await stranger.inject(`/api/sync/objects/${sha256}`);
      expect(state.json()).toEqual({ bytes: bytes.length, offset: 0, proven: false });
      expect((await complete(stranger, theirs, asked.manifestHash)).json()).toMatchObject({
        code: 'sync_object_missing',
      });
      expect((await complete(t.app, mine, manifestHash)).statusCode).toBe(200);
    }, 60_000);

    test('a session does not write over the recording that somebody else imported', async () => {
      const { id = '', sessionId = '' } = (await importFile(t.app, {
        name: 'dusk.ibt',
        bytes: shortDemoFile(260),
      })) as { id?: string; sessionId?: string };
      const { manifest } = await readContent(
        { ...t.deps, actor: serverActor(t.deps.ownerId) },
        sessionId,
      );
      const app = await t.appOf(other);
      const payload = {
        ...manifest,
        session: { ...manifest.session, id, contentHash: 'x' },
        laps: [],
        objects: [],
      };
      const answer = await app.inject({ method: 'POST', url: '/api/sync/sessions', payload });
      expect(answer.json()).toMatchObject({ status: 404, code: 'session_not_found' });
    }, 60_000);
  },
);
