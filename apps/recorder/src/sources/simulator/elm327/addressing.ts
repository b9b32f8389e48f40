import { ADDRESSES, type Bus } from './framing.ts';
import type { Target } from './vehicle.ts';

const FUNCTIONAL = ['33', '6A'];
const NOBODY = -1;

/** Whom a request reaches: everybody by the usual header, or one control unit by its own address. */
export function targetOf(bus: Bus, header: string | null): Target {
  if (header === null || header === bus.functional) return 'all';
  if (bus.kind === 'can11') {
    const ecu = Number.parseInt(header, 16) - 0x7e0;
    return header.length === 3 && ecu >= 0 && ecu < ADDRESSES.length ? ecu : NOBODY;
  }
  const target = header.slice(-4, -2);
  if (FUNCTIONAL.includes(target)) return 'all';
  return ADDRESSES.findIndex((address) => address.toString(16) === target);
}
