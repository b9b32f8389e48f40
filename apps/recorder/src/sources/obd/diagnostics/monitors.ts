import type { MonitorsAnswer } from '@outlap/protocol';
import type { EcuMessage } from '../messages.ts';
import { toHex } from '../pids.ts';
import { monitorScale } from './monitor-units.ts';

type MonitorResult = MonitorsAnswer['monitors'][number];

const BLOCK_BYTES = 9;

/** Results in one mode 06 answer on CAN: blocks of monitor, test, scaling, value, least, most. */
export function monitorResults({ ecu, bytes }: EcuMessage): MonitorResult[] {
  const results: MonitorResult[] = [];
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let at = 1; at + BLOCK_BYTES <= bytes.length; at += BLOCK_BYTES) {
    const id = view.getUint8(at + 2);
    const { unit, scale, offset } = monitorScale(id);
    const read = (from: number) => {
      const raw = id >= 0x80 ? view.getInt16(at + from) : view.getUint16(at + from);
      return raw * scale + offset;
    };
    const [value, least, most] = [read(3), read(5), read(7)];
    results.push({
      monitor: monitorName(view.getUint8(at)),
      test: testName(view.getUint8(at + 1)),
      ecu,
      value,
      least,
      most,
      unit,
      passed: value >= least && value <= most,
    });
  }
  return results;
}

const OLDER_BYTES = 7;
const MINIMUM = 0x80;
const WORD = 0xffff;

/**
 * The result in one mode 06 answer of an older bus: test, kind of limit and component, value, limit. What is measured, and
 * in which unit, only the maker of the car knows: raw counts.
 */
export function olderMonitorResults({ ecu, bytes }: EcuMessage): MonitorResult[] {
  if (bytes.length < OLDER_BYTES) return [];
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const component = view.getUint8(2);
  const [value, limit] = [view.getUint16(3), view.getUint16(5)];
  const [least, most] = component >= MINIMUM ? [limit, WORD] : [0, limit];
  return [
    {
      monitor: `test ${toHex(view.getUint8(1))}`,
      test: `component ${toHex(component & ~MINIMUM)}`,
      ecu,
      value,
      least,
      most,
      unit: '',
      passed: value >= least && value <= most,
    },
  ];
}

const RANGES: readonly (readonly [from: number, to: number, name: (n: number) => string])[] = [
  [0x01, 0x10, (n) => `oxygen sensor, bank ${(n >> 2) + 1} sensor ${(n & 3) + 1}`],
  [0x21, 0x24, (n) => `catalyst, bank ${n + 1}`],
  [0x31, 0x34, (n) => `EGR, bank ${n + 1}`],
  [0x35, 0x38, (n) => `valve timing, bank ${n + 1}`],
  [0x39, 0x3d, (n) => `evaporative system, test ${n + 1}`],
  [0x41, 0x50, (n) => `oxygen sensor heater, bank ${(n >> 2) + 1} sensor ${(n & 3) + 1}`],
  [0x61, 0x64, (n) => `heated catalyst, bank ${n + 1}`],
  [0x71, 0x74, (n) => `secondary air ${n + 1}`],
  [0x81, 0x84, (n) => `fuel system, bank ${n + 1}`],
  [0x85, 0x86, (n) => `boost pressure, bank ${n + 1}`],
  [0x90, 0x91, (n) => `NOx adsorber, bank ${n + 1}`],
  [0x98, 0x99, (n) => `NOx catalyst, bank ${n + 1}`],
  [0xa1, 0xa1, () => 'misfire, all cylinders'],
  [0xa2, 0xad, (n) => `misfire, cylinder ${n + 1}`],
  [0xb0, 0xb1, (n) => `particulate filter, bank ${n + 1}`],
];

function monitorName(id: number): string {
  const range = RANGES.find(([from, to]) => id >= from && id <= to);
  return range ? range[2](id - range[0]) : `monitor ${toHex(id)}`;
}

const TESTS: Readonly<Record<number, string>> = {
  0x01: 'rich to lean threshold',
  0x02: 'lean to rich threshold',
  0x03: 'low voltage for switch time',
  0x04: 'high voltage for switch time',
  0x05: 'rich to lean switch time',
  0x06: 'lean to rich switch time',
  0x07: 'least voltage',
  0x08: 'greatest voltage',
  0x09: 'time between transitions',
  0x0a: 'sensor period',
  0x0b: 'misfires, average of ten cycles',
  0x0c: 'misfires, this cycle',
};

function testName(id: number): string {
  return TESTS[id] ?? `test ${toHex(id)}`;
}
