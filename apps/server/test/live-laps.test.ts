import { fromBytes, readRecording } from '@outlap/formats';
import type { LapData, Recording } from '@outlap/telemetry';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { lapKey } from '../src/objects/keys.ts';
import { readStoredLap } from '../src/objects/stored-lap.ts';
import type { SessionDetail } from '../src/features/sessions/schemas.ts';
import { KINDS } from './databases.ts';
import { describeRecording, DrivenStream, framesOf, nextMessage } from './driven-stream.ts';
import { demoFile, importFile } from './recordings.ts';
import { createTestApp, type TestApp } from './server.ts';

let recording: Recording;
beforeAll(async () => {
  recording = await readRecording(fromBytes(demoFile()), { fileName: 'demo.ibt' });
});

const detailOf = async ({ app }: TestApp, id: string) =>
  (await app.inject(`/api/sessions/${id}`)).json<SessionDetail>();

function comparable({ laps }: SessionDetail) {
  return laps.map(({ id, sessionId, fileBytes, ...lap }) => {
    void [id, sessionId, fileBytes];
    return {
      ...lap,
      startSeconds: expect.closeTo(lap.startSeconds, 6) as number,
      timeSeconds: expect.closeTo(lap.timeSeconds, 6) as number,
      distanceMetres:
        lap.distanceMetres === null ? null : (expect.closeTo(lap.distanceMetres, 3) as number),
      sectorSeconds: lap.sectorSeconds.map((time) => expect.closeTo(time, 6) as number),
    };
  });
}

async function lapsOf({ deps }: TestApp, { id, laps }: SessionDetail): Promise<LapData[]> {
  const found: LapData[] = [];
  for (const lap of laps) found.push(await readStoredLap(deps.objects, lapKey(id, lap.id)));
  return found;
}

describe.each(KINDS)('laps of a running session on %s', (kind) => {
  let live: TestApp;
  let other: TestApp;
  beforeAll(async () => {
    live = await createTestApp(kind);
    other = await createTestApp(kind);
  });
  afterAll(async () => {
    await live?.close();
    await other?.close();
  });

  test('a streamed recording has the laps, their files and their analysis that an import has', async () => {
    const done = await importFile(other.app, { name: 'demo.ibt', bytes: demoFile() });
    const imported = await detailOf(other, done.sessionId ?? '');

    const stream = new DrivenStream(live.deps, describeRecording(recording));
    const sessionId = await stream.begin();
    const ended = nextMessage(live.deps, sessionId, 'ended');
    const frames = [...framesOf(recording)];
    await stream.send(frames);
    stream.end(frames.length);
    await ended;

    const streamed = await detailOf(live, sessionId);
    expect(streamed.laps.map(({ kind: k, number }) => [k, number])).toEqual(
      imported.laps.map(({ kind: k, number }) => [k, number]),
    );
    expect(streamed.laps).toMatchObject(comparable(imported));
    expect(streamed).toMatchObject({
      lapCount: imported.lapCount,
      validLapCount: imported.validLapCount,
      lapSplitMethod: imported.lapSplitMethod,
      bestLap: { number: imported.bestLap?.number },
      theoreticalBest: {
        bySector: { contributingLaps: imported.theoreticalBest?.bySector?.contributingLaps },
      },
    });
    expect(streamed.layout?.corners).toHaveLength(imported.layout?.corners.length ?? -1);
    const [ours, theirs] = [await lapsOf(live, streamed), await lapsOf(other, imported)];
    for (const [k, lap] of ours.entries()) {
      const twin = theirs[k]!;
      expect(lap.channels.map(({ name }) => name)).toEqual(twin.channels.map(({ name }) => name));
      for (const [c, { values }] of lap.channels.entries())
        expect(values).toEqual(twin.channels[c]?.values);
    }
    const { received } = await live.deps.db
      .selectFrom('frame')
      .select((of) => of.fn.countAll().as('received'))
      .executeTakeFirstOrThrow();
    expect(Number(received)).toBeLessThan(frames.length / 2);
  });
});
