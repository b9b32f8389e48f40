/**
 * Damages files the way the world does, and worse: cut short, bits flipped, blocks swapped or written twice, numbers in
 * binary fields and in text set to nothing or to the most, NULs and noise put in, separators exchanged. The same random
 * numbers make the same damage, so that a seed reproduces a finding.
 */

/** Random numbers from 0 to below 1; the same seed gives the same row of them (mulberry32). */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

type Damage = (bytes: Uint8Array, random: () => number) => Uint8Array;

/** A copy of the bytes with one to four damages; never more than a few KiB longer. */
export function mutate(bytes: Uint8Array, random: () => number): Uint8Array {
  let out: Uint8Array = bytes.slice();
  for (let n = 1 + below(4, random); n > 0; n--) {
    const damage = DAMAGES[below(DAMAGES.length, random)];
    if (damage && out.length > 0) out = damage(out, random);
  }
  return out;
}

function below(limit: number, random: () => number): number {
  return Math.floor(random() * limit);
}

/** Headers are where a reader is led astray: half of the places lie in the first kilobyte. */
function place(bytes: Uint8Array, random: () => number): number {
  return below(random() < 0.5 ? Math.min(1024, bytes.length) : bytes.length, random);
}

function truncate(bytes: Uint8Array, random: () => number): Uint8Array {
  return bytes.slice(0, below(bytes.length + 1, random));
}

function flipBits(bytes: Uint8Array, random: () => number): Uint8Array {
  for (let n = 1 + below(8, random); n > 0; n--) {
    const at = place(bytes, random);
    bytes[at] = (bytes[at] ?? 0) ^ (1 << below(8, random));
  }
  return bytes;
}

function swapBlocks(bytes: Uint8Array, random: () => number): Uint8Array {
  const length = 1 + below(Math.min(256, bytes.length), random);
  const a = below(bytes.length - length + 1, random);
  const b = below(bytes.length - length + 1, random);
  const block = bytes.slice(a, a + length);
  bytes.copyWithin(a, b, b + length);
  bytes.set(block, b);
  return bytes;
}

function duplicate(bytes: Uint8Array, random: () => number): Uint8Array {
  const from = below(bytes.length, random);
  const block = bytes.slice(from, from + 1 + below(512, random));
  return insert(bytes, below(bytes.length + 1, random), block);
}

function insert(bytes: Uint8Array, at: number, block: Uint8Array): Uint8Array {
  const out = new Uint8Array(bytes.length + block.length);
  out.set(bytes.subarray(0, at));
  out.set(block, at);
  out.set(bytes.subarray(at), at + block.length);
  return out;
}

const FIELDS = [0, 1, -1, 0x7fffffff, -0x80000000, 0xffff, 0x10000, 0x7fff, 255];

function setField(bytes: Uint8Array, random: () => number): Uint8Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const at = place(bytes, random) & ~(random() < 0.7 ? 3 : 0);
  const value = FIELDS[below(FIELDS.length, random)] ?? 0;
  if (at + 4 <= bytes.length) view.setInt32(at, value, true);
  return bytes;
}

function setFloat(bytes: Uint8Array, random: () => number): Uint8Array {
  const values = [Number.NaN, Number.POSITIVE_INFINITY, -1e308, 5e-324, -0];
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const at = place(bytes, random);
  const value = values[below(values.length, random)] ?? 0;
  if (at + 8 > bytes.length) return bytes;
  if (random() < 0.5) view.setFloat64(at, value, true);
  else view.setFloat32(at, value, true);
  return bytes;
}

const WORDS = [
  '0',
  '-1',
  '99999999999999999999',
  '1e308',
  '-1e-308',
  'NaN',
  '-',
  '(null)',
  '',
  '""',
  ':::',
  '1e999',
];

/** Puts another word where a number stands in text. */
function setNumberInText(bytes: Uint8Array, random: () => number): Uint8Array {
  let from = place(bytes, random);
  while (from < bytes.length && !isDigit(bytes[from])) from++;
  let to = from;
  while (to < bytes.length && isDigit(bytes[to])) to++;
  const word = new TextEncoder().encode(WORDS[below(WORDS.length, random)] ?? '');
  const cut = new Uint8Array(bytes.length - (to - from));
  cut.set(bytes.subarray(0, from));
  cut.set(bytes.subarray(to), from);
  return insert(cut, from, word);
}

function isDigit(byte: number | undefined): boolean {
  return byte !== undefined && ((byte >= 48 && byte <= 57) || byte === 46);
}

function insertNoise(bytes: Uint8Array, random: () => number): Uint8Array {
  const length = 1 + below(64, random);
  const isZero = random() < 0.4;
  const block = Uint8Array.from({ length }, () => (isZero ? 0 : below(256, random)));
  return insert(bytes, place(bytes, random), block);
}

const SEPARATORS = [...new TextEncoder().encode(',;\t| "\n\r<>:[]{}()')];

function swapSeparators(bytes: Uint8Array, random: () => number): Uint8Array {
  const from = SEPARATORS[below(SEPARATORS.length, random)];
  const to = SEPARATORS[below(SEPARATORS.length, random)] ?? 0;
  const isEvery = random() < 0.3;
  let at = isEvery ? 0 : place(bytes, random);
  for (; at < bytes.length; at++) {
    if (bytes[at] !== from) continue;
    bytes[at] = to;
    if (!isEvery) break;
  }
  return bytes;
}

function repeatTail(bytes: Uint8Array, random: () => number): Uint8Array {
  const tail = bytes.slice(Math.max(0, bytes.length - 1 - below(2048, random)));
  return insert(bytes, bytes.length, tail);
}

const DAMAGES: readonly Damage[] = [
  truncate,
  flipBits,
  flipBits,
  swapBlocks,
  duplicate,
  setField,
  setField,
  setFloat,
  setNumberInText,
  setNumberInText,
  insertNoise,
  swapSeparators,
  repeatTail,
];
