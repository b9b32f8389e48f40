import { Decoder, Encoder } from 'cbor-x';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { WireError } from './close-codes.ts';
import { decodeIngest, encodeMessage } from './codec.ts';
import { checkFrame } from './frame-check.ts';
import { decodeFrame, decodeFrames } from './frame-read.ts';
import { encodeFrame } from './frame-write.ts';
import type { Frame } from './frame.ts';
import type { ChannelGroup, Column, ColumnType, FrameInput, FramePart } from './messages.ts';

const ARRAYS = {
  f32: Float32Array,
  f64: Float64Array,
  i8: Int8Array,
  u8: Uint8Array,
  i16: Int16Array,
  u16: Uint16Array,
  i32: Int32Array,
  u32: Uint32Array,
} as const;
const TYPES = [...Object.keys(ARRAYS), 'text'] as ColumnType[];

function columnOf(type: ColumnType, count: number): fc.Arbitrary<Column> {
  if (type === 'text')
    return fc.array(fc.option(fc.string({ unit: 'grapheme' })), {
      minLength: count,
      maxLength: count,
    });
  const value = type.startsWith('f') ? fc.double() : fc.integer();
  return fc
    .array(value, { minLength: count, maxLength: count })
    .map((values) => new ARRAYS[type](values));
}

const groupArbitrary: fc.Arbitrary<ChannelGroup> = fc
  .record({
    rateHz: fc.constantFrom(null, 1, 60, 1000),
    types: fc.array(fc.constantFrom(...TYPES), { minLength: 1, maxLength: 8 }),
  })
  .map(({ rateHz, types }) => ({
    rateHz,
    channels: types.map((type, i) => {
      const name = `channel${i}`;
      return { name, sourceName: name, unit: '', sourceUnit: '', type };
    }),
  }));

function partOf(groups: readonly ChannelGroup[], group: number): fc.Arbitrary<FramePart> {
  const { rateHz = null, channels = [] } = groups[group] ?? {};
  return fc.integer({ min: 1, max: 20 }).chain((count) =>
    fc
      .record({
        start: fc.double({ min: 0, max: 1e6, noNaN: true }),
        steps: fc.array(fc.nat(1_000_000), { minLength: count, maxLength: count }),
        columns: fc.tuple(...channels.map(({ type }) => columnOf(type, count))),
      })
      .map(({ start, steps, columns }) => {
        let offset = 0;
        const offsets = Uint32Array.from(steps, (step) => (offset += step));
        return { group, start, count, ...(rateHz === null && { offsets }), columns };
      }),
  );
}

const eventsArbitrary = fc.array(
  fc.record({
    seconds: fc.double({ min: 0, max: 1e6, noNaN: true }),
    kind: fc.constantFrom('dtc', 'note', 'ignition', 'link'),
    data: fc.dictionary(
      fc.constantFrom('code', 'text', 'on', 'count'),
      fc.oneof(fc.string(), fc.integer(), fc.boolean(), fc.constant(null)),
    ),
  }),
  { maxLength: 3 },
);

const drive = fc.array(groupArbitrary, { minLength: 1, maxLength: 4 }).chain((groups) =>
  fc.record({
    groups: fc.constant(groups),
    frame: fc
      .record({
        seq: fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER }),
        sentAt: fc.double({ min: 0, max: 2e12, noNaN: true }),
        isLive: fc.boolean(),
        parts: fc.tuple(...groups.map((_, index) => fc.option(partOf(groups, index)))),
        events: eventsArbitrary,
      })
      .map(({ seq, sentAt, isLive, parts, events }): FrameInput => ({
        seq,
        sentAt,
        ...(isLive ? { lane: 'live' as const } : {}),
        parts: parts.filter((part) => part !== null),
        ...(events.length > 0 ? { events } : {}),
      })),
  }),
);

/** What was read, in the shape of what was written. */
function toInput(frame: Frame): FrameInput {
  const { seq, sentAt, lane, events } = frame;
  return {
    seq,
    sentAt,
    ...(lane ? { lane } : {}),
    parts: frame.parts.map((part) => ({
      group: part.group,
      start: part.start,
      count: part.count,
      ...(part.offsets ? { offsets: part.offsets } : {}),
      columns: Array.from({ length: part.columnCount }, (_, c) => part.column(c)),
    })),
    ...(events.length > 0 ? { events } : {}),
  };
}

