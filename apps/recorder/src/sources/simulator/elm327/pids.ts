import type { CarReading } from './car-reading.ts';

/** What has happened to the trouble codes of a control unit, as mode 01 tells it. */
type CodeRecord = {
  readonly count: number;
  readonly clearedSeconds: number;
  readonly clearedMetres: number;
};
export type Situation = CarReading & CodeRecord & { readonly volts: number };

/** Bytes of a PID behind `41 pid`. */
export type Encode = (now: Situation) => readonly number[];

/** A whole number within so many bytes, big-endian; what does not fit stays at the end of the range. */
export function bytesOf(value: number, bytes: 1 | 2 | 4): number[] {
  const whole = Math.min(256 ** bytes - 1, Math.max(0, Math.round(value)));
  return Array.from({ length: bytes }, (_, i) => Math.floor(whole / 256 ** (bytes - 1 - i)) % 256);
}
const one = (value: number): number[] => bytesOf(value, 1);
const two = (value: number): number[] => bytesOf(value, 2);
const share = (value: number): number[] => one(value * 255);
const celsius = (value: number): number[] => one(value + 40);

const SUPPORTED_SPARK = 0xe5;
const MONITOR_SECONDS = 120;
const MOST_TORQUE = 210;

/** MIL and number of codes, then which monitors there are and which are not complete: those, for a while after clearing. */
const monitors: Encode = ({ count, clearedSeconds }) => {
  const isRecent = clearedSeconds < MONITOR_SECONDS;
  const lamp = count > 0 ? 0x80 : 0;
  return [lamp | count, isRecent ? 0x77 : 0x07, SUPPORTED_SPARK, isRecent ? SUPPORTED_SPARK : 0];
};
const manifoldKpa = ({ load, engineRpm }: CarReading): number =>
  engineRpm === 0 ? 101 : 28 + 70 * load;
const airflow = (now: CarReading): number => (now.engineRpm * manifoldKpa(now)) / 8200;
const trim = ({ seconds }: CarReading): number => 128 + 4 * Math.sin(seconds / 3);

/** The engine's PIDs of mode 01. */
export const ENGINE_PIDS: Readonly<Record<number, Encode>> = {
  0x01: monitors,
  0x03: ({ coolant }) => [coolant > 50 ? 2 : 1, 0],
  0x04: ({ load }) => share(load),
  0x05: ({ coolant }) => celsius(coolant),
  0x06: (now) => one(trim(now)),
  0x07: () => one(130),
  0x0b: (now) => one(manifoldKpa(now)),
  0x0c: ({ engineRpm }) => two(engineRpm * 4),
  0x0d: ({ speedMps }) => one(speedMps * 3.6),
  0x0e: ({ engineRpm, load }) => one((12 + engineRpm / 250 - 8 * load + 64) * 2),
  0x0f: ({ intake }) => celsius(intake),
  0x10: (now) => two(airflow(now) * 100),
  0x11: ({ throttle }) => share(0.12 + 0.8 * throttle),
  0x13: () => [0x03],
  0x14: (now) => [...one((0.45 + 0.4 * Math.sin(now.seconds * 6)) * 200), ...one(trim(now))],
  0x15: () => [...one(0.7 * 200), 0xff],
  0x1c: () => [6],
  0x1f: ({ seconds }) => two(seconds),
  0x21: ({ count, clearedMetres }) => two(count > 0 ? clearedMetres / 1000 : 0),
  0x2e: ({ load }) => share(0.3 * load),
  0x2f: ({ fuelShare }) => share(fuelShare),
  0x30: () => [4],
  0x31: ({ clearedMetres }) => two(clearedMetres / 1000),
  0x33: () => [101],
  0x3c: ({ coolant, load }) => two((6 * coolant + 250 * load + 40) * 10),
  0x41: monitors,
  0x42: ({ volts }) => two(volts * 1000),
  0x43: ({ load }) => two(load * 0.9 * 255),
  0x44: () => two(1 * 32_768),
  0x45: ({ throttle }) => share(0.8 * throttle),
  0x46: ({ air }) => celsius(air),
  0x47: ({ throttle }) => share(0.12 + 0.8 * throttle),
  0x49: ({ throttle }) => share(0.15 + 0.7 * throttle),
  0x4a: ({ throttle }) => share(0.08 + 0.35 * throttle),
  0x4c: ({ throttle }) => share(0.12 + 0.8 * throttle),
  0x4d: ({ count, seconds }) => two(count > 0 ? seconds / 60 : 0),
  0x4e: ({ clearedSeconds }) => two(clearedSeconds / 60),
  0x51: () => [1],
  0x5c: ({ oil }) => celsius(oil),
  0x5e: ({ fuelLitresPerHour }) => two(fuelLitresPerHour * 20),
  0x61: ({ throttle }) => one(125 + 100 * throttle),
  0x62: ({ load }) => one(125 + 92 * load),
  0x63: () => two(MOST_TORQUE),
  0x67: ({ coolant }) => [3, ...celsius(coolant), ...celsius(coolant - 6)],
  0xa6: ({ metres }) => bytesOf(482_310 + metres / 100, 4),
};

const GEAR_RATIOS = [0, 3.55, 2, 1.32, 0.95, 0.76, 0.62];

/** The gearbox's PIDs of mode 01: fewer, and one that the engine has too. */
export const GEARBOX_PIDS: Readonly<Record<number, Encode>> = {
  0x01: ({ count }) => [(count > 0 ? 0x80 : 0) | count, 0x04, 0, 0],
  0x0d: ({ speedMps }) => one(speedMps * 3.6),
  0xa4: ({ gear }) => [3, gear << 4, ...two((GEAR_RATIOS[gear] ?? 0) * 1000)],
};

/** Support of the 32 PIDs behind `base`: most significant bit first, the last bit says that there are more behind. */
export function bitmapOf(pids: readonly number[], base: number): number[] {
  const bits = [0, 0, 0, 0];
  for (const pid of pids) {
    const place = Math.min(pid - base, 32) - 1;
    if (place < 0) continue;
    bits[place >> 3]! |= 0x80 >> (place & 7);
  }
  return bits;
}
