import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type Inspection, writeIbt } from '@outlap/formats';
import { type ChannelGroup, type FramePart, spanOfFrame, type StreamEvent } from '@outlap/protocol';
import { demoRecording } from '@outlap/telemetry';
import { systemClock } from '../clock.ts';
import type { Source, SourceItem } from '../sources/source.ts';
import { Spool } from '../spool/index.ts';
import { FakeServer } from '../testing/fake-server.ts';
import { makeWorld } from '../testing/fake-world.ts';
import { smallDescription, smallFrame, spoolOptions } from '../testing/small-stream.ts';
import { record, type RecordOptions } from './record.ts';

let server: FakeServer;
let world: ReturnType<typeof makeWorld>;
let spool: string;
beforeEach(async () => {
  server = await FakeServer.start();
  world = makeWorld();
  spool = join(world.cwd, 'spool');
});
afterEach(async () => {
  await server.close();
  world.remove();
});

const address = () => server.address.replace('/ws/ingest', '');

/** A source that brings what it is given, and then waits for its end, or is over. */
function scripted(items: readonly SourceItem[], isOver = true): Source {
  return {
    describe: () => smallDescription,
    frames: async function* (signal) {
      yield* items;
      if (!isOver) await systemClock.sleep(3600, signal);
    },
    request: () => Promise.reject(new Error('nobody asked')),
    close: () => Promise.resolve(),
  };
}

const samples = (n: number): SourceItem => ({ kind: 'samples', ...smallFrame(n) });
const many = (count: number) => Array.from({ length: count }, (_, i) => samples(i + 1));

function options(source: Source, changes: Partial<RecordOptions> = {}): RecordOptions {
  return {
    open: () => Promise.resolve(source),
    isReplay: false,
    server: address(),
    spool,
    spoolLimitBytes: 2 ** 30,
    fsync: 'interval',
    sessionBreakSeconds: 600,
    json: false,
    quiet: true,
    ...changes,
  };
}

const never = new AbortController().signal;
const streams = () => [...server.streams.values()];
const starts = () =>
  streams().flatMap(({ frames }) => [...frames.values()].map(({ parts }) => parts[0]?.start ?? -1));

test('a source that is over is sent completely, with the names that were given', async () => {
  const given = options(scripted(many(100)), { vehicle: 'My car', driver: 'Me' });
  const result = await record(world.world, given, never);
  expect(result).toEqual({ recordedFrames: 100, queuedFrames: 0, droppedFrames: 0 });
  expect(streams()).toMatchObject([{ upTo: 100, ended: true }]);
  expect(server.peers[0]?.messages[1]).toMatchObject({
    type: 'session',
    description: { driver: 'Me', vehicle: { name: 'My car' } },
  });
});

test('an interruption ends the stream, and what was recorded is there', async () => {
  const interrupted = new AbortController();
  const done = record(world.world, options(scripted(many(20), false)), interrupted.signal);
  await server.until(() => streams()[0]?.upTo === 20);
  interrupted.abort();
  expect(await done).toMatchObject({ recordedFrames: 20, queuedFrames: 0 });
  expect(streams()).toMatchObject([{ upTo: 20, ended: true }]);
});

test('a stream that was cut off a moment ago goes on behind its last second', async () => {
  const before = new Spool(spool, spoolOptions);
  const { log } = before.begin(smallDescription, true);
  for (let n = 1; n <= 10; n++) log.append(smallFrame(n));
  await before.close();
  await record(world.world, options(scripted(many(10).slice(0, 2))), never);
  expect([...server.streams.keys()]).toEqual([log.streamId]);
  const seconds = starts();
  expect(seconds).toHaveLength(12);
  expect(seconds.slice(0, 10)).toEqual(Array.from({ length: 10 }, (_, i) => (i + 1) * 0.05));
  expect(seconds[10]).toBeGreaterThanOrEqual(10 * 0.05 + 2 / 60 + 0.05);
  expect((seconds[11] ?? 0) - (seconds[10] ?? 0)).toBeCloseTo(0.05, 9);
});

