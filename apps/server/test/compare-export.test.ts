import { unzipSync } from 'fflate';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { fromBytes, openLapFile, readRecording } from '@outlap/formats';
import { splitLaps } from '@outlap/telemetry';
import type { ExportTask } from '../src/features/exports/export-thread.ts';
import { AppError } from '../src/errors.ts';
import { type ExportedFile, startExport } from '../src/features/exports/start-export.ts';
import { lapKey } from '../src/objects/keys.ts';
import { KINDS } from './databases.ts';
import { demoFile, importFile } from './recordings.ts';
import { createTestApp, type TestApp } from './server.ts';

const STRANGER = '00000000-0000-7000-8000-00000000dead';
const NOBODY = '00000000-0000-7000-8000-000000000404';

type Lap = { id: string; number: number; valid: boolean; timeSeconds: number };
type Segments = { lossSeconds: number }[];

describe.each(KINDS)('comparing and exporting on %s', (kind) => {
  let t: TestApp;
  let sessionId: string;
  let laps: Lap[];
  beforeAll(async () => {
    t = await createTestApp(kind);
    const bytes = demoFile('2026-04-01T10:00:00Z');
    sessionId = (await importFile(t.app, { name: 'drive.ibt', bytes })).sessionId ?? '';
    const session = (await t.app.inject(`/api/sessions/${sessionId}`)).json<{ laps: Lap[] }>();
    laps = session.laps.filter(({ valid }) => valid).sort((a, b) => a.timeSeconds - b.timeSeconds);
  });
  afterAll(() => t.close());

  const compare = (query: string) => t.app.inject(`/api/compare?${query}`);
  const post = (payload: object) => t.app.inject({ method: 'POST', url: '/api/export', payload });

  test('a comparison ends at the difference of the lap times, and its segments sum to it', async () => {
    const [best, ...others] = laps;
    const response = await compare(
      `reference=${best?.id}&laps=${others.map(({ id }) => id).join(',')}`,
    );
    expect(response.statusCode).toBe(200);
    const { reference, comparisons, corners } = response.json<{
      reference: Lap;
      corners: unknown[];
      comparisons: {
        lap: Lap;
        gapSeconds: number;
        delta: { distanceMetres: number[]; seconds: number[] };
        segments: Segments;
        findings: { text: string }[];
      }[];
    }>();
    expect(reference.id).toBe(best?.id);
    expect(comparisons.map(({ lap }) => lap.id)).toEqual(others.map(({ id }) => id));
    expect(corners).toHaveLength(10);
    for (const { lap, gapSeconds, delta, segments, findings } of comparisons) {
      expect(gapSeconds).toBeCloseTo(lap.timeSeconds - (best?.timeSeconds ?? 0), 9);
      expect(delta.seconds.at(-1)).toBeCloseTo(gapSeconds, 9);
      expect(segments.reduce((sum, { lossSeconds }) => sum + lossSeconds, 0)).toBeCloseTo(
        gapSeconds,
        9,
      );
      expect(findings.length).toBeGreaterThan(0);
    }
  });

  test('a lap compared with itself loses nothing anywhere', async () => {
    const [best] = laps;
    const body = (await compare(`reference=${best?.id}&laps=${best?.id}`)).json<{
      comparisons: { delta: { seconds: number[] } }[];
    }>();
    expect(new Set(body.comparisons[0]?.delta.seconds)).toEqual(new Set([0]));
  });

  test('laps that are not there, not yours, or too many are refused', async () => {
    const id = laps[0]?.id ?? '';
    expect((await compare(`reference=${id}&laps=${NOBODY}`)).json()).toMatchObject({
      status: 404,
      code: 'lap_not_found',
    });
    expect((await compare(`reference=${id}&laps=1,2`)).json()).toMatchObject({
      status: 400,
      code: 'invalid_request',
    });
    const stranger = await t.appOf(STRANGER);
    expect((await stranger.inject(`/api/compare?reference=${id}&laps=${id}`)).json()).toMatchObject(
      { status: 404 },
    );
    const refused = await stranger.inject({
      method: 'POST',
      url: '/api/export',
      payload: { format: 'csv', lapIds: [id] },
    });
    expect(refused.json()).toMatchObject({ status: 404, code: 'lap_not_found' });
  });

  test.each(['csv', 'vbo', 'gpx', 'ibt'] as const)(
    'a whole session as .%s has the laps it had',
    async (format) => {
      const response = await post({ format, sessionId });
      expect(response.statusCode).toBe(200);
      expect(response.headers['content-disposition']).toMatch(
        new RegExp(`filename="[\\x20-\\x7e]+\\.${format}"`),
      );
      const recording = await readRecording(fromBytes(new Uint8Array(response.rawPayload)));
      expect(recording.durationSeconds).toBeCloseTo(376.6, 0);
      if (format === 'gpx' || format === 'vbo') return;
      const full = splitLaps(recording).laps.filter(({ valid }) => valid);
      expect(full.map(({ timeSeconds }) => timeSeconds.toFixed(3)).sort()).toEqual(
        laps.map(({ timeSeconds }) => timeSeconds.toFixed(3)).sort(),
      );
    },
  );

  test('MoTeC files come as a pair in a .zip, and the beacons are the laps', async () => {
    const response = await post({ format: 'ld', sessionId });
    expect(response.headers['content-type']).toBe('application/zip');
    const files = Object.entries(unzipSync(new Uint8Array(response.rawPayload)));
    expect(files.map(([name]) => name.replace(/.*\./, '')).sort()).toEqual(['ld', 'ldx']);
    const bytesOf = (ending: string) =>
      files.find(([name]) => name.endsWith(ending))?.[1] ?? new Uint8Array();
    const recording = await readRecording(fromBytes(bytesOf('.ld')), {
      companion: fromBytes(bytesOf('.ldx')),
    });
    expect(splitLaps(recording).laps.filter((lap) => lap.kind === 'full')).toHaveLength(3);
  });

  test('one lap with chosen channels, and laps of Parquet a file each', async () => {
    const one = await post({ format: 'csv', lapIds: [laps[0]?.id], channels: ['speed', 'gear'] });
    expect(one.payload.split('\r\n', 1)[0]).toBe('time [s],speed [m/s],gear []');
    const two = await post({ format: 'parquet', lapIds: [laps[0]?.id, laps[1]?.id] });
    expect(Object.keys(unzipSync(new Uint8Array(two.rawPayload)))).toHaveLength(2);
  });

  test('an export of a few channels reads and writes only those', async () => {
    const lapIds = laps.slice(0, 2).map(({ id }) => id);
    const all = await post({ format: 'parquet', lapIds });
    const one = await post({ format: 'parquet', lapIds, channels: ['speed'] });
    const columns = async (payload: Buffer) => {
      const [file] = Object.values(unzipSync(new Uint8Array(payload)));
      const bytes = (file ?? new Uint8Array()).slice().buffer;
      return (await openLapFile(bytes)).columns.map(({ name }) => name);
    };
    expect((await columns(all.rawPayload)).length).toBeGreaterThan(5);
    expect(await columns(one.rawPayload)).toEqual(['speed']);
  });

  test('an export is refused that memory would not hold, as one at a time or as one too many', async () => {
    const task: ExportTask = {
      store: t.deps.objects.settings,
      format: 'csv',
      channels: ['speed'],
      mostValues: 10_000_000,
      stem: 'drive',
      lapKeys: laps.map(({ id }) => lapKey(sessionId, id)),
      about: {
        driver: null,
        vehicle: { name: null },
        track: { name: null, layout: null, lengthMetres: null },
        startedAt: null,
      },
    };
    const codeOf = async (one: ExportTask) => {
      const answer = await startExport(one).catch((error: unknown) => error);
      if (answer instanceof AppError) return answer.code;
      (answer as ExportedFile).body.destroy();
      return 'started';
    };
    // What another test has begun may not be over yet.
    await expect
      .poll(() => codeOf({ ...task, mostValues: 1000 }), { timeout: 10_000 })
      .toBe('export_too_large');
    const fiveAtOnce = async () =>
      (await Promise.all(Array.from({ length: 5 }, () => codeOf(task)))).toSorted();
    await expect
      .poll(fiveAtOnce, { timeout: 20_000 })
      .toEqual(['export_busy', 'started', 'started', 'started', 'started']);
    await expect.poll(() => codeOf(task), { timeout: 10_000 }).toBe('started');
  });

  test('what cannot be exported says why', async () => {
    expect((await post({ format: 'csv' })).json()).toMatchObject({
      status: 400,
      code: 'invalid_request',
    });
    expect((await post({ format: 'csv', sessionId: NOBODY })).json()).toMatchObject({
      status: 404,
      code: 'session_not_found',
    });
    expect((await post({ format: 'xls', sessionId })).json()).toMatchObject({
      status: 400,
      code: 'invalid_request',
    });
    expect((await post({ format: 'csv', sessionId, channels: ['nothing'] })).json()).toMatchObject({
      status: 422,
      code: 'no_samples',
    });
  });
});