describe('frames of any form', () => {
  test('are read as they were written, and are what their description says', () => {
    fc.assert(
      fc.property(drive, ({ groups, frame }) => {
        const bytes = encodeFrame(frame);
        const read = decodeFrame(bytes);
        expect(toInput(read)).toEqual(frame);
        expect(read.bytes).toEqual(bytes);
        checkFrame(read, groups);
        expect(encodeFrame(toInput(read))).toEqual(bytes);
      }),
      { seed: 1 },
    );
  });

  test('tell the last value, and copy columns from any sample on, without making arrays', () => {
    fc.assert(
      fc.property(drive, fc.nat(20), ({ frame }, from) => {
        for (const part of decodeFrame(encodeFrame(frame)).parts)
          for (let c = 0; c < part.columnCount; c++) {
            const column = part.column(c);
            const isText = part.typeOf(c) === 'text';
            expect(part.last(c)).toEqual(isText ? Number.NaN : column[part.count - 1]);
            if (isText || from > part.count) continue;
            const { buffer, BYTES_PER_ELEMENT: width } = column as Float32Array;
            const target = new Uint8Array(buffer.byteLength + 3);
            const end = part.copyTo(c, from, target, 3);
            expect(end).toBe(3 + (part.count - from) * width);
            expect(target.subarray(3, end)).toEqual(new Uint8Array(buffer, from * width));
          }
      }),
      { seed: 2 },
    );
  });

  test('are the same CBOR to cbor-x, both ways', () => {
    const options = { useRecords: false, mapsAsObjects: true, int64AsNumber: true };
    const decoder = new Decoder(options);
    const encoder = new Encoder({ useRecords: false, variableMapSize: true, tagUint8Array: true });
    fc.assert(
      fc.property(drive, ({ groups, frame }) => {
        const { crc, ...theirs } = decoder.decode(encodeFrame(frame)) as Record<string, unknown>;
        expect(typeof crc).toBe('number');
        expect(theirs).toEqual({ type: 'frame', ...frame });
        const bytes = Uint8Array.from(encoder.encode({ type: 'frame', ...frame }));
        expect(toInput(decodeFrame(bytes))).toEqual(frame);
        const { parts, ...rest } = frame;
        const turned = Uint8Array.from(encoder.encode({ parts, ...rest, type: 'frame' }));
        const message = decodeIngest(turned, groups);
        expect(message.type === 'frame' && toInput(message.frame)).toEqual(frame);
      }),
      { seed: 3 },
    );
  });

  test('come back from JSON, with null for what is no number', () => {
    fc.assert(
      fc.property(drive, ({ groups, frame }) => {
        const text = encodeMessage({ type: 'frame', ...frame }, 'outlap.v1.json');
        const message = decodeIngest(text, groups);
        if (message.type !== 'frame') throw new Error('not a frame');
        checkFrame(message.frame, groups);
        const parts = frame.parts.map((part) => ({
          ...part,
          columns: part.columns.map((column) =>
            ArrayBuffer.isView(column) ? column.map(finiteOrNaN) : column,
          ),
        }));
        expect(toInput(message.frame)).toEqual({ ...frame, parts });
      }),
      { seed: 4 },
    );
  });

  test('stand one behind the other in a sequence', () => {
    fc.assert(
      fc.property(fc.array(drive, { maxLength: 5 }), (drives) => {
        const all = drives.map(({ frame }) => encodeFrame(frame));
        const bytes = new Uint8Array(Buffer.concat(all));
        const read = [...decodeFrames(bytes)];
        expect(read.map(toInput)).toEqual(drives.map(({ frame }) => frame));
        expect(read.map((frame) => frame.bytes)).toEqual(all);
      }),
      { seed: 5, numRuns: 50 },
    );
  });
});

/** JSON knows no −0 and no infinity. */
const finiteOrNaN = (value: number): number => (Number.isFinite(value) ? value + 0 : Number.NaN);

/** The reason why it is refused; anything but a WireError is thrown on. */
function refusal(work: () => unknown): string {
  try {
    work();
  } catch (error) {
    if (error instanceof WireError) return error.reason;
    throw error;
  }
  return 'taken';
}

/** Uses everything of a frame that was taken. */
function use(frame: Frame, groups: readonly ChannelGroup[]): void {
  for (const part of frame.parts)
    for (let c = 0; c < part.columnCount; c++) {
      part.last(c);
      refusal(() => part.column(c));
    }
  refusal(() => checkFrame(frame, groups));
}