test('a stream whose last frame holds only events goes on behind their second', async () => {
  const before = new Spool(spool, spoolOptions);
  const { log } = before.begin(smallDescription, true);
  for (let n = 1; n <= 10; n++) log.append(smallFrame(n));
  log.append({ parts: [], events: [{ seconds: 3600, kind: 'link', data: { state: 'silent' } }] });
  await before.close();
  await record(world.world, options(scripted(many(2))), never);
  expect([...server.streams.keys()]).toEqual([log.streamId]);
  expect(starts()[11]).toBeGreaterThanOrEqual(3600);
});

test('an event that is told late does not turn the stream back', async () => {
  const before = new Spool(spool, spoolOptions);
  const { log } = before.begin(smallDescription, true);
  for (let n = 1; n <= 10; n++) log.append(smallFrame(n));
  log.append({ parts: [], events: [{ seconds: 0.1, kind: 'link', data: { state: 'silent' } }] });
  await before.close();
  await record(world.world, options(scripted(many(1))), never);
  expect(starts()[11]).toBeGreaterThanOrEqual(10 * 0.05 + 2 / 60 + 0.05);
});

test('a replay never goes on with a stream: the old one is sent and ended beside the new one', async () => {
  const before = new Spool(spool, spoolOptions);
  before.begin(smallDescription, true).log.append(smallFrame(1));
  await before.close();
  await record(world.world, options(scripted(many(3)), { isReplay: true }), never);
  expect(
    streams()
      .map(({ upTo, ended }) => [upTo, ended])
      .toSorted(),
  ).toEqual([
    [1, true],
    [3, true],
  ]);
});

test('more groups are described on the way; another track is another stream', async () => {
  const [group] = smallDescription.groups;
  const channel = { ...group?.channels[0], name: 'engineSpeed' };
  const more = {
    ...smallDescription,
    groups: [...smallDescription.groups, { rateHz: 10, channels: [channel] }],
  } as typeof smallDescription;
  const elsewhere = { ...smallDescription, track: { ...smallDescription.track, name: 'Spa' } };
  const monza = { ...smallDescription, track: { ...smallDescription.track, name: 'Monza' } };
  const items: SourceItem[] = [
    samples(1),
    { kind: 'described', description: more },
    samples(2),
    { kind: 'described', description: { ...elsewhere, groups: more.groups } },
    samples(3),
    { kind: 'described', description: { ...monza, groups: more.groups } },
    samples(4),
  ];
  await record(world.world, options(scripted(items)), never);
  expect(
    streams()
      .map(({ upTo, ended }) => [upTo, ended])
      .toSorted(),
  ).toEqual([
    [1, true],
    [3, true],
  ]);
  const described = server.peers.flatMap(({ messages }) =>
    messages.flatMap((message) => (message.type === 'session' ? [message.description] : [])),
  );
  expect(described.map(({ track }) => track.name)).toContain('Spa');
  expect(described.at(-1)?.track.name).toBe('Monza');
});

test('samples that are too many for one frame are several ones, numbered in the order of their time', async () => {
  const events = [0.1, 1500].map((seconds): StreamEvent => ({ seconds, kind: 'note', data: {} }));
  const large: SourceItem = { kind: 'samples', ...smallFrame(2, 175_000), events };
  const later = { ...smallFrame(3).parts[0], start: 4000 } as FramePart;
  const items: SourceItem[] = [samples(1), large, { kind: 'samples', parts: [later] }];
  const { recordedFrames } = await record(world.world, options(scripted(items)), never);
  const frames = [...(streams()[0]?.frames.values() ?? [])];
  expect(frames.map(({ seq }) => seq)).toEqual(frames.map((_, i) => i + 1));
  expect([recordedFrames, frames.length]).toEqual([10, 10]);
  expect(Math.max(...frames.map(({ bytes }) => bytes.length))).toBeLessThan(132 * 1024);
  let end = -1;
  let count = 0;
  for (const frame of frames) {
    const span = spanOfFrame(frame, smallDescription.groups);
    expect(span?.start).toBeGreaterThan(end);
    end = span?.end ?? Infinity;
    count += frame.parts[0]?.count ?? 0;
    for (const { seconds } of frame.events) expect(seconds).toBeLessThanOrEqual(end);
  }
  expect(count).toBe(3 + 175_003 + 3);
  expect(frames.flatMap((frame) => frame.events.map(({ seconds }) => seconds))).toEqual([
    0.1, 1500,
  ]);
});

