import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { gzipSync as gzipByNode } from 'node:zlib';
import { gzipSync, strToU8, zipSync } from 'fflate';
import { describe, expect, test } from 'vitest';
import { fromBytes } from './bytes.ts';
import { FormatError } from './errors.ts';
import { readRecording } from './read.ts';
import { FORMATS, sniffFormat } from './sniff/formats.ts';

const vbo = strToU8(
  '[column names]\nsats time lat long velocity\n[data]\n010 100000.00 +03119.1 +00063.0 36\n010 100001.00 +03119.1 +00063.0 72\n',
);
const codeOf = async (bytes: Uint8Array, fileName?: string) => {
  const reading = readRecording(fromBytes(bytes), fileName === undefined ? {} : { fileName });
  const error = await reading.catch((caught: unknown) => caught);
  if (!(error instanceof FormatError))
    throw new Error(`read, or failed otherwise: ${String(error)}`);
  return error.code;
};

test('a recording is read bare, gzipped, zipped, and both', async () => {
  const wrapped = [
    vbo,
    gzipSync(vbo),
    zipSync({ 'folder/run.vbo': vbo, '__MACOSX/._run.vbo': strToU8('x') }),
    gzipSync(zipSync({ run: vbo })),
  ];
  for (const bytes of wrapped) {
    const recording = await readRecording(fromBytes(bytes));
    expect(recording).toMatchObject({ format: 'vbo', durationSeconds: 1 });
  }
});

test('nothing, noise and pictures are refused by code', async () => {
  expect(await codeOf(new Uint8Array(0))).toBe('file_empty');
  expect(await codeOf(Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10, 0, 0, 0))).toBe(
    'format_unknown',
  );
  expect(await codeOf(new Uint8Array(4096).fill(0xee))).toBe('format_unknown');
  expect(
    await codeOf(zipSync({ 'picture.png': Uint8Array.of(1), 'b.jpg': Uint8Array.of(2) })),
  ).toBe('format_unknown');
  expect(await codeOf(zipSync({ 'a.vbo': vbo, 'b.vbo': vbo }))).toBe('format_unsupported');
  await expect(readRecording(fromBytes(Uint8Array.of(1, 2, 3)))).rejects.toThrow('.vbo');
});

test('a lone .ldx says that it wants its .ld', async () => {
  const reading = readRecording(fromBytes(strToU8('<?xml?>\n<LDXFile></LDXFile>')));
  await expect(reading).rejects.toThrow('.ld ');
});

test('bombs stop at the bound', async () => {
  const zeros = new Uint8Array(66 << 20);
  expect(await codeOf(gzipByNode(zeros, { level: 1 }))).toBe('file_too_large');
  expect(await codeOf(zipSync({ 'a.vbo': zeros }, { level: 1 }))).toBe('file_too_large');
  let nested: Uint8Array = vbo;
  for (let i = 0; i < 4; i++) nested = gzipSync(nested);
  expect(await codeOf(nested)).toBe('format_unsupported');
});

test('a cut gzip yields what is whole', async () => {
  const rows = Array.from({ length: 20_000 }, (_, i) => {
    const digits = String(i).padStart(5, '0');
    return `010 1${digits.slice(0, 1)}${digits.slice(1, 3)}${digits.slice(3)}.00 +03119.${i} +00063.${i * 7} ${i % 97}`;
  });
  const text = `[column names]\nsats time lat long velocity\n[data]\n${rows.join('\n')}\n`;
  const packed = gzipSync(strToU8(text));
  const recording = await readRecording(fromBytes(packed.subarray(0, packed.length - 2000)));
  expect(recording.report.rowsKept).toBeGreaterThan(1000);
  expect(recording.report.warnings.join()).toContain('cut');
});

test('formats have ids of their own, and generic CSV is asked last', () => {
  expect(new Set(FORMATS.map(({ id }) => id)).size).toBe(FORMATS.length);
  expect(FORMATS.at(-1)?.id).toBe('csv');
});

function utf16(text: string, order: 'little' | 'big'): Uint8Array {
  const bytes = new Uint8Array(2 + 2 * text.length);
  const view = new DataView(bytes.buffer);
  view.setUint16(0, 0xfeff, order === 'little');
  for (let i = 0; i < text.length; i++)
    view.setUint16(2 + 2 * i, text.charCodeAt(i), order === 'little');
  return bytes;
}

describe.each(['little', 'big'] as const)(
  'UTF-16 text, %s end first, reads as UTF-8 does',
  (order) => {
    const texts = {
      'time;speed': ['time;speed', ...Array.from({ length: 60 }, (_, i) => `${i / 10};${i}`)],
      'an OBD log': [
        'time,Vehicle Speed (km/h),Engine RPM (rpm),Coolant (°C)',
        ...Array.from({ length: 60 }, (_, i) => `${i / 2},${40 + i},${2000 + 10 * i},90`),
      ],
      'a VBO': new TextDecoder().decode(vbo).split('\n'),
    };
    test.each(Object.entries(texts))('%s', async (_, lines) => {
      const text = lines.join('\r\n');
      const plain = await readRecording(fromBytes(strToU8(text)));
      const bytes = utf16(text, order);
      expect(await readRecording(fromBytes(bytes))).toEqual(plain);
      expect(await readRecording(fromBytes(gzipSync(bytes)))).toEqual(plain);
      expect(plain.channels.map(({ name }) => name)).toContain('speed');
    });
  },
);

test('UTF-16 of more than 256 MiB is refused unread', async () => {
  const large = {
    size: 2 ** 28 + 1,
    read: (_: number, length: number) => {
      expect(length).toBeLessThan(1 << 20);
      return Promise.resolve(Uint8Array.of(0xff, 0xfe));
    },
  };
  await expect(readRecording(large)).rejects.toMatchObject({ code: 'file_too_large' });
});

const data = fileURLToPath(new URL('../../../../shared/data/', import.meta.url));
const here = existsSync(data);
test.runIf(process.env.CI)('the real recordings are there', () => {
  expect(here).toBe(true);
});
describe.skipIf(!here)('real files (../shared/data) are known by their content', () => {
  const expected: Record<string, (name: string) => string | undefined> = {
    motec: (name) =>
      ({ ld: 'ld', ldx: name === 'acc_Invalid.ldx' ? undefined : 'ldx', csv: 'motec-csv' })[
        name.split('.').at(-1) ?? ''
      ],
    vbo: () => 'vbo',
    racechrono: (name) => (name.endsWith('.rcz') ? 'rcz' : 'racechrono'),
  };
  const cases = here
    ? Object.entries(expected).flatMap(([folder, idOf]) =>
        readdirSync(data + folder).map((name) => [`${folder}/${name}`, idOf(name)] as const),
      )
    : [];
  test.each(cases)('%s', (name, id) => {
    const bytes = new Uint8Array(readFileSync(data + name));
    expect(sniffFormat(bytes.subarray(0, 65_536), bytes.length)?.id).toBe(id);
  });
});
