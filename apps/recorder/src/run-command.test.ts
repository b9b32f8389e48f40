import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readRecording, fromBytes, writeIbt, type Inspection } from '@outlap/formats';
import { demoRecording } from '@outlap/telemetry';
import { makeWorld } from './testing/fake-world.ts';

let world: ReturnType<typeof makeWorld>;
beforeAll(() => {
  world = makeWorld();
  world.put('demo.ibt', writeIbt(demoRecording('2026-05-09T09:30:00.000Z')));
  world.put('empty.ibt', '');
  world.put('nonsense.bin', 'nothing that anybody would call a recording');
});
afterAll(() => world.remove());

test('inspect --json prints exactly the promised shape, one line a file', async () => {
  const { exitCode, out } = await world.run('inspect', 'demo.ibt', 'demo.ibt', '--json');
  expect(exitCode).toBe(0);
  const lines = out.trimEnd().split('\n');
  expect(lines).toHaveLength(2);
  const inspection = JSON.parse(lines[0] ?? '') as Inspection;
  expect(Object.keys(inspection)).toEqual([
    'format',
    'formatVersion',
    'startedAt',
    'durationSeconds',
    'driver',
    'vehicle',
    'track',
    'channels',
    'laps',
  ]);
  expect(Object.keys(inspection.vehicle)).toEqual(['name']);
  expect(Object.keys(inspection.track)).toEqual(['name', 'layout']);
  expect(Object.keys(inspection.channels[0] ?? {})).toEqual([
    'name',
    'sourceName',
    'unit',
    'rateHz',
    'count',
    'first',
    'last',
    'min',
    'max',
    'mean',
  ]);
  expect(Object.keys(inspection.laps[0] ?? {})).toEqual([
    'number',
    'kind',
    'valid',
    'startSeconds',
    'timeSeconds',
    'distanceMetres',
  ]);
  expect(inspection.laps.filter((lap) => lap.kind === 'full' && lap.valid)).toHaveLength(3);
});

test('inspect shows a readable table', async () => {
  const { exitCode, out } = await world.run('inspect', 'demo.ibt');
  expect(exitCode).toBe(0);
  expect(out).toMatch(/Format +ibt version 2/);
  expect(out).toMatch(/speed +Speed +m\/s +60/);
});

test('a refused file says why, with the code and exit code 3; the good ones are still shown', async () => {
  expect(await world.run('inspect', 'empty.ibt')).toMatchObject({
    exitCode: 3,
    err: expect.stringMatching(/file_empty/) as string,
  });
  const both = await world.run('inspect', 'nonsense.bin', 'demo.ibt', '--json');
  expect(both.exitCode).toBe(3);
  expect(both.err).toMatch(/format_unknown/);
  expect((JSON.parse(both.out) as Inspection).format).toBe('ibt');
  expect(await world.run('inspect', 'not-there.ibt')).toMatchObject({ exitCode: 3 });
});

test('compare prints the gap, segments that sum to it, and findings', async () => {
  const laps = (
    JSON.parse((await world.run('inspect', 'demo.ibt', '--json')).out) as Inspection
  ).laps
    .filter((lap) => lap.valid)
    .sort((a, b) => a.timeSeconds - b.timeSeconds);
  const [best, other] = [laps[0], laps[1]];
  const { exitCode, out } = await world.run(
    'compare',
    `demo.ibt#${best?.number}`,
    `demo.ibt#${other?.number}`,
    '--json',
  );
  expect(exitCode).toBe(0);
  const comparison = JSON.parse(out) as {
    gapSeconds: number;
    reference: { number: number };
    delta: { distanceMetres: number[]; seconds: number[] };
    segments: { lossSeconds: number }[];
    findings: { text: string }[];
  };
  expect(comparison.reference.number).toBe(best?.number);
  expect(comparison.gapSeconds).toBeCloseTo(
    (other?.timeSeconds ?? 0) - (best?.timeSeconds ?? 0),
    9,
  );
  expect(comparison.delta.seconds.at(-1)).toBeCloseTo(comparison.gapSeconds, 9);
  const losses = comparison.segments.reduce((sum, { lossSeconds }) => sum + lossSeconds, 0);
  expect(losses).toBeCloseTo(comparison.gapSeconds, 9);
  expect(comparison.findings.length).toBeGreaterThan(0);
  const table = await world.run('compare', 'demo.ibt', `demo.ibt#${other?.number}`);
  expect(table.out).toContain(comparison.findings[0]?.text);
});

test('a lap that is not there is exit code 4 and lists those that are', async () => {
  const { exitCode, err } = await world.run('compare', 'demo.ibt#99', 'demo.ibt');
  expect(exitCode).toBe(4);
  expect(err).toMatch(/lap_not_found[\s\S]*outlap inspect/);
});

test('export writes files that read back, and does not overwrite without --force', async () => {
  for (const format of ['csv', 'ld', 'vbo', 'gpx', 'ibt', 'parquet']) {
    const { exitCode, out } = await world.run(
      'export',
      'demo.ibt#2',
      '--format',
      format,
      '--force',
    );
    expect(exitCode, format).toBe(0);
    const written = out.trim().split('\n');
    const [first] = written;
    expect(written, format).toHaveLength(format === 'ld' ? 2 : 1);
    const recording = await readRecording(fromBytes(readFileSync(first ?? '')), {
      fileName: first ?? '',
    });
    expect(recording.durationSeconds, format).toBeGreaterThan(60);
    if (format === 'gpx') continue;
    const shown = await world.run('inspect', first ?? '', '--json');
    const { laps } = JSON.parse(shown.out) as Inspection;
    expect(laps.filter(({ valid }) => valid).map(({ kind }) => kind)).toEqual(['full']);
  }
  expect(await world.run('export', 'demo.ibt#2', '--format', 'csv')).toMatchObject({ exitCode: 8 });
});

test('a server that does not answer is exit code 6', async () => {
  const { exitCode, err } = await world.run('import', 'demo.ibt', '--server', 'http://127.0.0.1:9');
  expect(exitCode).toBe(6);
  expect(err).toMatch(/server_unreachable/);
});

test('a wrong option is exit code 2', async () => {
  expect(await world.run('inspect')).toMatchObject({ exitCode: 2 });
  expect(await world.run('export', 'demo.ibt', '--format', 'xls')).toMatchObject({ exitCode: 2 });
});

test('the installed command runs', () => {
  const command = join(fileURLToPath(new URL('..', import.meta.url)), 'bin', 'outlap.mjs');
  const result = spawnSync(process.execPath, [command, 'inspect', 'demo.ibt', '--json'], {
    cwd: world.cwd,
    encoding: 'utf8',
  });
  expect(result.stderr).toBe('');
  expect((JSON.parse(result.stdout) as Inspection).format).toBe('ibt');
});
