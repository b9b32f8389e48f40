import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { ByteSource } from '../bytes.ts';
import { fromBytes } from '../bytes.ts';
import { parseHmsSeconds, parseIsoSeconds, unwrapMidnights } from './clock.ts';
import { headRows } from './head.ts';
import { isAbsent, parseNumber } from './parse-number.ts';
import { readTable } from './table.ts';
import { toTimeline } from './timeline.ts';

const encode = (text: string): Uint8Array => new TextEncoder().encode(text);
const number = (text: string, comma = false): number => {
  const bytes = encode(text);
  return parseNumber(bytes, 0, bytes.length, comma);
};

describe('numbers', () => {
  test('any double comes back bit for bit from its shortest text', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => {
        const bound = Math.abs(value) >= 3.4028234663852886e38;
        expect(number(String(value))).toBe(bound ? Number.NaN : value || 0);
      }),
    );
  });

  test('what loggers write for "no value" is absent, what is no number is NaN', () => {
    for (const cell of ['', '-', '(null)', 'NaN', 'Infinity', '3.4028234663852886E38', 'null']) {
      expect(isAbsent(cell)).toBe(true);
      expect(number(cell)).toBeNaN();
    }
    for (const cell of ['12a', '1.2.3', '0x10', '.', '+', '1e', '--1']) {
      expect(isAbsent(cell)).toBe(false);
      expect(number(cell)).toBeNaN();
    }
  });

  test('decimal comma, signs and truth values', () => {
    expect(number('14,25', true)).toBe(14.25);
    expect(number('14,25')).toBeNaN();
    expect(number('+.5')).toBe(0.5);
    expect(Object.is(number('-0'), -0)).toBe(true);
    expect(number('True')).toBe(1);
  });
});

/** Gives out a few bytes at a time, so that rows, quotes and characters are cut everywhere. */
function inPieces(text: string, length: number): ByteSource {
  const bytes = encode(text);
  return {
    size: bytes.length,
    read: (offset) => Promise.resolve(bytes.subarray(offset, offset + length)),
  };
}

const table = (source: ByteSource, kinds: readonly ('number' | 'text')[]) =>
  readTable(source, { delimiter: ',', decimalComma: false, offset: 0, kinds });

describe('tables', () => {
  test('the same cells come out however the file is cut into pieces', async () => {
    const text = '1,"a ""b"", c\r\nd",2\r\n2,é,\r\n3,"",4';
    const whole = await table(fromBytes(encode(text)), ['number', 'text', 'number']);
    expect(whole.rows).toBe(3);
    expect(whole.columns[1]?.texts).toEqual(['a "b", c\r\nd', 'é']);
    expect([...(whole.columns[2]?.rows ?? [])].slice(0, 2)).toEqual([0, 2]);
    for (let length = 1; length < 12; length++) {
      const cut = await table(inPieces(text, length), ['number', 'text', 'number']);
      expect(cut.columns[1]?.texts).toEqual(whole.columns[1]?.texts);
      expect(cut.columns[0]?.numbers.slice(0, 3)).toEqual(Float64Array.of(1, 2, 3));
    }
  });

  test('whole numbers beyond 2^53 are kept digit for digit', async () => {
    const { columns } = await table(fromBytes(encode('1,9007199254740993\n2,5\n')), [
      'number',
      'number',
    ]);
    expect(columns[1]?.texts).toEqual(['9007199254740993', '5']);
  });

  test('a quote that never closes costs its own cell', async () => {
    const rest = Array.from({ length: 9000 }, (_, i) => `${i},x,1`).join('\n');
    const { rows } = await table(fromBytes(encode(`1,"x,1\n${rest}\n`)), [
      'number',
      'text',
      'number',
    ]);
    expect(rows).toBe(9001);
  });

  test('a last row that is cut is told from one that only lacks its line end', async () => {
    const kinds = ['number', 'number'] as const;
    expect(await table(fromBytes(encode('1,2\n3,4\n5')), kinds)).toMatchObject({
      rows: 2,
      isCut: true,
    });
    expect(await table(fromBytes(encode('1,2\n3,4')), kinds)).toMatchObject({
      rows: 2,
      isCut: false,
    });
  });

  test('a row without an end is refused, not swallowed', async () => {
    const bytes = new Uint8Array(20 * 1024 * 1024).fill(49);
    await expect(table(fromBytes(bytes), ['number'])).rejects.toMatchObject({
      code: 'file_damaged',
    });
  });

  test('a lone CR ends a row too, and a byte order mark is no text', () => {
    const rows = headRows(encode('\uFEFFa,b\r1,2\r\r3,4'), ',', true, 9);
    expect(rows.map(({ cells }) => cells)).toEqual([['a', 'b'], ['1', '2'], [''], ['3', '4']]);
  });
});

describe('times', () => {
  test('dates, zones and times of day', () => {
    expect(parseIsoSeconds('2024-05-05T10:00:00.250+02:00')).toBe(
      Date.UTC(2024, 4, 5, 8) / 1000 + 0.25,
    );
    expect(parseIsoSeconds('2024-05-05')).toBeNaN();
    expect(parseHmsSeconds('1:02:03.5')).toBe(3723.5);
    expect(parseHmsSeconds('02:03,5')).toBe(123.5);
    expect(unwrapMidnights(Float64Array.of(86_399, 0, 1))).toEqual(
      Float64Array.of(86_399, 86_400, 86_401),
    );
  });

  const run = (...clock: number[]) => toTimeline(Float64Array.from(clock), false);

  test('a stray time costs its row, whichever way it strays', () => {
    expect(run(0, 1, 900, 3, 4)).toMatchObject({
      seconds: Float64Array.of(0, 1, 3, 4),
      order: Int32Array.of(0, 1, 3, 4),
      reasons: { time_went_back: 1 },
    });
    expect(run(0, 1, 0.5, 2)).toMatchObject({ order: Int32Array.of(0, 1, 3) });
  });

  test('a clock that starts anew goes on behind what was', () => {
    const clock = [
      ...Array.from({ length: 60 }, (_, i) => i),
      ...Array.from({ length: 60 }, (_, i) => i),
    ];
    const { seconds, order, warnings } = run(...clock);
    expect(order).toBeNull();
    expect(seconds.at(-1)).toBe(119);
    expect(warnings).toHaveLength(1);
  });

  test('dates out of order are put in order', () => {
    const base = 1_700_000_000;
    const { order, start } = toTimeline(Float64Array.of(base + 2, base + 3, base, base + 1), true);
    expect(order).toEqual(Int32Array.of(2, 3, 0, 1));
    expect(start).toBe(base);
  });

  test('times never decrease, whatever the clock says', () => {
    fc.assert(
      fc.property(fc.array(fc.double()), fc.boolean(), (clock, isAbsolute) => {
        const { seconds } = toTimeline(Float64Array.from(clock), isAbsolute);
        for (let i = 1; i < seconds.length; i++) {
          expect((seconds[i] ?? 0) >= (seconds[i - 1] ?? 0)).toBe(true);
        }
      }),
    );
  });
});
