import { Encoder } from 'cbor-x';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { CLOSE_CODES, reasonOfClose, WireError } from './close-codes.ts';
import { decodeIngest, decodeMessage, encodeMessage } from './codec.ts';
import { decodeItem } from './item.ts';
import { type StreamDescription, SUBPROTOCOLS, type ToIngest } from './messages.ts';
import { decodeSealed, isIntact, sealMessage } from './seal.ts';

const description: StreamDescription = {
  source: 'obd',
  startedAt: '2026-05-09T09:30:00.000Z',
  driver: null,
  vehicle: { name: 'My car', vin: 'WDB9066351S123456' },
  track: { name: null, layout: null, lengthMetres: null },
  groups: [
    {
      rateHz: null,
      channels: [
        { name: 'speed', sourceName: '010D', unit: 'm/s', sourceUnit: 'km/h', type: 'f32' },
      ],
    },
  ],
};
const streamId = '0b9a5c1e-5f0c-4a0e-9d8e-1f2a3b4c5d6e';
const messages: readonly ToIngest[] = [
  { type: 'hello', streamId, recorder: { name: 'outlap', version: '1', instance: 'a' } },
  { type: 'session', description },
  { type: 'gap', seq: 3, to: 9, reason: 'dropped' },
  { type: 'end', seq: 0 },
  { type: 'ping', id: 1 },
  { type: 'pong', id: 1, at: 1_700_000_000_000.5 },
  { type: 'answer', id: 'x', result: { pids: [], achievedHz: 7 } },
  { type: 'answer', id: 'x', error: { code: 'no_answer', detail: 'The adapter is silent' } },
  {
    type: 'status',
    queuedFrames: 1,
    oldestSeconds: 0.5,
    droppedFrames: 0,
    achievedHz: { speed: 5 },
  },
];

function refusal(work: () => unknown): string {
  try {
    work();
  } catch (error) {
    if (error instanceof WireError) return error.reason;
    throw error;
  }
  return 'taken';
}

const encoder = new Encoder({ useRecords: false, variableMapSize: true });
const toCbor = (value: unknown) => Uint8Array.from(encoder.encode(value));

describe.each(SUBPROTOCOLS)('on %s', (subprotocol) => {
  test('every message of a recorder is read as it was written, sealed or not', () => {
    for (const message of messages) {
      expect(decodeIngest(encodeMessage(message, subprotocol), [])).toEqual(message);
      const sealed = encodeMessage(sealMessage(message), subprotocol);
      expect(decodeSealed(sealed)).toMatchObject(message);
      expect(isIntact(sealed)).toBe(true);
    }
  });
});

test('each reason has a close code of its own', () => {
  for (const [reason, { code }] of Object.entries(CLOSE_CODES))
    expect(reasonOfClose(code)).toBe(reason);
  expect(reasonOfClose(1006)).toBeUndefined();
});

describe('what is no message', () => {
  const keys = fc.constantFrom(
    ...['type', 'streamId', 'description', 'groups', 'channels', 'name', 'rateHz', 'seq', 'to'],
    ...['id', 'parts', 'group', 'columns', 'count', 'start', 'offsets', 'events', 'sentAt'],
    ...['toString', 'valueOf', '__proto__', 'constructor', 'length', 'vehicle', 'track', 'source'],
  );
  const { value } = fc.letrec((tie) => ({
    value: fc.oneof(
      { maxDepth: 5 },
      fc.constantFrom<unknown>(null, true, 'frame', 'f32', 0, -1, 1, 1.5, 1e300, '', streamId),
      fc.array(tie('value'), { maxLength: 4 }),
      fc.dictionary(keys, tie('value'), { maxKeys: 6 }),
    ),
  }));
  const type = fc.constantFrom(...messages.map((message) => message.type), 'frame', 'nonsense');

  test('is refused as such, or taken, whatever its parts are', () => {
    fc.assert(
      fc.property(type, fc.dictionary(keys, value), (type, rest) => {
        const message = { ...rest, type };
        for (const data of [JSON.stringify(message), toCbor(message)])
          refusal(() => decodeIngest(data, description.groups));
      }),
      { seed: 11, numRuns: 3000 },
    );
  });

  test('is refused as such, or taken, when a part of a good one is something else', () => {
    const paths = fc.array(fc.nat(20), { minLength: 1, maxLength: 6 });
    fc.assert(
      fc.property(fc.constantFrom(...messages), paths, value, (message, path, other) => {
        const changed = replaced(message, path, other);
        for (const data of [JSON.stringify(changed), toCbor(changed)])
          refusal(() => decodeIngest(data, description.groups));
      }),
      { seed: 12, numRuns: 3000 },
    );
  });

  test('is refused as such, or taken, whatever its bytes are', () => {
    fc.assert(
      fc.property(fc.oneof(fc.uint8Array({ maxLength: 200 }), fc.string()), (data) => {
        refusal(() => decodeIngest(data, []));
        refusal(() => decodeMessage(data));
        isIntact(data);
      }),
      { seed: 13, numRuns: 3000 },
    );
  });

  test('that nests itself ends at once: parts may not be shared', () => {
    const count = 200;
    const itself = [
      0xa2,
      0x64,
      0x74,
      0x79,
      0x70,
      0x65,
      0x61,
      0x78,
      0x61,
      0x61,
      0xd8,
      0x1c,
      0x98,
      count,
    ];
    for (let i = 0; i < count; i++) itself.push(0xd8, 0x1d, 0x00);
    expect(refusal(() => decodeMessage(Uint8Array.from(itself)))).toBe('malformed_message');
  });

  test('that is nested deeply, claims to be huge, or is huge is refused or read without harm', () => {
    const deep = Uint8Array.from([...Array<number>(100_000).fill(0x81), 0x00]);
    expect(refusal(() => decodeMessage(deep))).toBe('malformed_message');
    const text = `${'['.repeat(100_000)}${']'.repeat(100_000)}`;
    expect(refusal(() => decodeMessage(text))).toBe('malformed_message');
    for (const major of [2, 3, 4, 5]) {
      const claim = Uint8Array.from([(major << 5) | 27, 0, 0, 0, 7, 0, 0, 0, 0, 1]);
      expect(refusal(() => decodeItem(claim))).toBe('malformed_message');
      const small = Uint8Array.from([(major << 5) | 26, 0x7f, 0xff, 0xff, 0xff, 1]);
      expect(refusal(() => decodeItem(small))).toBe('malformed_message');
    }
    const giant = { type: 'answer', id: 'x', result: 'y'.repeat(8_000_000) };
    expect(refusal(() => decodeIngest(toCbor(giant), []))).toBe('taken');
  });
});

