import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Decrypter, Encrypter } from 'age-encryption';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decrypt, decryptBy, encrypt, encryptFor, newFileKey, SealedFileError } from './age.ts';

const PIECE = 65_536;
const LENGTHS = [0, 1, PIECE - 1, PIECE, PIECE + 1, 3 * PIECE, 3 * PIECE + 17];

async function* inChunks(bytes: Uint8Array, size: number) {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

async function gather(source: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const parts: Uint8Array[] = [];
  for await (const part of source) parts.push(part);
  return Buffer.concat(parts);
}

const key = await newFileKey();
const other = await newFileKey();

describe('files in the age format', () => {
  test.each(LENGTHS)(
    'of %d bytes: the library opens ours, and we open the library’s',
    async (n) => {
      const plain = randomBytes(n);
      const ours = await gather(encrypt(inChunks(plain, 10_000), key.recipient));
      const decrypter = new Decrypter();
      decrypter.addIdentity(key.identity);
      expect(plain.equals(await decrypter.decrypt(ours))).toBe(true);

      const encrypter = new Encrypter();
      encrypter.addRecipient(key.recipient);
      const theirs = await encrypter.encrypt(plain);
      expect(plain.equals(await gather(decrypt(inChunks(theirs, 7_777), key.identity)))).toBe(true);
    },
  );

  test('however the bytes come in pieces, they come back', () =>
    fc.assert(
      fc.asyncProperty(
        fc.uint8Array({ maxLength: 200_000, minLength: 0, size: 'max' }),
        fc.integer({ min: 1, max: 150_000 }),
        fc.integer({ min: 100, max: 150_000 }),
        async (plain, size, sealedSize) => {
          const sealed = await gather(encrypt(inChunks(plain, size), key.recipient));
          const back = await gather(decrypt(inChunks(sealed, sealedSize), key.identity));
          expect(back.equals(plain)).toBe(true);
        },
      ),
      { numRuns: 20 },
    ));

  test('a changed byte, a cut end and another key are refused, wherever', async () => {
    const sealed = await gather(encrypt(inChunks(randomBytes(3 * PIECE), 9_000), key.recipient));
    const open = (bytes: Uint8Array, identity = key.identity) =>
      gather(decrypt(inChunks(bytes, 5_000), identity));
    for (const at of [60, 250, 400, PIECE, sealed.length - 1]) {
      const changed = Buffer.from(sealed);
      changed[at] = (changed[at] ?? 0) ^ 1;
      await expect(open(changed)).rejects.toThrow(SealedFileError);
    }
    // At the very border of a piece, too, where nothing of what is left looks wrong.
    const border = sealed.length - (PIECE + 16);
    for (const length of [0, 100, 1_000, border, sealed.length - 1])
      await expect(open(sealed.subarray(0, length))).rejects.toThrow(SealedFileError);
    await expect(open(Buffer.concat([sealed, sealed.subarray(-16)]))).rejects.toThrow();
    await expect(open(sealed, other.identity)).rejects.toThrow('opens it');
  });

  test('a passphrase: the library opens ours, we open the library’s, nobody with another', async () => {
    const plain = Buffer.from('what is in it');
    const lock = { passphrase: 'four words and a lap' };
    const ours = await encryptFor(lock, plain);
    const decrypter = new Decrypter();
    decrypter.addPassphrase(lock.passphrase);
    expect(plain.equals(await decrypter.decrypt(ours))).toBe(true);
    const encrypter = new Encrypter();
    encrypter.setPassphrase(lock.passphrase);
    encrypter.setScryptWorkFactor(10);
    expect(plain.equals(await decryptBy(lock, await encrypter.encrypt(plain)))).toBe(true);
    await expect(decryptBy({ passphrase: 'four words' }, ours)).rejects.toThrow('opens it');
  });

  const program = spawnSync('age', ['--version']).status === 0;
  if (!program && process.env['CI'] === 'true') throw new Error('age is needed in CI');
  if (!program) console.warn('SKIPPED with the age command: it is not installed');
  test.skipIf(!program)('the age command opens ours', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'outlap-age-'));
    const plain = randomBytes(2 * PIECE + 5);
    writeFileSync(join(folder, 'key'), key.identity);
    writeFileSync(join(folder, 'x.age'), await gather(encrypt([plain] as never, key.recipient)));
    const opened = spawnSync('age', ['-d', '-i', 'key', 'x.age'], { cwd: folder });
    rmSync(folder, { recursive: true });
    expect(opened.stdout.equals(plain)).toBe(true);
  });
});
