import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { fromBytes, readRecording } from '@outlap/formats';
import { splitLaps } from '@outlap/telemetry';
import { lockSpool } from '../spool/lock.ts';
import { FakeServer } from '../testing/fake-server.ts';
import { makeWorld } from '../testing/fake-world.ts';

let world: ReturnType<typeof makeWorld>;
beforeAll(() => {
  world = makeWorld();
});
afterAll(() => world.remove());

test('--out writes a drive that reads back with its laps, and does not overwrite it', async () => {
  const drive = ['--circuit', 'tern-quay', '--laps', '2', '--seed', '3', '--channels', '100'];
  const out = ['simulate', ...drive, '--duration', '900', '--out', 'drive.ibt'];
  const { exitCode, out: said } = await world.run(...out, '--json');
  expect(exitCode).toBe(0);
  const path = join(world.cwd, 'drive.ibt');
  expect(JSON.parse(said)).toMatchObject({ file: path, channels: 100 });
  const recording = await readRecording(fromBytes(readFileSync(path)), { fileName: path });
  expect(recording.track.name).toBe('Tern Quay');
  const laps = splitLaps(recording).laps.filter(({ kind }) => kind === 'full');
  expect(laps).toHaveLength(2);
  expect(await world.run(...out)).toMatchObject({ exitCode: 8 });
  expect(await world.run(...out, '--force')).toMatchObject({ exitCode: 0 });
});

test('--elm327 answers an OBD client until it is interrupted', async () => {
  const adapter = ['--elm327', '--listen', '127.0.0.1:0', '--instant', '--dtc', 'p0133'];
  const running = world.run('simulate', ...adapter, '--json');
  await vi.waitUntil(() => world.written().includes('\n'));
  const { listening } = JSON.parse(world.written()) as { listening: { port: number } };
  const socket = connect(listening.port, '127.0.0.1');
  let text = '';
  socket.on('data', (bytes) => (text += bytes.toString()));
  socket.write('ATE0\r');
  await vi.waitUntil(() => text.endsWith('>'));
  text = '';
  socket.write('03\r');
  await vi.waitUntil(() => text.endsWith('>'));
  expect(text).toContain('43 01 01 33');
  world.interrupt();
  await once(socket, 'close');
  expect(await running).toMatchObject({ exitCode: 0 });
});

test('cars drive into a server, each its own stream, complete', async () => {
  const server = await FakeServer.start();
  const drive = ['--cars', '2', '--circuit', 'tern-quay', '--laps', '1', '--rate', '10'];
  const { exitCode, out } = await world.run(
    ...[
      'simulate',
      ...drive,
      '--speed',
      '100000',
      '--server',
      server.address.replace('/ws/ingest', ''),
    ],
    ...['--spool', 'spool', '--json'],
  );
  await server.close();
  expect(exitCode).toBe(0);
  const ends = out
    .trim()
    .split('\n')
    .map(
      (line) => JSON.parse(line) as { car: number; recordedFrames: number; queuedFrames: number },
    );
  expect(ends.map(({ car }) => car).sort()).toEqual([1, 2]);
  const held = [...server.streams.values()];
  expect(held).toHaveLength(2);
  expect(held.every(({ ended, gaps }) => ended && gaps.size === 0)).toBe(true);
  expect(held.map(({ frames }) => frames.size).sort()).toEqual(
    ends.map(({ recordedFrames }) => recordedFrames).sort(),
  );
  expect(ends.every(({ queuedFrames }) => queuedFrames === 0)).toBe(true);
});

test('a car that cannot drive stops the others, which end in order', async () => {
  const server = await FakeServer.start();
  const folder = (car: number) => join(world.cwd, 'held', `car-${car}`);
  const held = lockSpool(folder(2));
  const { exitCode, err } = await world.run(
    ...['simulate', '--cars', '3', '--rate', '10', '--spool', 'held'],
    ...['--server', server.address.replace('/ws/ingest', '')],
  );
  held.release();
  await server.close();
  expect(exitCode).toBe(12);
  expect(err).toContain(folder(2));
  for (const car of [1, 3]) lockSpool(folder(car)).release();
});

test('wrong options are exit code 2', async () => {
  for (const wrong of [
    ['--cars', '0'],
    ['--circuit', 'nowhere'],
    ['--elm327', '--fault', 'sleepy'],
    ['--elm327', '--dtc', 'X0133'],
    ['--elm327', '--listen', 'nowhere'],
  ])
    expect(await world.run('simulate', ...wrong), wrong.join(' ')).toMatchObject({ exitCode: 2 });
});