test('without a server everything stays on disk, is told by status, and is sent the next time', async () => {
  const away = address();
  await server.close();
  const { exitCode, err } = await world.run(
    ...['record', '--source', 'simulator', '--duration', '0.5', '--server', away],
    ...['--spool', 'spool', '--vehicle', 'Red one'],
  );
  expect(exitCode).toBe(0);
  expect(err).toMatch(/\d+ wait in .*spool: they are sent by the next recording/);
  const status = await world.run('status', '--spool', 'spool', '--json');
  const [report] = (JSON.parse(status.out) as { spools: Record<string, unknown>[] }).spools;
  expect(report).toMatchObject({
    folder: spool,
    recorder: null,
    vehicle: 'Red one',
    link: null,
    streams: 1,
    droppedFrames: 0,
    quarantined: 0,
    lastAckAt: null,
  });
  expect(report?.['queuedFrames']).toBeGreaterThan(5);
  expect((await world.run('status', '--spool', 'spool')).out).toContain('not running');
  server = await FakeServer.start();
  await record(world.world, options(scripted(many(3))), never);
  expect(streams()).toHaveLength(2);
  expect(streams().every(({ ended }) => ended)).toBe(true);
  const sent = streams().map(({ frames }) => frames.size);
  expect(sent.toSorted((a, b) => a - b)).toEqual([3, report?.['queuedFrames']]);
});

/** Samples of each channel that the server holds of its first stream. */
function countSamples(groups: readonly ChannelGroup[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  const parts = [...(streams()[0]?.frames.values() ?? [])].flatMap((frame) => frame.parts);
  for (const { group, count } of parts)
    for (const { name } of groups[group]?.channels ?? [])
      counts.set(name, (counts.get(name) ?? 0) + count);
  return counts;
}

test('a file is replayed with every sample, and the end is said in JSON', async () => {
  const recording = demoRecording('2026-05-09T09:30:00.000Z');
  world.put('demo.ibt', writeIbt(recording));
  const { exitCode, out } = await world.run(
    ...['record', '--source', 'file', '--file', 'demo.ibt', '--speed', '2000', '--json'],
    ...['--server', address(), '--spool', 'spool'],
  );
  expect(exitCode).toBe(0);
  const lines = out
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);
  expect(lines.at(-1)).toMatchObject({ end: true, queuedFrames: 0, droppedFrames: 0 });
  expect(lines[0]).toMatchObject({ running: true, source: 'file' });
  const { out: inspected } = await world.run('inspect', 'demo.ibt', '--json');
  const { channels } = JSON.parse(inspected) as Inspection;
  const session = server.peers[0]?.messages.find(({ type }) => type === 'session');
  if (session?.type !== 'session') throw new Error('no session');
  const counts = countSamples(session.description.groups);
  for (const { name, count } of channels)
    if (counts.has(name)) expect(counts.get(name), name).toBe(count);
  expect(counts.get('speed')).toBeGreaterThan(1000);
});

