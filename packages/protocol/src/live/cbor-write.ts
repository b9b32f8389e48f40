import { Encoder } from 'cbor-x';
import { crc32 } from './crc.ts';

const generic = new Encoder({ useRecords: false, variableMapSize: true });
const keys = new Map<string, Uint8Array>();

/** Writes canonical CBOR into one growing buffer. */
export class CborWriter {
  #bytes: Uint8Array<ArrayBuffer>;
  #view: DataView;
  #at = 0;

  constructor(size: number) {
    this.#bytes = new Uint8Array(size);
    this.#view = new DataView(this.#bytes.buffer);
  }

  map(entries: number): this {
    return this.#head(5, entries);
  }
  array(items: number): this {
    return this.#head(4, items);
  }
  tag(tag: number): this {
    return this.#head(6, tag);
  }
  unsigned(value: number): this {
    return this.#head(0, value);
  }

  float64(value: number): this {
    this.#room(9);
    this.#bytes[this.#at++] = 0xfb;
    this.#view.setFloat64(this.#at, value);
    this.#at += 8;
    return this;
  }

  bytes(bytes: Uint8Array): this {
    this.#head(2, bytes.length);
    return this.#put(bytes);
  }

  /** A key or name from our own few words; its bytes are made once. */
  entry(name: string): this {
    let bytes = keys.get(name);
    if (!bytes) keys.set(name, (bytes = toBytes(name)));
    return this.#put(bytes);
  }
  text(word: string): this {
    return this.entry(word);
  }

  /** Anything else, by the general encoder. */
  any(value: unknown): this {
    return this.#put(generic.encode(value));
  }

  /** The last entry of a map: `crc`, over everything before it; then the bytes. */
  checksum(): Uint8Array<ArrayBuffer> {
    const crc = crc32(this.#bytes, 0, this.#at);
    this.entry('crc').#room(5);
    this.#bytes[this.#at++] = 0x1a;
    this.#view.setUint32(this.#at, crc);
    this.#at += 4;
    return this.done();
  }

  done(): Uint8Array<ArrayBuffer> {
    return this.#bytes.subarray(0, this.#at);
  }

  #head(major: number, argument: number): this {
    this.#room(9);
    const first = major << 5;
    if (argument < 24) this.#bytes[this.#at++] = first | argument;
    else if (argument < 0x100) {
      this.#bytes[this.#at++] = first | 24;
      this.#bytes[this.#at++] = argument;
    } else if (argument < 0x1_0000) {
      this.#bytes[this.#at++] = first | 25;
      this.#view.setUint16(this.#at, argument);
      this.#at += 2;
    } else if (argument < 0x1_0000_0000) {
      this.#bytes[this.#at++] = first | 26;
      this.#view.setUint32(this.#at, argument);
      this.#at += 4;
    } else {
      this.#bytes[this.#at++] = first | 27;
      this.#view.setBigUint64(this.#at, BigInt(argument));
      this.#at += 8;
    }
    return this;
  }

  #put(bytes: Uint8Array): this {
    this.#room(bytes.length);
    this.#bytes.set(bytes, this.#at);
    this.#at += bytes.length;
    return this;
  }

  #room(more: number): void {
    if (this.#at + more <= this.#bytes.length) return;
    const larger = new Uint8Array(Math.max(this.#bytes.length * 2, this.#at + more));
    larger.set(this.#bytes);
    this.#bytes = larger;
    this.#view = new DataView(larger.buffer);
  }
}

/** A text item of our own words: ASCII. */
function toBytes(word: string): Uint8Array {
  const head = word.length < 24 ? [0x60 | word.length] : [0x78, word.length];
  return Uint8Array.from([...head, ...Array.from(word, (letter) => letter.charCodeAt(0))]);
}