/** The value with what lies at a path (by the order of keys) being another one. */
function replaced(value: unknown, [first, ...rest]: readonly number[], other: unknown): unknown {
  if (first === undefined || typeof value !== 'object' || value === null) return other;
  const keys = Object.keys(value);
  const key = keys[first % keys.length];
  if (key === undefined) return other;
  const within = replaced((value as Record<string, unknown>)[key], rest, other);
  if (Array.isArray(value)) return (value as unknown[]).with(Number(key), within);
  return { ...value, [key]: within };
}

test.each(['a\0b', '\ud800'])('a recorder that calls itself %j is refused', (name) => {
  const hello = { type: 'hello', streamId, recorder: { name, version: '1' } };
  expect(refusal(() => decodeIngest(JSON.stringify(hello), []))).toBe('malformed_message');
});

test.each(['dropped', 'lost', 'quarantined', '\0', 'because', undefined])(
  'a gap for the reason %j is taken if there is such a reason',
  (reason) => {
    const gap = { type: 'gap', seq: 3, to: 9, reason };
    const isKnown = reason === 'dropped' || reason === 'lost' || reason === 'quarantined';
    for (const data of [JSON.stringify(gap), toCbor(gap)])
      expect(refusal(() => decodeIngest(data, []))).toBe(isKnown ? 'taken' : 'malformed_message');
  },
);

describe('a description', () => {
  const [group] = description.groups;
  const [speed] = group?.channels ?? [];
  const channels = (count: number) =>
    Array.from({ length: count }, (_, i) => ({ ...speed, name: `c${i}` }));
  const check = (change: object) =>
    refusal(() =>
      decodeIngest(
        JSON.stringify({ type: 'session', description: { ...description, ...change } }),
        [],
      ),
    );

  test('that is right is taken, up to 2,000 channels', () => {
    expect(check({})).toBe('taken');
    expect(check({ groups: [] })).toBe('taken');
    expect(check({ groups: [{ rateHz: 60, channels: channels(2000) }] })).toBe('taken');
  });

  test.each<[string, object]>([
    ['10,000 channels', { groups: [{ rateHz: 60, channels: channels(10_000) }] }],
    [
      '10,000 groups',
      { groups: Array.from({ length: 10_000 }, () => ({ rateHz: 1, channels: [] })) },
    ],
    ['a channel twice', { groups: [group, group] }],
    ['a group without channels', { groups: [{ rateHz: 1, channels: [] }] }],
    ['a group that is nothing', { groups: [null] }],
    ['a channel that is nothing', { groups: [{ rateHz: 1, channels: [null] }] }],
    ['an unknown type', { groups: [{ rateHz: 1, channels: [{ ...speed, type: 'f16' }] }] }],
    [
      'a type of the language',
      { groups: [{ rateHz: 1, channels: [{ ...speed, type: 'constructor' }] }] },
    ],
    [
      'a name without end',
      { groups: [{ rateHz: 1, channels: [{ ...speed, name: 'n'.repeat(201) }] }] },
    ],
    [
      'a unit that is no text',
      { groups: [{ rateHz: 1, channels: [{ ...speed, sourceUnit: {} }] }] },
    ],
    ['a rate of 0', { groups: [{ rateHz: 0, channels: [speed] }] }],
    ['no time', { startedAt: 'yesterday' }],
    ['no source', { source: '' }],
    ['no vehicle', { vehicle: null }],
    ['a driver that is a number', { driver: 7 }],
    ['a number of the vehicle that is none', { vehicle: { name: null, vin: {} } }],
    ['a layout that is a list', { track: { name: null, layout: [], lengthMetres: null } }],
    ['a NUL in its source', { source: 'a\0' }],
    ['a NUL in its time', { startedAt: '2026-05-09 09:30 (\0)' }],
    ['a NUL in its driver', { driver: '\0' }],
    ['half a character in the number of the vehicle', { vehicle: { name: null, vin: '\ud800' } }],
    [
      'a NUL in the name of a channel',
      { groups: [{ rateHz: 1, channels: [{ ...speed, name: 'a\0b' }] }] },
    ],
    [
      'half a character in a unit',
      { groups: [{ rateHz: 1, channels: [{ ...speed, unit: '\udc00' }] }] },
    ],
    ['a NUL in what nobody knows', { remarks: [{ text: 'a\0b' }] }],
    ['a NUL in a name of what nobody knows', { 'a\0b': 1 }],
    ['a length that is a text', { track: { name: null, layout: null, lengthMetres: '4 km' } }],
  ])('with %s is refused', (_, change) => {
    expect(check(change)).toBe('invalid_description');
  });
});
