// Writes a .zip while it is read, of any size: every entry deflated by zlib's own threads, its sizes behind it in a data
// descriptor, and ZIP64 throughout (APPNOTE 6.3.10, §4.3–4.5), because what a driver has recorded may well be more than
// 4 GB. Holds one piece of one entry and the list of names in memory. Knows neither folders nor encryption.
import { Readable } from 'node:stream';
import { crc32, createDeflateRaw } from 'node:zlib';

export type ZipEntry = {
  readonly name: string;
  readonly body: AsyncIterable<Uint8Array>;
  /** Text gets smaller; what is compressed already is hardly tried. */
  readonly text: boolean;
};

type Written = {
  readonly name: Buffer;
  readonly offset: number;
  readonly crc: number;
  readonly bytes: number;
  readonly packed: number;
};

const VERSION = 45;
/** Bit 3: sizes come behind; bit 11: names are UTF-8. */
const FLAGS = 0x0808;
const DEFLATED = 8;
/** The first of January 1980: the same data give the same file. */
const DOS_DATE = 0x21;
const IN_EXTRA = 0xffffffff;

export async function* zipOf(entries: AsyncIterable<ZipEntry>): AsyncGenerator<Uint8Array> {
  const written: Written[] = [];
  let offset = 0;
  for await (const entry of entries) {
    const name = Buffer.from(entry.name, 'utf8');
    const start = offset;
    const head = localHeader(name);
    yield head;
    offset += head.length;
    let crc = 0;
    let bytes = 0;
    let packed = 0;
    const counted = async function* () {
      for await (const chunk of entry.body) {
        crc = crc32(chunk, crc);
        bytes += chunk.length;
        yield chunk;
      }
    };
    const source = Readable.from(counted(), { objectMode: false });
    const deflate = createDeflateRaw({ level: entry.text ? 6 : 1 });
    source.on('error', (error) => deflate.destroy(error));
    for await (const chunk of source.pipe(deflate) as AsyncIterable<Buffer>) {
      packed += chunk.length;
      yield chunk;
    }
    const tail = descriptor(crc, packed, bytes);
    yield tail;
    offset += packed + tail.length;
    written.push({ name, offset: start, crc, bytes, packed });
  }
  const directory = offset;
  for (const one of written) {
    const record = directoryRecord(one);
    yield record;
    offset += record.length;
  }
  yield endOf(written.length, directory, offset);
}

function localHeader(name: Buffer): Buffer {
  const head = Buffer.alloc(30);
  head.writeUInt32LE(0x04034b50, 0);
  head.writeUInt16LE(VERSION, 4);
  head.writeUInt16LE(FLAGS, 6);
  head.writeUInt16LE(DEFLATED, 8);
  head.writeUInt16LE(DOS_DATE, 12);
  head.writeUInt32LE(IN_EXTRA, 18);
  head.writeUInt32LE(IN_EXTRA, 22);
  head.writeUInt16LE(name.length, 26);
  head.writeUInt16LE(20, 28);
  return Buffer.concat([head, name, extra(0, 0)]);
}

/** Sizes that do not fit into 32 bits; `offset` only in the directory. */
function extra(bytes: number, packed: number, offset?: number): Buffer {
  const values = offset === undefined ? [bytes, packed] : [bytes, packed, offset];
  const block = Buffer.alloc(4 + values.length * 8);
  block.writeUInt16LE(1, 0);
  block.writeUInt16LE(values.length * 8, 2);
  values.forEach((value, i) => block.writeBigUInt64LE(BigInt(value), 4 + i * 8));
  return block;
}

function descriptor(crc: number, packed: number, bytes: number): Buffer {
  const block = Buffer.alloc(24);
  block.writeUInt32LE(0x08074b50, 0);
  block.writeUInt32LE(crc, 4);
  block.writeBigUInt64LE(BigInt(packed), 8);
  block.writeBigUInt64LE(BigInt(bytes), 16);
  return block;
}

function directoryRecord({ name, offset, crc, bytes, packed }: Written): Buffer {
  const record = Buffer.alloc(46);
  record.writeUInt32LE(0x02014b50, 0);
  record.writeUInt16LE(VERSION, 4);
  record.writeUInt16LE(VERSION, 6);
  record.writeUInt16LE(FLAGS, 8);
  record.writeUInt16LE(DEFLATED, 10);
  record.writeUInt16LE(DOS_DATE, 14);
  record.writeUInt32LE(crc, 16);
  record.writeUInt32LE(IN_EXTRA, 20);
  record.writeUInt32LE(IN_EXTRA, 24);
  record.writeUInt16LE(name.length, 28);
  record.writeUInt16LE(28, 30);
  record.writeUInt32LE(IN_EXTRA, 42);
  return Buffer.concat([record, name, extra(bytes, packed, offset)]);
}

function endOf(count: number, start: number, end: number): Buffer {
  const block = Buffer.alloc(56 + 20 + 22);
  block.writeUInt32LE(0x06064b50, 0);
  block.writeBigUInt64LE(44n, 4);
  block.writeUInt16LE(VERSION, 12);
  block.writeUInt16LE(VERSION, 14);
  block.writeBigUInt64LE(BigInt(count), 24);
  block.writeBigUInt64LE(BigInt(count), 32);
  block.writeBigUInt64LE(BigInt(end - start), 40);
  block.writeBigUInt64LE(BigInt(start), 48);
  block.writeUInt32LE(0x07064b50, 56);
  block.writeBigUInt64LE(BigInt(end), 64);
  block.writeUInt32LE(1, 72);
  block.writeUInt32LE(0x06054b50, 76);
  block.writeUInt16LE(Math.min(count, 0xffff), 84);
  block.writeUInt16LE(Math.min(count, 0xffff), 86);
  block.writeUInt32LE(IN_EXTRA, 88);
  block.writeUInt32LE(IN_EXTRA, 92);
  return block;
}
