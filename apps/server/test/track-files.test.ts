import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { LARKMOOR, officialCornersOf } from '@outlap/telemetry';
import { demoFile, importFile } from './recordings.ts';
import { createTestApp, type TestApp } from './server.ts';

let t: TestApp;
beforeAll(async () => {
  t = await createTestApp('embedded');
  mkdirSync(join(t.dataDir, 'tracks'));
});
afterAll(() => t.close());

type Detail = {
  layout: { corners: { number: number; name: string | null }[] };
  report: { warnings: string[] };
};
const detail = async (day: string): Promise<Detail> => {
  const bytes = demoFile(`2026-04-${day}T10:00:00Z`);
  const { sessionId } = await importFile(t.app, { name: `day-${day}.ibt`, bytes });
  return (await t.app.inject(`/api/sessions/${sessionId}`)).json<Detail>();
};
const put = (name: string, text: string) => writeFileSync(join(t.dataDir, 'tracks', name), text);

test('corners have no names without a track file, and those of the file once there is one', async () => {
  const plain = await detail('01');
  expect(plain.layout.corners.map(({ name }) => name)).toEqual(Array(10).fill(null));
  const corners = officialCornersOf(LARKMOOR).map(({ number, name, distanceMetres, position }) => ({
    number,
    name,
    ...(distanceMetres === null ? {} : { distanceMetres }),
    ...(position ?? {}),
  }));
  put('larkmoor.json', JSON.stringify({ track: 'larkmoor', corners }));
  const named = await detail('02');
  expect(named.layout.corners.map(({ name }) => name)).toEqual(corners.map(({ name }) => name));
});

test('a track file that contradicts the driving or cannot be read changes nothing and says so', async () => {
  rmSync(join(t.dataDir, 'tracks', 'larkmoor.json'));
  put('broken.json', '{');
  put('wrong.json', JSON.stringify({ track: 'Larkmoor', corners: [{ number: 0 }] }));
  const { report } = await detail('03');
  expect(report.warnings).toEqual([
    'The track file broken.json was left out: it is not JSON.',
    expect.stringMatching(
      /^The track file wrong\.json was left out: \/corners\/0\/number /,
    ) as string,
  ]);
});
