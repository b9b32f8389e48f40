import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Ctx, type Deps, serverActor } from '../src/deps.ts';
import { type SealJob, sealStream } from '../src/features/live/seal.ts';
import { endLiveSession, LiveSessions } from '../src/features/live/verbs.ts';
import type { EditSession } from '../src/features/sessions/schemas.ts';
import { editSession } from '../src/features/sessions/verbs.ts';
import { KINDS } from './databases.ts';
import { describeRecording, DrivenStream, nextMessage } from './driven-stream.ts';
import { exact, frames, lapped } from './lapped-recording.ts';
import { lapFiles, losingCommits } from './lost-commit.ts';
import { createTestApp, type TestApp } from './server.ts';

const toFirstLap = {
  untilSeconds: (exact[1]?.endSeconds ?? 0) + 2,
  limit: null,
  isEnd: false,
  position: null,
};

describe.each(KINDS)('sealing on %s', (kind) => {
  let t: TestApp;
  let stream: DrivenStream;
  let sessionId: string;
  beforeEach(async () => {
    t = await createTestApp(kind, { work: false });
    stream = new DrivenStream(t.deps, describeRecording(lapped));
    sessionId = await stream.begin();
    await stream.send(frames);
  });
  afterEach(() => t.close());

  test('laps whose commit was not heard of keep their files, and the drive is finished', async () => {
    const deaf = { ...t.deps, db: losingCommits(t.deps.db) };
    await expect(sealStream(deaf, stream.id, toFirstLap)).rejects.toThrow('terminated');
    const { named, there } = await lapFiles(t.deps, sessionId);
    expect(named).not.toEqual([]);
    expect(there).toEqual(named);
    stream.end(frames.length);
    const ended = nextMessage(t.deps, sessionId, 'ended');
    const server = new LiveSessions(t.deps);
    server.start();
    await ended;
    await server.stop();
    const after = await lapFiles(t.deps, sessionId);
    expect(after.named).toHaveLength(exact.length);
    expect(after.there).toEqual(after.named);
  });

  /** Seals laps while somebody changes the session after they were cut. */
  async function sealWhileEdited(edit: EditSession, job: SealJob = toFirstLap) {
    const ctx: Ctx = { ...t.deps, actor: serverActor(t.deps.ownerId) };
    let edits = 0;
    const run: Deps['threads']['run'] = async (...task) => {
      const answer = await t.deps.threads.run(...task);
      if (edits++ === 0) await editSession(ctx, sessionId, edit);
      return answer;
    };
    return sealStream({ ...t.deps, threads: { ...t.deps.threads, run } }, stream.id, job);
  }
  const placesOfLaps = () =>
    t.deps.db
      .selectFrom('lap')
      .innerJoin('session', 'session.id', 'lap.session_id')
      .leftJoin('vehicle', 'vehicle.id', 'lap.vehicle_id')
      .select(['lap.layout_id', 'lap.driver', 'vehicle.name as car'])
      .select('session.layout_id as layout_of_session')
      .execute();

  test('a lap that is sealed while car and driver are corrected has the new ones', async () => {
    const sealed = await sealWhileEdited({ vehicleName: 'Other car', driver: 'Ada' });
    const laps = await placesOfLaps();
    expect(laps).toHaveLength(sealed.length);
    expect(sealed.length).toBeGreaterThan(1);
    for (const lap of laps) expect(lap).toMatchObject({ car: 'Other car', driver: 'Ada' });
  });

  test('a lap that is sealed while the session is placed by hand lies where the session does', async () => {
    await sealStream(t.deps, stream.id, toFirstLap);
    await endLiveSession(t.deps, stream.id);
    const toEnd = { ...toFirstLap, untilSeconds: Infinity, isEnd: true };
    await sealWhileEdited({ trackName: 'Elsewhere', layoutName: 'Short' }, toEnd);
    const laps = await placesOfLaps();
    expect(laps).toHaveLength(exact.length);
    for (const lap of laps) expect(lap.layout_id).toBe(lap.layout_of_session);
    const { named, there } = await lapFiles(t.deps, sessionId);
    expect(there).toEqual(named);
  });
});
