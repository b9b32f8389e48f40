import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { makeFolder, smallDescription, smallFrame, spoolOptions } from '../testing/small-stream.ts';
import { readManifest, Spool, type StreamLog } from './index.ts';

let folder: ReturnType<typeof makeFolder>;
beforeEach(() => {
  folder = makeFolder('manifest');
});
afterEach(() => folder.remove());

const open = () => new Spool(folder.path, spoolOptions);
const FRAMES = Array.from({ length: 100 }, (_, i) => i + 1);

function readSeqs(log: StreamLog | undefined): number[] {
  const cursor = log?.cursor(1);
  const seqs: number[] = [];
  for (let item = cursor?.next(); item?.kind === 'frame'; item = cursor?.next())
    seqs.push(item.record.seq);
  return seqs;
}

/** A spool with one stream of 100 frames, closed; gives back the folder of the stream. */
async function makeStream(): Promise<{ path: (name: string) => string; streamId: string }> {
  const spool = open();
  const { log } = spool.begin(smallDescription, true);
  for (const n of FRAMES) log.append(smallFrame(n));
  log.ack(3);
  await spool.close();
  return { path: (name) => join(log.folder, name), streamId: log.streamId };
}

test.each([[['manifest.json']], [['manifest.json', 'manifest.json.previous']]])(
  'a stream whose %j a power cut emptied is offered again',
  async (names) => {
    const { path, streamId } = await makeStream();
    for (const name of names) writeFileSync(path(name), '');
    const spool = open();
    expect(spool.logs.map((log) => [log.streamId, log.acked])).toEqual([[streamId, 0]]);
    expect(readSeqs(spool.logs[0])).toEqual(FRAMES);
    const { log } = spool.begin(smallDescription, true);
    expect([log.streamId, log.append(smallFrame(101))?.seq]).toEqual([streamId, 101]);
    await spool.close();
  },
);

test('a stream whose description a disk garbled is known by the one before', async () => {
  const { path, streamId } = await makeStream();
  const before = open();
  const { log } = before.begin({ ...smallDescription, driver: 'Me' }, true);
  await before.close();
  expect(log.streamId).toBe(streamId);
  writeFileSync(path('stream.json'), '{"version":1');
  const spool = open();
  expect(readSeqs(spool.logs[0])).toEqual(FRAMES);
  expect(spool.logs[0]?.acked).toBe(3);
  await spool.close();
});

test('a spool of an earlier version, with everything in one file, opens and is gone on with', async () => {
  const { path, streamId } = await makeStream();
  for (const name of ['stream.json', 'manifest.json.previous']) rmSync(path(name));
  const earlier = { streamId, description: smallDescription, acked: 2, ended: null };
  const content = JSON.stringify({ version: 1, ...earlier, gaps: [], dropped: 4 });
  writeFileSync(path('manifest.json'), content);
  for (let run = 1; run <= 2; run++) {
    const spool = open();
    const { log } = spool.begin(smallDescription, true);
    expect([log.streamId, log.acked, log.dropped]).toEqual([streamId, 2, 4]);
    expect(readSeqs(log)).toEqual(FRAMES);
    await spool.close();
    expect(existsSync(path('stream.json'))).toBe(true);
    expect(readFileSync(path('manifest.json'), 'utf8')).not.toContain('description');
  }
});

test('frames of which nothing says what they are stay, and are told', async () => {
  const { path } = await makeStream();
  for (const name of ['stream.json', 'manifest.json', 'manifest.json.previous'])
    writeFileSync(path(name), '');
  const spool = open();
  expect(spool.logs).toEqual([]);
  expect(spool.unreadable).toEqual([dirname(path('stream.json'))]);
  const { log } = spool.begin(smallDescription, true);
  expect(log.append(smallFrame(1))?.seq).toBe(1);
  await spool.close();
  expect(existsSync(path('0000000000000001.seg'))).toBe(true);
});

test('acknowledgements alone are written every five seconds, all else at once', async () => {
  let seconds = 0;
  const clock = { ...spoolOptions.clock, seconds: () => seconds, sleep: () => Promise.race([]) };
  const spool = new Spool(folder.path, { ...spoolOptions, clock });
  const { log } = spool.begin(smallDescription, true);
  for (const n of FRAMES) log.append(smallFrame(n));
  const written = new Set<number | undefined>();
  for (let n = 1; n <= 60; n++) {
    seconds += 0.5;
    log.ack(n);
    log.tick();
    written.add(readManifest(log.folder)?.acked);
  }
  expect([...written]).toEqual([0, 10, 20, 30, 40, 50, 60]);
  log.ack(70);
  log.declareGap({ seq: 90, to: 91, reason: 'quarantined' });
  log.tick();
  expect(readManifest(log.folder)).toMatchObject({ acked: 70, gaps: [{ seq: 90, to: 91 }] });
  await log.close();
});
