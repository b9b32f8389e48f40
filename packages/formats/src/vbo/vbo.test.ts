import { isNumeric, type Recording } from '@outlap/telemetry';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { fromBytes } from '../bytes.ts';
import { FormatError } from '../errors.ts';
import { vbo } from './read.ts';
import { writeVbo } from './write.ts';

const read = (text: string) => vbo.read(fromBytes(new TextEncoder().encode(text)), {});
const file = (rows: string[], { names = 'sats time lat long velocity heading', extra = '' } = {}) =>
  `File created on 31/12/2023 at 23:59:00\n${extra}\n[column names]\n${names}\n[data]\n${rows.join('\n')}\n`;
const values = (recording: Recording, name: string) => {
  const channel = recording.channels.find((one) => one.name === name);
  return channel && isNumeric(channel.values) ? [...channel.values] : undefined;
};
const codeOf = async (reading: Promise<unknown>) => {
  const error = await reading.catch((caught: unknown) => caught);
  return error instanceof FormatError ? error.code : error;
};

test('minutes of arc have west positive', async () => {
  const recording = await read(file(['010 095958.00 +03119.09973 +00063.00614 036.0 090.0']));
  expect(values(recording, 'latitude')?.[0]).toBeCloseTo(51.9849955, 9);
  expect(values(recording, 'longitude')?.[0]).toBeCloseTo(-1.0501023333, 9);
  expect(values(recording, 'speed')?.[0]).toBeCloseTo(10, 9);
  expect(values(recording, 'heading')?.[0]).toBeCloseTo(Math.PI / 2, 9);
  expect(recording.startedAt).toBe('2023-12-31T09:59:58.000Z');
});

test('signed degrees have east positive', async () => {
  const recording = await read(file(['010 095958.00 51.98 1.05 36 90']));
  expect(values(recording, 'longitude')).toEqual([1.05]);
});

test('times are split by digits, and midnight goes on', async () => {
  const rows = ['95958.00', '235959.50', '000000.50', '1.00'].map(
    (time) => `010 ${time} +03119.1 +00063.0 36 90`,
  );
  const { durationSeconds, report } = await read(file(rows));
  expect(durationSeconds).toBe(50403);
  expect(report.rowsKept).toBe(4);
});

test('pairs that are no clock are plain seconds', async () => {
  const rows = [35_758, 35_759, 35_760, 35_761].map(
    (time) => `010 ${time}.00 +03119.1 +00063.0 1 2`,
  );
  expect((await read(file(rows))).durationSeconds).toBe(3);
});

test('a row without a time or back in time is left out and counted; short rows are kept', async () => {
  const rows = [
    '010 100000.00 +03119.1 +00063.0 36 90',
    '010 rubbish +03119.1 +00063.0 36 90',
    '010 095959.00 +03119.1 +00063.0 36 90',
    '010 100001.00 +03119.1',
  ];
  const recording = await read(file(rows));
  expect(recording.report).toMatchObject({
    rowsTotal: 4,
    rowsKept: 2,
    reasons: { 'no-time': 1, 'time-back': 1 },
  });
  expect(values(recording, 'speed')).toEqual([10, Number.NaN]);
});

test('a satellites column that the rows lack moves the names by one', async () => {
  const recording = await read(file(['100000.00 +03119.1 +00063.0 36 90']));
  expect(values(recording, 'latitude')?.[0]).toBeCloseTo(51.985, 9);
  expect(values(recording, 'satellites')).toBeUndefined();
});

test('there is no position before the first fix', async () => {
  const rows = ['000', '000', '007'].map(
    (sats, i) => `${sats} 10000${i}.00 +03119.1 +00063.0 36 90`,
  );
  expect(values(await read(file(rows)), 'latitude')).toEqual([
    Number.NaN,
    Number.NaN,
    expect.closeTo(51.985, 9),
  ]);
});

const eastward = Array.from(
  { length: 40 },
  (_, i) =>
    `010 1000${String(i).padStart(2, '0')}.00 +03000.00000 -00060.${String(i).padStart(2, '0')}000 36 90`,
);

test('the ends of a gate in lat lon order are kept', async () => {
  const extra = '[laptiming]\nStart +2999.990 -00060.20 +3000.010 -00060.20 ¬ Line';
  const { gates } = await read(file(eastward, { extra }));
  expect(gates).toHaveLength(1);
  expect(gates[0]).toMatchObject({ kind: 'start-finish', name: 'Line' });
  expect(gates[0]?.a.latitude).toBeCloseTo(2999.99 / 60, 9);
  expect(gates[0]?.b.latitude).toBeCloseTo(3000.01 / 60, 9);
});

