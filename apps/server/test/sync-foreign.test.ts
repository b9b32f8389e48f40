import { randomUUID } from 'node:crypto';
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
  },
);
