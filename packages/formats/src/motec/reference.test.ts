import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { type Channel, findUnit, isNumeric, isStep } from '@outlap/telemetry';
import { describe, expect, test } from 'vitest';
import { fromBytes } from '../bytes.ts';
import { MOTEC_UNITS } from './aliases.ts';
import { motecCsv } from './csv.ts';
import { ld } from './read.ts';

const data = fileURLToPath(new URL('../../../../../shared/data/', import.meta.url));
const here = existsSync(data);
const bytesOf = (name: string) => new Uint8Array(readFileSync(`${data}motec/${name}`));

type ReferenceChannel = {
  name: string;
  unit: string;
  freq: number;
  n: number;
} & Record<'first' | 'last' | 'min' | 'max' | 'mean', number>;
type Reference = {
  file: string;
  driver: string;
  vehicle: string;
  venue: string;
  datetime: string;
  channels: ReferenceChannel[];
};

/** A canonical value back in the unit of the log; undefined where its unit was guessed. */
function toStated({ unit, sourceUnit }: Channel): ((value: number) => number) | undefined {
  const conversion = MOTEC_UNITS[sourceUnit] ?? findUnit(sourceUnit);
  if (unit === sourceUnit || unit === 'deg') return (value) => value;
  if (conversion?.unit === unit) return (value) => (value - conversion.offset) / conversion.scale;
  return ['', 's', 'rpm', 'L'].includes(unit) ? (value) => value : undefined;
}

test.runIf(process.env.CI)('the real recordings are there', () => {
  expect(here).toBe(true);
});

describe.skipIf(!here)('real .ld files (../shared/data)', () => {
  const references = here
    ? (JSON.parse(readFileSync(`${data}reference-motec.json`, 'utf8')) as Reference[])
    : [];
  test.each(references)('$file agrees with the reference', async (reference) => {
    const recording = await ld.read(fromBytes(bytesOf(reference.file)), {});
    expect(recording).toMatchObject({
      driver: reference.driver || null,
      vehicle: { name: reference.vehicle || null },
      track: { name: reference.venue || null },
      startedAt: reference.datetime.replace(' ', 'T'),
      report: { reasons: {} },
    });
    expect(recording.channels.map((c) => [c.sourceName, c.sourceUnit, c.rateHz])).toEqual(
      reference.channels.map((c) => [c.name, c.unit, c.freq]),
    );
    let compared = 0;
    for (const [i, expected] of reference.channels.entries()) {
      const channel = recording.channels[i];
      if (!channel || !isNumeric(channel.values)) throw new Error(expected.name);
      expect(channel.values.length).toBe(expected.n);
      const stated = toStated(channel);
      if (!stated) continue;
      const values = Float64Array.from(channel.values, stated);
      const size = Math.max(Math.abs(expected.min), Math.abs(expected.max), 1e-9);
      const near = (value: number, wanted: number) =>
        expect(Math.abs(value - wanted) / size, `${expected.name}`).toBeLessThan(1e-6);
      near(values[0] ?? Number.NaN, expected.first);
      near(values.at(-1) ?? Number.NaN, expected.last);
      near(
        values.reduce((a, b) => Math.min(a, b)),
        expected.min,
      );
      near(
        values.reduce((a, b) => Math.max(a, b)),
        expected.max,
      );
      near(values.reduce((a, b) => a + b) / values.length, expected.mean);
      compared++;
    }
    expect(compared).toBeGreaterThan(reference.channels.length - 9);
  });

  test('the CSV that i2 made of a log agrees with the log', async () => {
    const log = await ld.read(fromBytes(bytesOf('arcayik_20230404_1316.ld')), {});
    const csv = await motecCsv.read(fromBytes(bytesOf('arcayik_blakelyauto.csv')), {});
    expect(csv).toMatchObject({
      driver: log.driver,
      vehicle: log.vehicle,
      track: log.track,
      startedAt: log.startedAt,
    });
    expect(csv.beaconSeconds).toHaveLength(2);
    let compared = 0;
    for (const channel of log.channels) {
      const other = csv.channels.find(({ sourceName }) => sourceName === channel.sourceName);
      if (!other || !isNumeric(channel.values) || !isNumeric(other.values)) continue;
      expect([other.name, other.unit]).toEqual([channel.name, channel.unit]);
      // i2 closes its export with one more row, the last one again.
      expect(other.values.length).toBe(channel.values.length + 1);
      const exported = other.values;
      const own: ArrayLike<number> = channel.values;
      let differing = 0;
      for (let i = 0; i < own.length; i++) {
        const value = own[i] ?? Number.NaN;
        if (!(Math.abs(value - (exported[i] ?? Number.NaN)) < 1e-9 * (1 + Math.abs(value))))
          differing++;
      }
      // Where i2 puts a change of gear between two samples, a row may differ.
      expect(differing, channel.name).toBeLessThanOrEqual(
        isStep(channel.name) ? own.length / 200 : 0,
      );
      compared++;
    }
    expect(compared).toBe(13);
  });

  test('accelerations in g under a unit of m/s² are doubted, honest ones are not', async () => {
    const warned = async (name: string) =>
      (await ld.read(fromBytes(bytesOf(name)), {})).report.warnings.some((w) => w.includes('g;'));
    const [acc] = references;
    expect(await warned(acc?.file ?? '')).toBe(true);
    expect(await warned('motec-i2_Sample1.ld')).toBe(false);
  });

  test('an .ldx of another log is left out with a warning', async () => {
    const log = fromBytes(bytesOf(references[0]?.file ?? ''));
    const alone = await ld.read(log, {});
    const recording = await ld.read(log, { companion: fromBytes(bytesOf('acc_Valid.ldx')) });
    expect(recording.beaconSeconds).toEqual(alone.beaconSeconds);
    expect(recording.report.warnings.at(-1)).toContain('does not belong');
    const broken = await ld.read(log, { companion: fromBytes(bytesOf('acc_Invalid.ldx')) });
    expect(broken.report.warnings.at(-1)).toContain('left out');
  });

  test('the running lap time of a logger gives its beacons', async () => {
    const recording = await ld.read(fromBytes(bytesOf('motec-i2_Sample1.ld')), {});
    expect(recording.beaconSeconds.length).toBeGreaterThan(3);
    const laps = recording.beaconSeconds.map(
      (end, i) => end - (recording.beaconSeconds[i - 1] ?? 0),
    );
    const last = recording.channels.find(({ name }) => name === 'lastLapTime');
    const official = [...new Set(Array.from(last?.values ?? [], Number))].filter(
      (time) => time > 0,
    );
    expect(official.length).toBeGreaterThan(2);
    for (const time of official) {
      const nearest = Math.min(...laps.map((value) => Math.abs(value - time)));
      expect(nearest).toBeLessThan(0.03);
    }
  });
});