test('two points along the way in lon lat order become a gate across it, with or without the sign', async () => {
  for (const label of ['¬ Line', 'Line']) {
    const extra = `[laptiming]\nStart -00060.20 +3000.000 -00060.19 +3000.000 ${label}`;
    const { gates } = await read(file(eastward, { extra }));
    const [gate] = gates;
    expect(gate?.name).toBe('Line');
    expect(gate?.a.longitude).toBeCloseTo(60.2 / 60, 7);
    expect(gate?.b.longitude).toBeCloseTo(60.2 / 60, 7);
    expect(Math.abs((gate?.a.latitude ?? 0) - (gate?.b.latitude ?? 0)) * 111_200).toBeCloseTo(
      35,
      0,
    );
  }
});

test('a line far away is left out with a warning', async () => {
  const extra = '[laptiming]\nStart +4824.93 +1527.27 +4824.93 +1527.28 ¬ Elsewhere';
  const { gates, report } = await read(file(eastward, { extra }));
  expect(gates).toEqual([]);
  expect(report.warnings.join()).toContain('never comes near');
});

test('what cannot be read is refused with a stable code', async () => {
  expect(await codeOf(read('[header]\nlatitude\n[column names]\nlat long\n[data]\n1 2\n'))).toBe(
    'file_damaged',
  );
  expect(await codeOf(read('[column names]\nsats time lat long\n'))).toBe('file_truncated');
  expect(await codeOf(read(file(['no numbers here'])))).toBe('no_samples');
});

test('no text makes it throw anything but a FormatError', async () => {
  const piece = fc.constantFrom(
    '[data]',
    '[column names]',
    '[laptiming]',
    '[channel units]',
    '\n',
    ' ',
    'time',
    'sats',
    'lat',
    'long',
    '100000.00',
    '+03119.1',
    'NaN',
    '1e999',
    'Start 1 2 3 4',
    '¬',
    '-',
  );
  await fc.assert(
    fc.asyncProperty(fc.array(fc.oneof(piece, fc.string())), async (parts) => {
      const result = await read(parts.join('')).catch((error: unknown) => error);
      if (result instanceof Error) expect(result).toBeInstanceOf(FormatError);
    }),
    { seed: 1, numRuns: 300 },
  );
});

test('written gates come back across the track', async () => {
  const extra = '[laptiming]\nStart -00060.20 +3000.000 -00060.19 +3000.000 Line';
  const first = await read(file(eastward, { extra }));
  const again = await vbo.read(fromBytes(writeVbo(first)), {});
  expect(again.gates).toHaveLength(1);
  for (const end of ['a', 'b'] as const) {
    const [one, other] = [first.gates[0]?.[end], again.gates[0]?.[end]];
    expect(other?.latitude).toBeCloseTo(one?.latitude ?? 0, 6);
    expect(other?.longitude).toBeCloseTo(one?.longitude ?? 0, 6);
  }
});

test('channels of other rates and kinds come along on the times of the position', async () => {
  const first = await read(file(eastward));
  const uniform = (name: string, unit: string, rateHz: number, list: Float32Array | Int8Array) => ({
    name,
    sourceName: name,
    unit,
    sourceUnit: unit,
    rateHz,
    time: { kind: 'uniform', startSeconds: 0, rateHz, count: list.length } as const,
    values: list,
  });
  const note = { ...uniform('note', '', 1, new Int8Array(1)), values: ['dry'] };
  const gear = uniform(
    'gear',
    '',
    2,
    Int8Array.from({ length: 80 }, (_, i) => i >> 4),
  );
  const warmth = uniform('engineCoolantTemperature', '°C', 1, Float32Array.of(80, Number.NaN, 82));
  const twist = uniform('steeringTorque', 'N·m', 1, new Float32Array(40).fill(-3.25));
  const recording = { ...first, channels: [...first.channels, note, gear, warmth, twist] };
  const again = await vbo.read(fromBytes(writeVbo(recording)), {});
  expect(values(again, 'note')).toBeUndefined();
  expect(values(again, 'gear')).toEqual(Array.from({ length: 40 }, (_, i) => (2 * i) >> 4));
  expect(values(again, 'engineCoolantTemperature')?.slice(0, 4)).toEqual([
    80,
    Number.NaN,
    82,
    Number.NaN,
  ]);
  expect(values(again, 'steeringTorque')).toEqual(new Array(40).fill(-3.25));
  expect(again.channels.find(({ name }) => name === 'steeringTorque')?.unit).toBe('N·m');
});

test('without short names the long ones stand in, their units with them', async () => {
  const recording = await read(
    '[header]\nsatellites\ntime\nlatitude\nlongitude\nvelocity mph\n\n[data]\n010 100000.00 +03119.1 +00063.0 10\n',
  );
  expect(values(recording, 'speed')?.[0]).toBeCloseTo(4.4704, 9);
  expect(values(recording, 'latitude')?.[0]).toBeCloseTo(51.985, 9);
});

test('thousands of names over rows of one value cost no memory', async () => {
  const names = `time ${Array.from({ length: 5000 }, (_, i) => `c${i}`).join(' ')}`;
  const rows = new Array<string>(5000).fill('100000.00');
  expect(await codeOf(read(file(rows, { names })))).toBe('file_damaged');
});
