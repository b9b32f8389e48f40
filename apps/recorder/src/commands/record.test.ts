import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { systemClock } from '../clock.ts';
import { makeWorld } from '../testing/fake-world.ts';
import type { Source } from '../sources/source.ts';
import { checkSource, type GivenSource, openGiven } from './record-source.ts';

let world: ReturnType<typeof makeWorld>;
beforeAll(() => {
  world = makeWorld();
});
afterAll(() => world.remove());

test.each([
  [['--source', 'obd'], 'obd needs --port'],
  [['--source', 'file'], 'file needs --file'],
  [['--source', 'obd', '--port', 'COM3', '--speed', '2'], 'obd has no --speed'],
  [['--source', 'iracing', '--seed', '2'], 'iracing has no --seed, only simulator'],
  [['--source', 'file', '--file', 'a.ibt', '--channels', '9'], 'file has no --channels'],
  [['--source', 'simulator', '--loop'], 'simulator has no --loop, only file'],
  [['--source', 'simulator', '--road', '--laps', '2'], '--laps has no meaning on a --road'],
  [['--source', 'simulator', '--channels', '2001'], 'at most 2000 channels'],
  [['--source', 'simulator', '--channels', 'all'], 'all is not a whole number'],
  [['--source', 'simulator', '--seed', '1.5'], '1.5 is not a whole number'],
])('%j is refused before a spool is made', async (given, why) => {
  const { exitCode, err } = await world.run('record', ...given, '--spool', 'refused');
  expect(exitCode).toBe(2);
  expect(err).toContain(why);
  expect(existsSync(join(world.cwd, 'refused'))).toBe(false);
});

async function open(given: GivenSource): Promise<Source> {
  checkSource(given);
  return openGiven(world.world, given, world.cwd, systemClock);
}

const channelsOf = (source: Source) => source.describe().groups.flatMap(({ channels }) => channels);

test('a simulated car is the one that was ordered', async () => {
  const wanted = await open({ source: 'simulator', channels: 300, circuit: 'tern-quay' });
  expect(channelsOf(wanted)).toHaveLength(300);
  expect(wanted.describe().track.name).toBe('Tern Quay');
  const standard = await open({ source: 'simulator', channels: 'standard' });
  const unnamed = await open({ source: 'simulator' });
  expect(channelsOf(standard)).toEqual(channelsOf(unnamed));
  const road = await open({ source: 'simulator', road: true });
  expect(channelsOf(road).map(({ name }) => name)).not.toContain('lapDistance');
});

test('the seed decides what is driven', async () => {
  const first = async (seed: number) => {
    const source = await open({ source: 'simulator', seed, speed: 1000 });
    for await (const item of source.frames(new AbortController().signal))
      if (item.kind === 'samples') return item.parts;
    return undefined;
  };
  expect(await first(3)).toEqual(await first(3));
  expect(await first(4)).not.toEqual(await first(3));
});

test('a looped file goes on beyond its end', async () => {
  world.put('short.csv', 'time,speed\n0,10\n0.5,11\n1,12\n');
  const file = 'short.csv';
  const stop = new AbortController();
  const looped = await open({ source: 'file', file, loop: true, speed: 1000 });
  let last = 0;
  for await (const item of looped.frames(stop.signal)) {
    if (item.kind === 'samples') last = item.parts[0]?.start ?? last;
    if (last > 3) stop.abort();
  }
  expect(last).toBeGreaterThan(3);
});

test('--help names each option with its source', async () => {
  const { out } = await world.run('record', '--help');
  for (const option of ['--circuit', '--road', '--seed', '--channels', '--laps'])
    expect(out).toMatch(new RegExp(`${option}[^\\n]* simulator: `));
  expect(out).toMatch(/--loop +file: /);
});