describe('what is no frame', () => {
  test('is refused as such when any byte of a frame is another one, or is missing', () => {
    fc.assert(
      fc.property(drive, fc.nat(), fc.integer({ min: 1, max: 255 }), ({ frame }, at, change) => {
        const bytes = encodeFrame(frame);
        const place = at % bytes.length;
        expect(refusal(() => decodeFrame(bytes.subarray(0, place)))).not.toBe('taken');
        bytes[place] = (bytes[place] ?? 0) ^ change;
        // Where the word crc itself is hit, the rest is as it was.
        const reason = refusal(() => expect(toInput(decodeFrame(bytes))).toEqual(frame));
        if (place < bytes.length - 9) expect(reason).not.toBe('taken');
      }),
      { seed: 6, numRuns: 500 },
    );
  });

  test('is refused as such, or harmless, when it has no checksum', () => {
    const encoder = new Encoder({ useRecords: false, variableMapSize: true, tagUint8Array: true });
    const damage = fc.array(fc.tuple(fc.nat(), fc.nat(255)), { minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(drive, damage, ({ groups, frame }, damages) => {
        const bytes = Uint8Array.from(encoder.encode({ type: 'frame', ...frame }));
        for (const [at, byte] of damages) bytes[at % bytes.length] = byte;
        refusal(() => {
          const message = decodeIngest(bytes, groups);
          if (message.type === 'frame') use(message.frame, groups);
        });
      }),
      { seed: 7, numRuns: 2000 },
    );
  });

  test('is refused as such, or harmless, whatever its bytes are', () => {
    const head = encodeFrame({ seq: 1, sentAt: 0, parts: [] }).subarray(0, 12);
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), fc.boolean(), (bytes, hasHead) => {
        const data = hasHead ? Uint8Array.from([...head, ...bytes]) : bytes;
        refusal(() => use(decodeFrame(data), []));
        refusal(() => [...decodeFrames(data)]);
      }),
      { seed: 8, numRuns: 2000 },
    );
  });
});

