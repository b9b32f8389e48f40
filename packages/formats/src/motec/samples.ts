/**
 * Samples of one `.ld` channel. value = (raw / scale × 10^−decimals + shift) × multiplier, a scale or multiplier of 0
 * counting as 1. Integers of 2 or 4 bytes (kinds 0, 3, 5), floats of 2 or 4 (kind 7), doubles (kind 8). Floats with a
 * plain scaling stay as they are stored; scaled values become doubles, so that 303 tenths read as 30.3.
 */
import type { NumericValues } from '@outlap/telemetry';
import type { LdChannel } from './layout.ts';

type Decoder = {
  readonly isFloat: boolean;
  readonly make: (count: number) => NumericValues;
  readonly get: (view: DataView, offset: number) => number;
};

const int16: Decoder = {
  isFloat: false,
  make: (count) => new Int16Array(count),
  get: (view, offset) => view.getInt16(offset, true),
};
const int32: Decoder = {
  isFloat: false,
  make: (count) => new Int32Array(count),
  get: (view, offset) => view.getInt32(offset, true),
};
const DECODERS: Readonly<Record<string, Decoder>> = {
  '0:2': int16,
  '3:2': int16,
  '5:2': int16,
  '0:4': int32,
  '3:4': int32,
  '5:4': int32,
  '7:2': {
    isFloat: true,
    make: (count) => new Float32Array(count),
    get: (view, offset) => halfToNumber(view.getUint16(offset, true)),
  },
  '7:4': {
    isFloat: true,
    make: (count) => new Float32Array(count),
    get: (view, offset) => view.getFloat32(offset, true),
  },
  '8:8': {
    isFloat: true,
    make: (count) => new Float64Array(count),
    get: (view, offset) => view.getFloat64(offset, true),
  },
};

const decoderOf = ({ kind, width }: LdChannel): Decoder | undefined => DECODERS[`${kind}:${width}`];

/** Whether samples of this kind and width can be read. */
export function isReadable(channel: LdChannel): boolean {
  return decoderOf(channel) !== undefined;
}

/** Whether a float channel carries a scaling, about which readers disagree. */
export function isScaledFloat(channel: LdChannel): boolean {
  return decoderOf(channel)?.isFloat === true && !isPlain(channel);
}

/** The values in `bytes`, in the channel's own unit; none where the kind cannot be read. */
export function decodeSamples(channel: LdChannel, bytes: Uint8Array): NumericValues {
  const decoder = decoderOf(channel);
  if (!decoder) return new Float32Array(0);
  const count = Math.floor(bytes.length / channel.width);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  if (isPlain(channel)) {
    const values = decoder.make(count);
    for (let i = 0; i < count; i++) values[i] = decoder.get(view, i * channel.width);
    return values;
  }
  const values = new Float64Array(count);
  const scale = channel.scale || 1;
  const multiplier = channel.multiplier || 1;
  // Powers of ten are exact only with a positive exponent, and 303 / 10 is 30.3 where 303 × 0.1 is not.
  const power = 10 ** Math.abs(channel.decimals);
  for (let i = 0; i < count; i++) {
    const raw = decoder.get(view, i * channel.width) / scale;
    const decimal = channel.decimals < 0 ? raw * power : raw / power;
    values[i] = (decimal + channel.shift) * multiplier;
  }
  return values;
}

function isPlain({ scale, decimals, shift, multiplier }: LdChannel): boolean {
  return (scale || 1) === 1 && decimals === 0 && shift === 0 && (multiplier || 1) === 1;
}

/** The number behind the 16 bits of an IEEE 754 half float. */
export function halfToNumber(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 0x1f;
  const fraction = bits & 0x3ff;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 31) return fraction ? Number.NaN : sign * Number.POSITIVE_INFINITY;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}
