import { describe, expect, test } from 'vitest';
import { assemble, type Framing } from './messages.ts';
import { hexOf } from './pids.ts';

function read(framing: Framing, ...lines: string[]) {
  const { messages, damaged } = assemble(
    lines.map((line) => line.replaceAll(' ', '')),
    framing,
  );
  return { messages: messages.map(({ ecu, bytes }) => [ecu, hexOf(bytes)]), damaged };
}

describe('CAN with headers', () => {
  test('the reference of a calibration id: length first, padding dropped', () => {
    expect(
      read(
        'can11',
        '7E8 10 13 49 04 01 35 36 30',
        '7E8 21 32 38 39 34 39 41 43',
        '7E8 22 00 00 00 00 00 00 31',
      ),
    ).toEqual({ messages: [['7E8', '49040135363032383934394143000000000000']], damaged: 0 });
  });

  test('two ECUs, interleaved and each late once', () => {
    const lines = [
      '7E8 10 0A 43 04 01 33 02 44',
      '7EA 10 0A 43 04 C1 58 9A 45',
      '7EA 21 41 23 00 01 AA AA AA',
      '7E8 21 03 55 04 66 AA AA AA',
    ];
    expect(read('can11', ...lines).messages).toEqual([
      ['7E8', '43040133024403550466'],
      ['7EA', '4304C1589A4541230001'],
    ]);
  });

  test('consecutive frames find their place by their number, also behind 15', () => {
    const data = Array.from({ length: 6 + 18 * 7 }, (_, i) => i & 0xff);
    const hex = (bytes: number[]) => hexOf(Uint8Array.from(bytes));
    const frames = Array.from(
      { length: 18 },
      (_, i) => `7E8${hex([0x20 | ((i + 1) & 15), ...data.slice(6 + i * 7, 13 + i * 7)])}`,
    );
    const first = `7E8${hex([0x10, data.length, ...data.slice(0, 6)])}`;
    const swapped = [...frames];
    [swapped[3], swapped[4]] = [swapped[4] ?? '', swapped[3] ?? ''];
    [swapped[15], swapped[16]] = [swapped[16] ?? '', swapped[15] ?? ''];
    for (const order of [frames, swapped])
      expect(read('can11', first, ...order)).toEqual({
        messages: [['7E8', hex(data)]],
        damaged: 0,
      });
  });

  test('a missing frame loses its message and no other', () => {
    expect(
      read(
        'can11',
        '7E8 10 14 49 02 01 31 32 33',
        '7E8 22 34 35 36 37 38 39 30',
        '7EA 03 41 05 7B',
      ),
    ).toEqual({ messages: [['7EA', '41057B']], damaged: 1 });
  });

  test('29 bit identifiers', () => {
    expect(read('can29', '18 DA F1 10 06 41 00 BE 3F A8 13 00').messages).toEqual([
      ['18DAF110', '4100BE3FA813'],
    ]);
  });

  test('what is no frame is counted', () => {
    expect(
      read('can11', '7E8', '7E80', '7E8 08 41', '7E8 21 00 00', '7E8 F0 00', '7E8 10 03 41'),
    ).toEqual({ messages: [], damaged: 6 });
  });
});

describe('older buses with headers', () => {
  test('ISO 9141 and J1850: three header bytes and a checksum', () => {
    expect(
      read('legacy', '48 6B 10 41 00 BE 3E B8 11 FA', '48 6B 1A 41 00 80 00 00 01 10'),
    ).toEqual({
      messages: [
        ['10', '4100BE3EB811'],
        ['1A', '410080000001'],
      ],
      damaged: 0,
    });
  });

  test('ISO 14230: the length in the first byte, or behind the header', () => {
    expect(
      read('legacy', '84 F1 10 41 0C 1A F8 E4', '80 F1 10 04 41 0C 1A F8 E4').messages,
    ).toEqual([
      ['10', '410C1AF8'],
      ['10', '410C1AF8'],
    ]);
  });

  test('too short, or longer than it says', () => {
    expect(read('legacy', '48 6B 10', '86 F1 10 41 00', '4')).toEqual({ messages: [], damaged: 3 });
  });
});

describe('without headers', () => {
  test('a long answer with its length and numbered lines', () => {
    expect(
      read(
        'plain',
        '014',
        '0: 49 02 01 57 50 30',
        '1: 5A 5A 5A 39 39 5A 54',
        '2: 53 33 39 30 30 30 30',
      ),
    ).toEqual({
      messages: [['', '49020157503 05A5A5A39395A54533339303030 30'.replaceAll(' ', '')]],
      damaged: 0,
    });
  });

  test('a length line or the numbers may be missing', () => {
    expect(read('plain', '0: 49 02 01 57 50 30', '1: 5A 5A').messages).toEqual([
      ['', '4902015750305A5A'],
    ]);
    expect(read('plain', '00A', '43 04 01 33 02 44', '03 55 04 66').messages).toEqual([
      ['', '43040133024403550466'],
    ]);
  });

  test('single lines are messages of their own', () => {
    expect(read('plain', '41 0C 1A F8', '41 0C 00 00').messages).toEqual([
      ['', '410C1AF8'],
      ['', '410C0000'],
    ]);
  });

  test('a long answer that is cut off is counted', () => {
    expect(read('plain', '014', '0: 49 02 01 57 50 30')).toEqual({ messages: [], damaged: 1 });
  });
});
