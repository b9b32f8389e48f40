// Objects one behind the other, as POSIX tar (ustar) has them: `tar` lists and unpacks what we write. Only regular files;
// sizes of 8 GiB and more in base 256, as GNU tar and bsdtar read them.
const BLOCK = 512;
const LARGEST_OCTAL = 8 ** 11 - 1;

export type TarEntry = { readonly name: string; readonly bytes: number };

/** Where an entry begins: its header. The body follows, then `padding`. */
export function tarHeader({ name, bytes }: TarEntry): Buffer {
  const header = Buffer.alloc(BLOCK);
  const [prefix, rest] = splitName(name);
  header.write(rest, 0, 100);
  header.write('0000600\0', 100);
  header.write('0000000\0', 108);
  header.write('0000000\0', 116);
  writeSize(header, bytes);
  header.write('00000000000\0', 136);
  header.write('        ', 148);
  header.write('0', 156);
  header.write('ustar\x0000', 257);
  header.write(prefix, 345, 155);
  header.write(`${sumOf(header).toString(8).padStart(6, '0')}\0 `, 148);
  return header;
}

export function padding(bytes: number): Buffer {
  return Buffer.alloc((BLOCK - (bytes % BLOCK)) % BLOCK);
}

/** What ends an archive. */
export const TAR_END = Buffer.alloc(2 * BLOCK);

/** The entries of an archive, each with its body, which is to be read to its end before the next one is asked for. */
export async function* readTar(
  archive: AsyncIterable<Uint8Array>,
): AsyncGenerator<TarEntry & { readonly body: AsyncGenerator<Uint8Array> }> {
  const source = new Bytes(archive);
  for (;;) {
    const header = await source.take(BLOCK);
    if (header.every((byte) => byte === 0)) break;
    const entry = parseHeader(header);
    yield { ...entry, body: source.stream(entry.bytes) };
    await source.take(padding(entry.bytes).length);
  }
  // To its end: only there the encryption shows whether something was cut off.
  await source.drain();
}

function parseHeader(header: Buffer): TarEntry {
  const sum = parseInt(header.toString('latin1', 148, 154), 8);
  const blank = Buffer.from(header);
  blank.write('        ', 148);
  if (sum !== sumOf(blank)) throw new Error('An archive of the backup is damaged');
  const textAt = (start: number, end: number) =>
    header.toString('utf8', start, end).replace(/\0.*$/s, '');
  const prefix = textAt(345, 500);
  const name = textAt(0, 100);
  return { name: prefix === '' ? name : `${prefix}/${name}`, bytes: readSize(header) };
}

function splitName(name: string): readonly [prefix: string, rest: string] {
  if (name.length <= 100) return ['', name];
  const slash = name.indexOf('/', name.length - 101);
  const isTooLong = slash < 0 || slash > 155;
  if (isTooLong) throw new Error(`The name of an object is too long for an archive: ${name}`);
  return [name.slice(0, slash), name.slice(slash + 1)];
}

function writeSize(header: Buffer, bytes: number): void {
  if (bytes <= LARGEST_OCTAL) {
    header.write(`${bytes.toString(8).padStart(11, '0')}\0`, 124);
    return;
  }
  header.writeUInt8(0x80, 124);
  header.writeBigUInt64BE(BigInt(bytes), 128);
}

function readSize(header: Buffer): number {
  if (header[124] === 0x80) return Number(header.readBigUInt64BE(128));
  return parseInt(header.toString('latin1', 124, 135), 8);
}

function sumOf(header: Buffer): number {
  return header.reduce((sum, byte) => sum + byte, 0);
}

/** Bytes of a stream, as many as are asked for. */
export class Bytes {
  readonly #source: AsyncIterator<Uint8Array>;
  #held: Uint8Array = new Uint8Array();
  constructor(source: AsyncIterable<Uint8Array>) {
    this.#source = source[Symbol.asyncIterator]();
  }
  /** The next bytes, at most so many; undefined at the end. */
  async next(most: number): Promise<Uint8Array | undefined> {
    while (this.#held.length === 0) {
      const next = await this.#source.next();
      if (next.done === true) return undefined;
      this.#held = next.value;
    }
    const taken = this.#held.subarray(0, most);
    this.#held = this.#held.subarray(taken.length);
    return taken;
  }
  /** Exactly so many bytes. Throws at the end. */
  async take(bytes: number): Promise<Buffer> {
    const parts: Uint8Array[] = [];
    for await (const part of this.stream(bytes)) parts.push(part);
    return Buffer.concat(parts);
  }
  async *stream(bytes: number): AsyncGenerator<Uint8Array> {
    for (let left = bytes; left > 0;) {
      const part = await this.next(left);
      if (!part) throw new Error('A file of the backup ends too early');
      left -= part.length;
      yield part;
    }
  }
  async drain(): Promise<void> {
    while (await this.next(Number.MAX_SAFE_INTEGER));
  }
}