describe('a frame that does not fit its description', () => {
  const channel = { sourceName: '', unit: '', sourceUnit: '' };
  const groups: readonly ChannelGroup[] = [
    {
      rateHz: 60,
      channels: [
        { ...channel, name: 'speed', type: 'f32' },
        { ...channel, name: 'note', type: 'text' },
      ],
    },
    { rateHz: null, channels: [{ ...channel, name: 'engineSpeed', type: 'u16' }] },
  ];
  const good: FramePart = {
    group: 0,
    start: 0,
    count: 2,
    columns: [new Float32Array(2), ['a', null]],
  };
  const free = { group: 1, start: 0, count: 2, columns: [new Uint16Array(2)] };
  const check = (part: FramePart, seq = 1, sentAt = 0) =>
    refusal(() => checkFrame(decodeFrame(encodeFrame({ seq, sentAt, parts: [part] })), groups));

  test('is refused as invalid; the one that fits is not', () => {
    expect(check(good)).toBe('taken');
    expect(check({ ...free, offsets: Uint32Array.of(0, 5) })).toBe('taken');
    expect(check({ ...good, start: 60 * 86_400 - 1 })).toBe('taken');
    const bad: FramePart[] = [
      { ...good, group: 2 },
      { ...good, count: 3 },
      { ...good, count: 0 },
      { ...good, count: 100_001, columns: [new Float32Array(100_001), []] },
      { ...good, start: -1 },
      { ...good, start: Number.NaN },
      { ...good, start: Infinity },
      { ...good, start: 60 * 86_400 },
      { ...good, start: 1e300 },
      { ...free, start: 60 * 86_400 - 1, offsets: Uint32Array.of(0, 2e6) },
      { ...good, columns: [new Float32Array(2)] },
      { ...good, columns: [new Float64Array(2), ['a', null]] },
      { ...good, columns: [new Float32Array(3), ['a', null]] },
      { ...good, columns: [new Float32Array(2), ['a']] },
      {
        ...good,
        columns: [
          ['a', 'b'],
          ['a', null],
        ],
      },
      { ...good, columns: [new Float32Array(2), [1, {}] as unknown as string[]] },
      { ...good, offsets: Uint32Array.of(0) },
      { ...free },
      { ...free, offsets: Uint32Array.of(5, 4) },
      { ...good, columns: Array.from({ length: 2000 }, () => new Float32Array(2)) },
    ];
    expect(bad.map((part) => check(part))).toEqual(bad.map(() => 'invalid_frame'));
  });

  test.each<[string, string, object, string]>([
    ['with what a car says', 'dtc', { code: 'P0133', on: true, count: 3, none: null }, 'taken'],
    ['with a text of some length', 'note', { text: 'ä'.repeat(2000) }, 'taken'],
    ['with a NUL in a text', 'note', { text: 'a\0b' }, 'invalid_frame'],
    ['with a NUL in a name', 'note', { 'a\0b': 1 }, 'invalid_frame'],
    ['with half a character', 'note', { text: '\ud800' }, 'invalid_frame'],
    ['of a kind with a NUL', 'no\0te', {}, 'invalid_frame'],
    ['of a kind that there is not', 'constructor', {}, 'invalid_frame'],
    ['with a text without end', 'note', { text: 'a'.repeat(2001) }, 'invalid_frame'],
    [
      'with entries without end',
      'note',
      Object.fromEntries(Array.from({ length: 51 }, (_, i) => [`n${i}`, i])),
      'invalid_frame',
    ],
  ])('an event %s: its frame is judged before it is stored', (_, kind, data, judged) => {
    const frame = { seq: 7, sentAt: 0, parts: [], events: [{ seconds: 0, kind, data }] };
    const json = JSON.stringify({ type: 'frame', ...frame });
    const take = (bytes: Uint8Array | string) => {
      const message = decodeIngest(bytes, groups);
      if (message.type === 'frame') checkFrame(message.frame, groups);
    };
    expect(refusal(() => take(json))).toBe(judged);
    const bytes = encodeFrame(frame as unknown as FrameInput);
    // The writer makes another character of half a one.
    const isMended = JSON.stringify(data).includes('\\ud800');
    expect(refusal(() => take(bytes))).toBe(isMended ? 'taken' : judged);
    expect([...decodeFrames(bytes)]).toHaveLength(1);
    if (judged === 'taken') return;
    expect(() => take(json)).toThrow(expect.objectContaining({ seq: 7 }));
  });

  test.each<[ColumnType, number, readonly number[]]>([
    ['u8', 255, [256, 300, -1]],
    ['u16', 65_535, [65_536, -1]],
    ['u32', 2 ** 32 - 1, [2 ** 32, -1]],
    ['i8', -128, [128, -129]],
    ['i16', -32_768, [32_768, -32_769]],
    ['i32', 2 ** 31 - 1, [2 ** 31, -(2 ** 31) - 1, 1e300]],
    ['f32', -1e30, []],
  ])('a list of %s holds up to %d and nothing beyond', (type, fits, beyond) => {
    const rows: readonly ChannelGroup[] = [
      { rateHz: 1, channels: [{ ...channel, name: 'n', type }] },
    ];
    const encoder = new Encoder({ useRecords: false, variableMapSize: true });
    const take = (value: number, isText: boolean) => {
      const part = { group: 0, start: 0, count: 2, columns: [[value, null]] };
      const message = { parts: [part], seq: 7, sentAt: 0, type: 'frame' };
      const bytes = isText ? JSON.stringify(message) : Uint8Array.from(encoder.encode(message));
      return decodeIngest(bytes, rows);
    };
    for (const isText of [true, false]) {
      const message = take(fits, isText);
      const column = message.type === 'frame' ? message.frame.parts[0]?.column(0) : undefined;
      expect(column?.[0]).toBe(type === 'f32' ? Math.fround(fits) : fits);
      for (const value of beyond)
        expect(() => take(value, isText)).toThrow(
          expect.objectContaining({ reason: 'invalid_frame', seq: 7 }),
        );
    }
  });

  test('an offset that would begin anew is refused', () => {
    const take = (offset: number | string) =>
      refusal(() =>
        decodeIngest(
          `{"type":"frame","seq":1,"sentAt":0,"parts":[{"group":1,"start":0,"count":1,"offsets":[${offset}],"columns":[[1]]}]}`,
          groups,
        ),
      );
    expect(take(2 ** 32 - 1)).toBe('taken');
    for (const offset of [2 ** 32, -1, '1e999']) expect(take(offset)).toBe('invalid_frame');
  });

  test('an event after the longest stream is refused', () => {
    const events = [{ seconds: 60 * 86_400 + 1, kind: 'note' as const, data: {} }];
    const frame = decodeFrame(encodeFrame({ seq: 1, sentAt: 0, parts: [], events }));
    expect(refusal(() => checkFrame(frame, groups))).toBe('invalid_frame');
  });

  test('events without end are refused', () => {
    const events = Array.from({ length: 1001 }, () => ({
      seconds: 0,
      kind: 'note' as const,
      data: {},
    }));
    const frame = decodeFrame(encodeFrame({ seq: 1, sentAt: 0, parts: [], events }));
    expect(refusal(() => checkFrame(frame, groups))).toBe('invalid_frame');
  });

  test('10,000 columns are refused before they are looked at', () => {
    const columns = Array.from({ length: 10_000 }, () => new Float32Array(2));
    expect(check({ ...good, columns })).toBe('malformed_message');
  });

  test.each([0, -1, 1.5, Number.NaN, 2 ** 53, Infinity, null, '1'])('seq %s is refused', (seq) => {
    const encoder = new Encoder({ useRecords: false, variableMapSize: true });
    const message = { type: 'frame', seq, sentAt: 0, parts: [] };
    expect(refusal(() => decodeFrame(Uint8Array.from(encoder.encode(message))))).not.toBe('taken');
    expect(refusal(() => decodeIngest(JSON.stringify(message), groups))).not.toBe('taken');
  });

  test('not a number stays one, in every float type', () => {
    const columns = [new Float32Array([Number.NaN, 1]), ['a', null]];
    const [part] = decodeFrame(
      encodeFrame({ seq: 1, sentAt: 0, parts: [{ ...good, columns }] }),
    ).parts;
    expect(part?.column(0)).toEqual(new Float32Array([Number.NaN, 1]));
  });
});