test('frames that cannot be read are told when a recording begins, and by status', async () => {
  const before = new Spool(spool, spoolOptions);
  const { log } = before.begin(smallDescription, true);
  log.append(smallFrame(1));
  await before.close();
  for (const name of ['stream.json', 'manifest.json']) rmSync(join(log.folder, name));
  const status = await world.run('status', '--spool', 'spool', '--json');
  const [report] = (JSON.parse(status.out) as { spools: unknown[] }).spools;
  expect(report).toMatchObject({ unreadable: [log.folder], queuedFrames: 0 });
  expect((await world.run('status', '--spool', 'spool')).out).toContain(log.folder);
  const { exitCode, err } = await world.run(
    ...['record', '--source', 'simulator', '--duration', '0.2', '--server', address()],
    ...['--spool', 'spool'],
  );
  expect(exitCode).toBe(0);
  expect(err).toContain(`${log.folder} holds frames that cannot be read`);
});

test('a second recorder on one spool is refused with a reason and a hint', async () => {
  const held = new Spool(spool, spoolOptions);
  const { exitCode, err } = await world.run(
    ...['record', '--source', 'simulator', '--server', address(), '--spool', 'spool'],
  );
  expect(exitCode).toBe(12);
  expect(err).toContain(`in use by process ${process.pid}`);
  await held.close();
});

test('a recording whose spool another recorder took over ends with that', async () => {
  let seconds = 0;
  const clock = {
    ...systemClock,
    seconds: () => (seconds += 0.001),
    sleep: (wanted: number, signal?: AbortSignal) => systemClock.sleep(wanted / 50, signal),
  };
  const done = record(world.world, options(scripted(many(5), false), { clock }), never);
  await server.until(() => streams()[0]?.upTo === 5);
  const holder = { pid: 1, startTime: '1', token: 'other', host: 'elsewhere' };
  writeFileSync(join(spool, 'recorder.lock'), JSON.stringify(holder));
  await expect(done).rejects.toMatchObject({ code: 'spool_in_use' });
  expect(streams()).toMatchObject([{ upTo: 5, ended: false }]);
});

test.each([
  ['record'],
  ['record', '--source', 'horse'],
  ['record', '--source', 'obd'],
  ['record', '--source', 'file'],
  ['record', '--source', 'simulator', '--spool-limit', 'much'],
  ['record', '--source', 'simulator', '--duration', '-1'],
  ['record', '--source', 'simulator', '--server', 'nowhere'],
])('what makes no sense is refused: %s %s %s %s %s', async (...args: string[]) => {
  const { exitCode } = await world.run(...args, '--spool', 'spool');
  expect(exitCode).toBe(2);
});

test('status of a folder that is no spool is an error; of a machine without one it is not', async () => {
  expect((await world.run('status', '--spool', 'nowhere')).exitCode).toBe(17);
  const { exitCode, out } = await world.run('status');
  expect([exitCode, out]).toEqual([0, 'Nothing was ever recorded here.\n']);
});

test('the program itself: token from the environment, status while it runs, SIGINT ends it well', async () => {
  server.behaviour = {
    refuse: ({ headers }) =>
      headers.authorization === 'Bearer secret' ? undefined : { status: 401 },
  };
  const main = join(import.meta.dirname, '..', 'main.ts');
  const args = ['record', '--source', 'simulator', '--server', address()];
  const child = spawn(process.execPath, [main, ...args], {
    env: { ...process.env, OUTLAP_TOKEN: 'secret', HOME: world.cwd },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let said = '';
  child.stderr.on('data', (data: Buffer) => (said += data.toString()));
  const exited = once(child, 'exit');
  await server.until(() => (streams()[0]?.upTo ?? 0) >= 20);
  // The state is written once a second.
  await expect
    .poll(async () => JSON.parse((await world.run('status', '--json')).out) as unknown, {
      timeout: 10_000,
    })
    .toMatchObject({
      spools: [{ recorder: { pid: child.pid }, server: address(), link: { state: 'connected' } }],
    });
  child.kill('SIGINT');
  expect(await exited).toEqual([0, null]);
  expect(said).toContain('the server has them all');
  expect(streams()).toMatchObject([{ ended: true }]);
});
