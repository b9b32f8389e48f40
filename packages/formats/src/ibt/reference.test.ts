import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { type Channel, toSeconds } from '@outlap/telemetry';
import { describe, expect, test } from 'vitest';
import { fromBytes } from '../bytes.ts';
import { inspectRecording } from '../inspect/inspect.ts';
import { ibt } from './read.ts';
import { writeIbt } from './write.ts';

const data = fileURLToPath(new URL('../../../../../shared/data/', import.meta.url));
const here = existsSync(data);
const bytesOf = (name: string) => new Uint8Array(readFileSync(`${data}${name}`));

type Numbers = Record<'first' | 'last' | 'min' | 'max' | 'mean', number>;
type Reference = {
  file: string;
  version: number;
  tick_rate: number;
  record_count_hdr: number;
  start_date: number;
  TrackLength: string;
  TrackDisplayName: string;
  TrackConfigName: string | null;
  player_car: string;
  sectors: number[];
  channels: Record<string, Numbers & { unit: string }>;
  SessionTime: [number, number];
  dt_min_max: [number, number];
  var_names: string[];
  array_vars: unknown[];
};

test.runIf(process.env.CI)('the real recordings are there', () => {
  expect(here).toBe(true);
});

describe.skipIf(!here)('real .ibt files (../shared/data)', () => {
  const all = here
    ? (JSON.parse(readFileSync(`${data}reference-ibt.json`, 'utf8')) as Reference[])
    : [];
  const references = all.filter((reference) => reference.channels !== undefined);

  test('the reference holds the genuine files', () => {
    expect(references.length).toBeGreaterThanOrEqual(12);
  });

  test.each(references)('$file agrees with independent readers', async (reference) => {
    const recording = await ibt.read(fromBytes(bytesOf(`ibt/${reference.file}`)), {});
    expect(recording).toMatchObject({
      format: 'ibt',
      formatVersion: reference.version,
      startedAt: new Date(reference.start_date * 1000).toISOString(),
      vehicle: { name: reference.player_car },
      track: {
        name: reference.TrackDisplayName,
        layout: layoutOf(reference),
        lengthMetres: Number.parseFloat(reference.TrackLength) * 1000,
      },
      sectorFractions: reference.sectors,
      report: { rowsKept: reference.record_count_hdr, reasons: {} },
    });
    const names = recording.channels.map((channel) => channel.sourceName);
    expect(names).toEqual(reference.var_names);
    const inspected = inspectRecording(recording, []);
    for (const [name, expected] of Object.entries(reference.channels)) {
      const channel = inspected.channels.find(({ sourceName }) => sourceName === name);
      expect(channel, name).toBeDefined();
      for (const key of ['first', 'last', 'min', 'max', 'mean'] as const) {
        expectClose(Number(channel?.[key]), expected[key], `${name} ${key}`);
      }
    }
  });

  test.each(references)('$file has rising times that follow SessionTime', async (reference) => {
    const recording = await ibt.read(fromBytes(bytesOf(`ibt/${reference.file}`)), {});
    const clock = recording.channels.find(({ name }) => name === 'sessionTime') as Channel;
    const seconds = toSeconds(clock.time);
    expect(seconds[0]).toBe(0);
    expect(steps(seconds).every((step) => step >= 0)).toBe(true);
    expectClose(seconds.at(-1) ?? 0, reference.SessionTime[1] - reference.SessionTime[0], 'span');
    expectClose(Math.max(...steps(seconds)), reference.dt_min_max[1], 'longest step', 1e-6);
    for (const { rateHz, time } of recording.channels) {
      const samples = toSeconds(time);
      expect(samples.length).toBe(((rateHz ?? 0) / reference.tick_rate) * seconds.length);
      expect(steps(samples).every((step) => step >= 0)).toBe(true);
    }
  });

  test.each(references)('$file comes back from the writer', async (reference) => {
    const recording = await ibt.read(fromBytes(bytesOf(`ibt/${reference.file}`)), {});
    const version = recording.formatVersion === 1 ? 1 : 2;
    const again = await ibt.read(fromBytes(writeIbt(recording, { version })), {});
    expect({ ...again, channels: [] }).toEqual({ ...recording, channels: [] });
    again.channels.forEach((channel, i) => {
      const { values, time, name, sourceName, unit, rateHz } = recording.channels[i] as Channel;
      expect(channel).toMatchObject({ name, sourceName, unit, rateHz });
      expect(Buffer.compare(bits(channel.values), bits(values)), channel.name).toBe(0);
      expect(Buffer.compare(bits(toSeconds(channel.time)), bits(toSeconds(time)))).toBe(0);
    });
  });

  test('array variables are channels of six times the rate', async () => {
    const recording = await ibt.read(fromBytes(bytesOf('ibt/itelem_amg.ibt')), {});
    const find = (name: string) =>
      recording.channels.find((c) => c.sourceName === name) as Channel & { values: Float32Array };
    const fast = find('SteeringWheelTorque_ST');
    const slow = find('SteeringWheelTorque');
    expect(fast.rateHz).toBe(360);
    // The last of the six is the sample of the record itself, in value and time.
    const same = slow.values.filter((value, i) => value === fast.values[i * 6 + 5]);
    expect(same.length).toBeGreaterThan(0.99 * slow.values.length);
    expect(toSeconds(fast.time)[6 * 100 + 5]).toBe(toSeconds(slow.time)[100]);
  });

  test('an invalid file and images of the live memory are refused at once', async () => {
    const refuse = (name: string) => ibt.read(fromBytes(bytesOf(name)), {});
    await expect(refuse('ibt/teamjorge_INVALID_test_file.ibt')).rejects.toMatchObject({
      code: 'file_damaged',
      at: { offset: 0 },
    });
    for (const name of ['landonpatmore_data.bin', 'teamjorge_live_test_file.ibt']) {
      expect(ibt.sniff(bytesOf(`ibt-live-dump/${name}`).subarray(0, 65536), 1191936)).toBe(true);
      await expect(refuse(`ibt-live-dump/${name}`)).rejects.toMatchObject({
        code: 'format_unsupported',
        at: { offset: 32 },
      });
    }
  });
});

/** Where the layout is empty the reference took the line after it. */
const layoutOf = ({ TrackConfigName: layout }: Reference) =>
  layout && !layout.startsWith('TrackCity:') ? layout : null;

function expectClose(actual: number, expected: number, what: string, relative = 1e-9): void {
  const room = relative * Math.max(Math.abs(expected), 1e-12);
  expect(Math.abs(actual - expected), `${what}: ${actual} for ${expected}`).toBeLessThanOrEqual(
    room,
  );
}

const steps = (seconds: Float64Array) =>
  [...seconds.slice(1)].map((now, i) => now - (seconds[i] ?? 0));

function bits(values: Channel['values']): Buffer {
  const { buffer, byteOffset, byteLength } = values as Float32Array;
  return Buffer.from(buffer as ArrayBuffer, byteOffset, byteLength);
}
