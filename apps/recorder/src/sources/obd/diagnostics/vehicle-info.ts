import type { Answer } from '../answer.ts';
import { hexOf } from '../pids.ts';

/** Bytes of one item of mode 09, by info type. */
export const INFO_SIZES = { vin: 17, calibrationId: 16, calibrationVerification: 4, ecuName: 20 };

/**
 * Data of a mode 09 answer by ECU, in items of `size` bytes. On CAN one message with a count of items in front, which
 * some ECUs leave out; on the older buses numbered lines of four bytes, padded in front.
 */
export function infoItems(answer: Answer, size: number, can: boolean): Map<string, Uint8Array[]> {
  const whole = new Map<string, Uint8Array>();
  if (can)
    for (const { ecu, bytes } of answer.messages)
      whole.set(ecu, bytes.subarray((bytes.length - 2) % size === 0 ? 2 : 3));
  else for (const [ecu, data] of joinNumbered(answer, size)) whole.set(ecu, data);
  return new Map([...whole].map(([ecu, data]) => [ecu, cut(data, size)]));
}

function joinNumbered({ messages }: Answer, size: number): Map<string, Uint8Array> {
  const lines = new Map<string, { number: number; data: Uint8Array }[]>();
  for (const { ecu, bytes } of messages) {
    const known = lines.get(ecu) ?? [];
    known.push({ number: bytes[2] ?? 0, data: bytes.subarray(3) });
    lines.set(ecu, known);
  }
  return new Map(
    [...lines].map(([ecu, parts]) => {
      const data = parts.sort((a, b) => a.number - b.number).flatMap(({ data }) => [...data]);
      return [ecu, Uint8Array.from(data.slice(data.length % size))];
    }),
  );
}

function cut(data: Uint8Array, size: number): Uint8Array[] {
  const items: Uint8Array[] = [];
  for (let at = 0; at + size <= data.length; at += size) items.push(data.slice(at, at + size));
  return items;
}

/** Printable characters only: items are padded with NUL at either end, and inside. */
export function textOf(data: Uint8Array): string {
  return String.fromCharCode(...data.filter((byte) => byte >= 0x20 && byte < 0x7f)).trim();
}

export function verificationOf(data: Uint8Array): string {
  return hexOf(data);
}

const WEIGHTS = [8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2];
const LETTERS = 'ABCDEFGH_JKLMN_P_R_STUVWXYZ';
const VALUES = '12345678_12345_7_9_23456789';

/** Whether the ninth character of a VIN is the check digit of the others: binding in North America only. */
export function checkDigitFits(vin: string): boolean {
  if (!/^[A-HJ-NPR-Z0-9]{17}$/.test(vin)) return false;
  let sum = 0;
  for (const [index, character] of [...vin].entries())
    sum += (WEIGHTS[index] ?? 0) * valueOf(character);
  return vin[8] === (sum % 11 === 10 ? 'X' : String(sum % 11));
}

function valueOf(character: string): number {
  const digit = Number(character);
  return Number.isNaN(digit) ? Number(VALUES[LETTERS.indexOf(character)]) : digit;
}
