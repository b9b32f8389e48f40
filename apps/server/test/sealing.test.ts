import { LARKMOOR, simulate, splitLaps } from '@outlap/telemetry';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { sealStream } from '../src/features/live/seal.ts';
import { LiveSessions } from '../src/features/live/verbs.ts';
import { KINDS } from './databases.ts';
import { describeRecording, DrivenStream, framesOf, nextMessage } from './driven-stream.ts';
import { lapFiles, losingCommits } from './lost-commit.ts';
import { createTestApp, type TestApp } from './server.ts';

const lapped = simulate({
  circuit: LARKMOOR,
  seed: 7,
  rateHz: 10,
  laps: [{}, {}],
  outLap: true,
  startedAt: '2026-04-01T10:00:00.000Z',
});
const exact = splitLaps(lapped).laps;
const frames = [...framesOf(lapped, 0.5)];
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
});
