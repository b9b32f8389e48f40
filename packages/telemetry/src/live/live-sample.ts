/** What is looked at while the car drives, one moment; NaN for what is not known. The caller may use one object again. */
export type LiveSample = {
  /** Seconds of the stream. */
  seconds: number;
  lapNumber: number;
  lapProgress: number;
  lapDistance: number;
  lastLapTime: number;
  latitude: number;
  longitude: number;
  speed: number;
  onPitRoad: number;
};

export const LIVE_CHANNELS = [
  'lapNumber',
  'lapProgress',
  'lapDistance',
  'lastLapTime',
  'latitude',
  'longitude',
  'speed',
  'onPitRoad',
] as const satisfies readonly Exclude<keyof LiveSample, 'seconds'>[];

/** A sample of which nothing is known. */
export function emptySample(): LiveSample {
  return {
    seconds: Number.NaN,
    lapNumber: Number.NaN,
    lapProgress: Number.NaN,
    lapDistance: Number.NaN,
    lastLapTime: Number.NaN,
    latitude: Number.NaN,
    longitude: Number.NaN,
    speed: Number.NaN,
    onPitRoad: Number.NaN,
  };
}
