import { findUnit } from '@outlap/telemetry';

/** How a mode 06 value is scaled, by its unit and scaling id (SAE J1979 appendix E). */
export type MonitorScale = {
  readonly unit: string;
  readonly scale: number;
  readonly offset: number;
};

const SCALES: Readonly<Record<number, readonly [scale: number, unit: string, offset?: number]>> = {
  0x01: [1, ''],
  0x02: [0.1, ''],
  0x03: [0.01, ''],
  0x04: [0.001, ''],
  0x05: [2 / 65536, ''],
  0x06: [20 / 65536, ''],
  0x07: [0.25, 'rpm'],
  0x08: [0.01, 'km/h'],
  0x09: [1, 'km/h'],
  0x0a: [0.122, 'mV'],
  0x0b: [0.001, 'V'],
  0x0c: [0.01, 'V'],
  0x0d: [1 / 256, 'mA'],
  0x0e: [0.001, 'A'],
  0x0f: [0.01, 'A'],
  0x10: [0.001, 's'],
  0x11: [0.1, 's'],
  0x12: [1, 's'],
  0x13: [0.001, 'Ω'],
  0x14: [1, 'Ω'],
  0x15: [1000, 'Ω'],
  0x16: [0.1, '°C', -40],
  0x17: [0.01, 'kPa'],
  0x18: [0.0117, 'kPa'],
  0x19: [0.079, 'kPa'],
  0x1a: [1, 'kPa'],
  0x1b: [10, 'kPa'],
  0x1c: [0.01, 'deg'],
  0x1d: [0.5, 'deg'],
  0x1e: [2 / 65536, 'ratio'],
  0x1f: [0.05, 'ratio'],
  0x20: [1 / 256, 'ratio'],
  0x21: [0.001, 'Hz'],
  0x22: [1, 'Hz'],
  0x23: [1000, 'Hz'],
  0x24: [1, ''],
  0x25: [1, 'km'],
  0x27: [0.01, 'g/s'],
  0x28: [1, 'g/s'],
  0x2a: [0.001, 'kg/h'],
  0x2f: [0.01, '%'],
  0x30: [0.001526, '%'],
  0x31: [0.001, 'L'],
  0x33: [1 / 4096, 'ratio'],
  0x34: [1, 'min'],
  0x35: [0.01, 's'],
  0x39: [0.01, '%', -327.68],
  0x7d: [1 / 32, 'kPa'],
  0x81: [1, ''],
  0x82: [0.1, ''],
  0x83: [0.01, ''],
  0x84: [0.001, ''],
  0x85: [2 / 65536, ''],
  0x86: [20 / 65536, ''],
  0x8a: [0.122, 'mV'],
  0x8b: [0.001, 'V'],
  0x8c: [0.01, 'V'],
  0x8d: [1 / 256, 'mA'],
  0x8e: [0.001, 'A'],
  0x90: [0.001, 's'],
  0x96: [0.1, '°C'],
  0x9c: [0.01, 'deg'],
  0x9d: [0.5, 'deg'],
  0xa8: [1, 'g/s'],
  0xaf: [0.01, '%'],
  0xb0: [0.003052, '%'],
  0xfc: [0.01, 'kPa'],
  0xfd: [0.001, 'kPa'],
  0xfe: [0.00025, 'kPa'],
};

/** Scale to the project's units. Ids whose scaling is not public enough stay raw counts without a unit. */
export function monitorScale(id: number): MonitorScale {
  const [factor, source, shift = 0] = SCALES[id] ?? [1, ''];
  const { unit, scale, offset } = findUnit(source) ?? { unit: source, scale: 1, offset: 0 };
  return { unit, scale: factor * scale, offset: shift * scale + offset };
}
