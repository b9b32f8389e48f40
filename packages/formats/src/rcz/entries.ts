/**
 * The entries of a RaceChrono `.rcz`. Worked out by comparing archives with the CSV export of the same session; there
 * is no public description. `channel[2]_<device type>_<device>_<group>_<channel>_<kind>` holds one value a sample,
 * little-endian: kind 0 is i32, 1 is i64, 3 is f64; kind 1 of the position channel holds pairs of i32. All channels of
 * a device and group were sampled together; their channel 1 holds the times, unix milliseconds. Integers are
 * thousandths (of metres, m/s, degrees), positions degrees × 6,000,000, doubles are in their unit.
 */
export type RczEntry = {
  readonly folder: string;
  /** `<device type>_<device>_<group>`: what shares its times. */
  readonly group: string;
  readonly deviceType: number;
  readonly device: number;
  readonly channel: number;
  readonly kind: number;
};

export const TIME_CHANNEL = 1;
export const DISTANCE_CHANNEL = 2;
export const POSITION_CHANNEL = 3;
const ABSENT_INT = 0x7fffffff;
const ABSENT_LONG = 0x7fffffffffffffffn;

/** What an entry's name says, or undefined where it is no channel. */
export function parseEntryName(path: string): RczEntry | undefined {
  const match = /^(.*\/)?channel2?_(\d{1,9})_(\d{1,9})_(\d{1,9})_(\d{1,9})_(\d)$/.exec(path);
  if (!match) return undefined;
  const [, folder = '', type = '', device = '', group = '', channel = '', kind = ''] = match;
  return {
    folder,
    group: `${type}_${device}_${group}`,
    deviceType: Number(type),
    device: Number(device),
    channel: Number(channel),
    kind: Number(kind),
  };
}

const viewOf = (bytes: Uint8Array) => new DataView(bytes.buffer, bytes.byteOffset, bytes.length);

/** Values of an entry as stored, NaN where absent; undefined for kinds that are not known. */
export function decodeValues(kind: number, bytes: Uint8Array): Float64Array | undefined {
  const view = viewOf(bytes);
  if (kind === 0) {
    return Float64Array.from({ length: bytes.length >> 2 }, (_, i) =>
      orAbsent(view.getInt32(i * 4, true)),
    );
  }
  if (kind === 1) {
    return Float64Array.from({ length: bytes.length >> 3 }, (_, i) => {
      const value = view.getBigInt64(i * 8, true);
      return value === ABSENT_LONG ? Number.NaN : Number(value);
    });
  }
  if (kind !== 3) return undefined;
  return Float64Array.from({ length: bytes.length >> 3 }, (_, i) => view.getFloat64(i * 8, true));
}

/** Latitudes and longitudes of a position entry, degrees. */
export function decodePositions(bytes: Uint8Array) {
  const view = viewOf(bytes);
  const count = bytes.length >> 3;
  const axis = (at: number, limit: number) =>
    Float64Array.from({ length: count }, (_, i) => {
      const degrees = orAbsent(view.getInt32(i * 8 + at, true)) / 6e6;
      return Math.abs(degrees) <= limit ? degrees : Number.NaN;
    });
  return { latitude: axis(0, 90), longitude: axis(4, 180) };
}

const orAbsent = (value: number): number => (value === ABSENT_INT ? Number.NaN : value);

type Meaning = { readonly name: string; readonly unit: string };
const MEANINGS: Readonly<Record<number, Meaning>> = {
  2: { name: 'distance_traveled', unit: 'm' },
  4: { name: 'speed', unit: 'm/s' },
  5: { name: 'altitude', unit: 'm' },
  6: { name: 'bearing', unit: 'deg' },
  1002: { name: 'brake_pos', unit: '%' },
  10024: { name: 'rpm', unit: 'rpm' },
  10026: { name: 'coolant_temp', unit: '.C' },
  10031: { name: 'air_temp', unit: '.C' },
  10058: { name: 'fuel_level', unit: '%' },
  10066: { name: 'engine_oil_temp', unit: '.C' },
  10071: { name: 'accelerator_pos', unit: '%' },
  30007: { name: 'accuracy', unit: 'm' },
};
const COUNTS: Readonly<Record<number, Meaning>> = {
  30002: { name: 'satellites', unit: 'sats' },
  30003: { name: 'fix_type', unit: '' },
};

/** Name, unit and divisor of a channel. Unknown ones keep their number as name and their values as stored. */
export function meaningOf(channel: number, kind: number): Meaning & { divisor: number } {
  const meaning = MEANINGS[channel];
  if (meaning) return { ...meaning, divisor: kind === 3 ? 1 : 1000 };
  return { ...(COUNTS[channel] ?? { name: `channel ${channel}`, unit: '' }), divisor: 1 };
}
