import type { EcuMessage } from './messages.ts';

const SYSTEMS = 'PCBU';

/** Two bytes as a trouble code: 0133 → P0133, C158 → U0158. */
export function troubleCodeOf(bits: number): string {
  const system = SYSTEMS[(bits >> 14) & 3] ?? 'P';
  const digits = (bits & 0xfff).toString(16).toUpperCase().padStart(3, '0');
  return `${system}${(bits >> 12) & 3}${digits}`;
}

/**
 * Trouble codes of an answer to mode 03, 07 or 0A. On CAN a count stands before the codes; the older buses have none and
 * pad each line to three codes. 0000 is padding.
 */
export function troubleCodesOf(
  message: EcuMessage,
  can: boolean,
): { readonly code: string; readonly ecu: string }[] {
  const { bytes, ecu } = message;
  const from = can ? 2 : 1;
  const most = can ? (bytes[1] ?? 0) : Infinity;
  const codes: { code: string; ecu: string }[] = [];
  for (let at = from; at + 1 < bytes.length && (at - from) / 2 < most; at += 2) {
    const bits = ((bytes[at] ?? 0) << 8) | (bytes[at + 1] ?? 0);
    if (bits !== 0) codes.push({ code: troubleCodeOf(bits), ecu });
  }
  return codes;
}
