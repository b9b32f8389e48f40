/** When the samples of one or more channels were taken, in seconds since the recording's first sample. */
export type TimeBase =
  | {
      readonly kind: 'uniform';
      readonly startSeconds: number;
      readonly rateHz: number;
      readonly count: number;
    }
  /** Never decreasing; repeated stamps are allowed, a source's repeats and jumps back are not carried over. */
  | { readonly kind: 'stamps'; readonly seconds: Float64Array };

/** Numbers as the source stores them (width and all), or text. NaN is a sample without a value, null a text without one. */
export type ChannelValues =
  | Float32Array
  | Float64Array
  | Int8Array
  | Int16Array
  | Int32Array
  | Uint8Array
  | Uint16Array
  | Uint32Array
  | BigInt64Array
  | readonly (string | null)[];

/** One named quantity of a recording or of a lap: `values[i]` was taken at the i-th time of `time`. */
export type Channel = {
  /** Canonical name where there is one, else the source's; unique within its recording (`speed`, `speed@canbus`). */
  readonly name: string;
  /** The name the source gives it, unchanged. */
  readonly sourceName: string;
  /** Canonical unit of the name, or the source's own unit where the name is unknown; '' means none. Values are in this unit. */
  readonly unit: string;
  /** The unit as the source writes it; '' means none. */
  readonly sourceUnit: string;
  /** Nominal samples per second; null when the samples have no rate. */
  readonly rateHz: number | null;
  readonly time: TimeBase;
  readonly values: ChannelValues;
};

/** Values that can be computed with: everything but text and 64-bit integers. */
export type NumericValues = Exclude<ChannelValues, readonly (string | null)[] | BigInt64Array>;

export function sampleCount(time: TimeBase): number {
  return time.kind === 'uniform' ? time.count : time.seconds.length;
}

/** Seconds of sample `index`; NaN outside `0 … sampleCount − 1`. */
export function sampleSeconds(time: TimeBase, index: number): number {
  if (time.kind === 'stamps') return time.seconds[index] ?? Number.NaN;
  return index >= 0 && index < time.count ? time.startSeconds + index / time.rateHz : Number.NaN;
}

const expanded = new WeakMap<TimeBase, Float64Array>();

/** All times of a base as one array, made once a base. Seconds, never decreasing. Do not write to it. */
export function toSeconds(time: TimeBase): Float64Array {
  if (time.kind === 'stamps') return time.seconds;
  let seconds = expanded.get(time);
  if (!seconds) {
    seconds = new Float64Array(time.count);
    for (let i = 0; i < time.count; i++) seconds[i] = time.startSeconds + i / time.rateHz;
    expanded.set(time, seconds);
  }
  return seconds;
}

export function isNumeric(values: ChannelValues): values is NumericValues {
  return !Array.isArray(values) && !(values instanceof BigInt64Array);
}
