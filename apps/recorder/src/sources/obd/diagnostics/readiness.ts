import type { Readiness } from '@outlap/protocol';

const CONTINUOUS = ['misfire', 'fuel system', 'components'];
const SPARK = [
  'catalyst',
  'heated catalyst',
  'evaporative system',
  'secondary air',
  'particulate filter',
  'oxygen sensors',
  'oxygen sensor heaters',
  'EGR or VVT',
];
const COMPRESSION = [
  'NMHC catalyst',
  'NOx or SCR',
  null,
  'boost pressure',
  null,
  'exhaust gas sensors',
  'particulate filter',
  'EGR or VVT',
];

/** Readiness of the monitors as PID 01 tells it (four data bytes). */
export function readinessOf(data: Uint8Array): Readiness {
  const [, b = 0, supported = 0, incomplete = 0] = data;
  const compression = (b & 0x08) !== 0;
  const monitors = CONTINUOUS.map((name, bit) => ({
    name,
    supported: (b & (1 << bit)) !== 0,
    complete: (b & (0x10 << bit)) === 0,
  }));
  for (const [bit, name] of (compression ? COMPRESSION : SPARK).entries())
    if (name !== null)
      monitors.push({
        name,
        supported: (supported & (1 << bit)) !== 0,
        complete: (incomplete & (1 << bit)) === 0,
      });
  return { ignition: compression ? 'compression' : 'spark', monitors };
}
