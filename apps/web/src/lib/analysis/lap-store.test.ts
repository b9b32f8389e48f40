import { writeLapFile } from '@outlap/formats';
import type { LapData } from '@outlap/telemetry';
import { afterEach, expect, test, vi } from 'vitest';
import { LapStore } from './lap-store.ts';

afterEach(() => vi.unstubAllGlobals());

const SAMPLES = 60_000;

/** Longer than what is read of its end, so that channels are asked for one by one. */
function fileOf(speed: number, samples = SAMPLES): Uint8Array {
  const time = { kind: 'uniform', startSeconds: 0, rateHz: 100, count: samples } as const;
  const channel = (name: string, value: number) => ({
    name,
    sourceName: name,
    unit: '',
    sourceUnit: '',
    rateHz: 100,
    time,
    values: Float32Array.from({ length: samples }, (_, i) => value + Math.sin(i)),
  });
  const lap: LapData['lap'] = {
    number: 1,
    kind: 'full',
    valid: true,
    invalidReasons: [],
    startSeconds: 0,
    endSeconds: samples / 100,
    timeSeconds: samples / 100,
    timeSource: 'crossing',
    distanceMetres: null,
    sectorSeconds: [],
  };
  return writeLapFile({ lap, channels: [channel('speed', speed), channel('gear', speed)] });
}

function serve(first: Uint8Array) {
  const served = { file: first, etag: '"1"', asked: [] as string[] };
  vi.stubGlobal('fetch', (request: Request) => {
    const { file, etag } = served;
    served.asked.push(request.url);
    const [from = 0, to = 0] = (request.headers.get('range') ?? '').slice(6).split('-').map(Number);
    const headers = { etag, 'content-range': `bytes ${from}-${to}/${file.length}` };
    return Promise.resolve(
      new Response(new Uint8Array(file.subarray(from, to + 1)), { status: 206, headers }),
    );
  });
  return served;
}

const open = () => new LapStore((id, version = 'new') => `http://laps.test/${id}?v=${version}`);
const speeds = ({ channels }: LapData) =>
  channels.map(({ name, values }) => [name, values.length, values[0]]);

test('a lap that was analysed again between two reads is read anew, none of it mixed', async () => {
  const before = fileOf(50);
  const served = serve(before);
  const store = open();
  const stored = { id: 'a', fileBytes: before.length };
  expect(speeds(await store.read(stored, ['speed']))).toEqual([['speed', SAMPLES, 50]]);
  served.file = fileOf(60, SAMPLES + 5);
  served.etag = '"2"';
  expect(speeds(await store.read(stored, ['speed', 'gear']))).toEqual([
    ['speed', SAMPLES + 5, 60],
    ['gear', SAMPLES + 5, 60],
  ]);
  const versions = served.asked.map((url) => new URL(url).searchParams.get('v'));
  expect(versions).toEqual(['new', '1', '1', 'new', '2']);
});

test('a length that is not true any more does not hinder', async () => {
  const file = fileOf(50);
  serve(file);
  const read = open().read({ id: 'a', fileBytes: file.length - 7 }, ['gear']);
  expect(speeds(await read)).toEqual([['gear', SAMPLES, 50]]);
});
