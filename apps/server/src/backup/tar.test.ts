import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { expect, test } from 'vitest';
import { padding, readTar, TAR_END, tarHeader } from './tar.ts';

const LONG = `recordings/${'a'.repeat(60)}/${'b'.repeat(60)}/recording`;
const FILES = [
  { name: 'laps/one/empty.parquet', body: Buffer.alloc(0) },
  { name: LONG, body: randomBytes(511) },
  { name: 'laps/one/two.parquet', body: randomBytes(70_000) },
];
const ARCHIVE = Buffer.concat([
  ...FILES.flatMap(({ name, body }) => [
    tarHeader({ name, bytes: body.length }),
    body,
    padding(body.length),
  ]),
  TAR_END,
]);

async function* chunks(bytes: Uint8Array, size: number) {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

async function read(bytes: Uint8Array) {
  const found: { name: string; body: Buffer }[] = [];
  for await (const { name, body } of readTar(chunks(bytes, 1000))) {
    const parts: Uint8Array[] = [];
    for await (const part of body) parts.push(part);
    found.push({ name, body: Buffer.concat(parts) });
  }
  return found;
}

test('what is written is read, and tar lists it', async () => {
  expect(await read(ARCHIVE)).toEqual(FILES);
  const listed = spawnSync('tar', ['-tf', '-'], { input: ARCHIVE, encoding: 'utf8' });
  expect(listed.stdout.trim().split('\n')).toEqual(FILES.map(({ name }) => name));
});

test('a size beyond 8 GiB fits', async () => {
  const bytes = 9 * 2 ** 30 + 1;
  const entries = readTar(chunks(tarHeader({ name: 'large', bytes }), 512));
  expect(await entries.next()).toMatchObject({ value: { name: 'large', bytes } });
});

test('a damaged header and a cut archive are errors', async () => {
  const damaged = Buffer.from(ARCHIVE);
  damaged.write('x', 3);
  await expect(read(damaged)).rejects.toThrow('damaged');
  await expect(read(ARCHIVE.subarray(0, 1500))).rejects.toThrow('too early');
});
