// A reader of definite-length CBOR items (RFC 8949 §3) without copies, for frames only: everything else on the wire is
// small and read by cbor-x. Throws WireError; never reads past the end.
import { WireError } from './close-codes.ts';

const MAJOR_UNSIGNED = 0;
const MAJOR_NEGATIVE = 1;
const MAJOR_BYTES = 2;
const MAJOR_TEXT = 3;
export const MAJOR_ARRAY = 4;
export const MAJOR_MAP = 5;
export const MAJOR_TAG = 6;
const MAJOR_OTHER = 7;
const DEEPEST = 16;

export class CborReader {
  readonly bytes: Uint8Array;
  readonly view: DataView;
  at = 0;
  /** Argument of the head that was read last: a length, a count, a tag, or an unsigned number. */
  argument = 0;

  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  /** Reads the head of an item: its major type, with `argument` set. Not for floats. */
  head(): number {
    const first = this.#byte();
    const low = first & 31;
    if (low < 24) this.argument = low;
    else if (low === 24) this.argument = this.#byte();
    else if (low === 25) this.argument = this.view.getUint16(this.#take(2));
    else if (low === 26) this.argument = this.view.getUint32(this.#take(4));
    else if (low === 27) {
      const from = this.#take(8);
      this.argument = this.view.getUint32(from) * 2 ** 32 + this.view.getUint32(from + 4);
    } else throw malformed('only items of definite length are read here');
    return first >> 5;
  }

  expect(major: number, what: string): number {
    if (this.head() !== major) throw malformed(`${what} is of another kind`);
    return this.argument;
  }

  /** Offset of a byte string's content, whose length is `argument`. */
  byteString(what: string): number {
    const length = this.expect(MAJOR_BYTES, what);
    return this.#take(length);
  }

  /** A text that is a key or a name: ASCII, short. */
  key(): string {
    const length = this.expect(MAJOR_TEXT, 'a key');
    if (length > 64) throw malformed('a key is longer than 64 bytes');
    const from = this.#take(length);
    let text = '';
    for (let i = from; i < from + length; i++) text += String.fromCharCode(this.bytes[i] ?? 0);
    return text;
  }

  /** Any number: integer or float of any width. */
  number(what: string): number {
    const first = this.bytes[this.at] ?? -1;
    if (first === 0xfb) {
      this.at++;
      return this.view.getFloat64(this.#take(8));
    }
    if (first === 0xfa) {
      this.at++;
      return this.view.getFloat32(this.#take(4));
    }
    if (first === 0xf9) {
      this.at++;
      return toHalf(this.view.getUint16(this.#take(2)));
    }
    const major = this.head();
    if (major === MAJOR_UNSIGNED) return this.argument;
    if (major === MAJOR_NEGATIVE) return -1 - this.argument;
    throw malformed(`${what} is not a number`);
  }

  /** Goes past one item of any kind. */
  skip(depth = 0): void {
    if (depth > DEEPEST) throw malformed('nested too deeply');
    const first = this.bytes[this.at] ?? 0;
    const major = this.head();
    if (major === MAJOR_BYTES || major === MAJOR_TEXT) this.#take(this.argument);
    else if (major === MAJOR_OTHER && (first & 31) === 31) throw malformed('a stray break');
    else for (let items = this.#itemsIn(major); items > 0; items--) this.skip(depth + 1);
  }

  /** How many items belong to the one whose head was read. */
  #itemsIn(major: number): number {
    if (major === MAJOR_ARRAY) return this.argument;
    if (major === MAJOR_MAP) return this.argument * 2;
    return major === MAJOR_TAG ? 1 : 0;
  }

  #byte(): number {
    const byte = this.bytes[this.at++];
    if (byte === undefined) throw malformed('the message ends in the middle of an item');
    return byte;
  }

  #take(length: number): number {
    const from = this.at;
    if (length > this.bytes.length - from)
      throw malformed('the message ends in the middle of an item');
    this.at = from + length;
    return from;
  }
}

export function malformed(detail: string): WireError {
  return new WireError('malformed_message', detail);
}

function toHalf(bits: number): number {
  const exponent = (bits >> 10) & 31;
  const fraction = bits & 1023;
  const sign = bits & 0x8000 ? -1 : 1;
  if (exponent === 31) return fraction ? Number.NaN : sign * Infinity;
  return exponent === 0
    ? sign * fraction * 2 ** -24
    : sign * (1024 + fraction) * 2 ** (exponent - 25);
}
