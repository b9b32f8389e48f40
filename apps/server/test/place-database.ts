/** A MaxMind database with one network in it: its format is a binary tree over the bits of addresses. */
export function makePlaceDatabase(
  network: readonly number[],
  bits: number,
  place: unknown,
): Buffer {
  const nodes = Array.from({ length: bits }, (_, i) => {
    const bit = ((network[i >> 3] ?? 0) >> (7 - (i & 7))) & 1;
    const next = i + 1 < bits ? i + 1 : bits + 16;
    return bit === 0 ? [next, bits] : [bits, next];
  });
  const tree = Buffer.from(
    nodes.flat().flatMap((value) => [value >> 16, (value >> 8) & 255, value & 255]),
  );
  const metadata = {
    binary_format_major_version: 2,
    binary_format_minor_version: 0,
    build_epoch: 1_700_000_000,
    database_type: 'Test-City',
    description: { en: 'test' },
    ip_version: 4,
    languages: ['en'],
    node_count: bits,
    record_size: 24,
  };
  return Buffer.concat([
    tree,
    Buffer.alloc(16),
    encode(place),
    Buffer.from('\xab\xcd\xefMaxMind.com', 'latin1'),
    encode(metadata),
  ]);
}

const STRING = 2;
const UINT32 = 6;
const MAP = 7;
/** Array, an extended type: its number is in the second byte, less seven. */
const ARRAY = [0x00, 0x04] as const;

function encode(value: unknown): Buffer {
  if (typeof value === 'string') {
    const bytes = Buffer.from(value);
    return Buffer.concat([Buffer.from([(STRING << 5) | bytes.length]), bytes]);
  }
  if (typeof value === 'number') {
    const bytes = Buffer.alloc(4);
    bytes.writeUInt32BE(value);
    return Buffer.concat([Buffer.from([(UINT32 << 5) | 4]), bytes]);
  }
  if (Array.isArray(value))
    return Buffer.concat([Buffer.from([ARRAY[0] | value.length, ARRAY[1]]), ...value.map(encode)]);
  const entries = Object.entries(value as Record<string, unknown>);
  const parts = entries.flatMap(([key, one]) => [encode(key), encode(one)]);
  return Buffer.concat([Buffer.from([(MAP << 5) | entries.length]), ...parts]);
}
