/**
 * Decimal numbers from bytes. Up to 2^53 in the digits and 10^±22 in the exponent, one multiplication or division of
 * two exact doubles is correctly rounded (Clinger 1990, the fast case); anything longer goes through Number().
 */
import { rangeText } from './tokenize.ts';

const POWERS_OF_TEN = Float64Array.from({ length: 23 }, (_, power) => Number(`1e${power}`));
const MAX_EXACT_BEFORE_DIGIT = 900_719_925_474_098;
/** Largest float of 32 bits: what loggers write for "no value". */
const FLOAT_MAX = 3.4028234663852886e38;
const [PLUS, MINUS, POINT, COMMA] = [43, 45, 46, 44];
const PLAIN = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/;

/** The number in a range of bytes, NaN where it is absent or not a number (also infinite, or the largest f32). */
export function parseNumber(
  bytes: Uint8Array,
  start: number,
  end: number,
  decimalComma: boolean,
): number {
  const from = isSign(bytes[start]) ? start + 1 : start;
  let digits = 0;
  let point = end;
  for (let at = from; at < end; at++) {
    const byte = bytes[at] ?? 0;
    if (isDigit(byte) && digits <= MAX_EXACT_BEFORE_DIGIT) digits = digits * 10 + (byte - 48);
    else if (point === end && isPoint(byte, decimalComma)) point = at;
    else return slow(bytes, start, end, decimalComma);
  }
  const fraction = Math.max(0, end - point - 1);
  if (fraction > 22 || point - from + fraction < 1) return slow(bytes, start, end, decimalComma);
  const value = digits / (POWERS_OF_TEN[fraction] ?? 1);
  return bytes[start] === MINUS ? -value : value;
}

function isSign(byte: number | undefined): boolean {
  return byte === MINUS || byte === PLUS;
}

function isDigit(byte: number): boolean {
  return byte >= 48 && byte <= 57;
}

function isPoint(byte: number, decimalComma: boolean): boolean {
  return byte === POINT || (decimalComma && byte === COMMA);
}

function slow(bytes: Uint8Array, start: number, end: number, decimalComma: boolean): number {
  if (end - start > 512) return Number.NaN;
  const raw = rangeText(bytes, start, end).trim();
  const truth = TRUTHS.get(raw);
  if (truth !== undefined) return truth;
  const text = decimalComma ? raw.replace(',', '.') : raw;
  if (!PLAIN.test(text)) return Number.NaN;
  const value = Number(text);
  return Math.abs(value) >= FLOAT_MAX ? Number.NaN : value;
}

const TRUTHS: ReadonlyMap<string, number> = new Map([
  ['true', 1],
  ['True', 1],
  ['TRUE', 1],
  ['false', 0],
  ['False', 0],
  ['FALSE', 0],
]);

const ABSENT = new Set(
  '(null)|null|-|--|---|nan|-nan|n/a|na|none|inf|+inf|-inf|infinity|+infinity|-infinity|∞|-∞'.split(
    '|',
  ),
);

/** Whether a cell says that there is no value (blank, `(null)`, `-`, infinite, the largest f32). */
export function isAbsent(text: string): boolean {
  const word = text.trim().toLowerCase();
  return word === '' || ABSENT.has(word) || Math.abs(Number(word)) >= FLOAT_MAX;
}

/** Whether a cell is a whole number that a double cannot hold, and is not just how a double is written. */
export function isBigInteger(text: string): boolean {
  if (!/^[+-]?\d{16,400}$/.test(text)) return false;
  const value = Number(text);
  return (
    String(value) !== text &&
    Number.isFinite(value) &&
    BigInt(text.replace('+', '')) !== BigInt(value)
  );
}
