import type { Answer } from './ecu.ts';

/** A bus of the OBD connector, by the number that ELM327 adapters give it. */
export type Bus = {
  readonly name: string;
  readonly kind: 'can11' | 'can29' | 'iso' | 'kwp' | 'j1850';
  readonly functional: string;
};

export const BUSES: Readonly<Record<number, Bus>> = {
  1: { name: 'SAE J1850 PWM', kind: 'j1850', functional: '616AF1' },
  2: { name: 'SAE J1850 VPW', kind: 'j1850', functional: '686AF1' },
  3: { name: 'ISO 9141-2', kind: 'iso', functional: '686AF1' },
  4: { name: 'ISO 14230-4 (KWP 5BAUD)', kind: 'kwp', functional: 'C133F1' },
  5: { name: 'ISO 14230-4 (KWP FAST)', kind: 'kwp', functional: 'C133F1' },
  6: { name: 'ISO 15765-4 (CAN 11/500)', kind: 'can11', functional: '7DF' },
  7: { name: 'ISO 15765-4 (CAN 29/500)', kind: 'can29', functional: '18DB33F1' },
  8: { name: 'ISO 15765-4 (CAN 11/250)', kind: 'can11', functional: '7DF' },
  9: { name: 'ISO 15765-4 (CAN 29/250)', kind: 'can29', functional: '18DB33F1' },
  10: { name: 'SAE J1939 (CAN 29/250)', kind: 'can29', functional: '18DB33F1' },
};

export const isCan = ({ kind }: Bus): boolean => kind === 'can11' || kind === 'can29';

/** How answers are written. */
export type Looks = {
  readonly headers: boolean;
  readonly spaces: boolean;
  readonly lengths: boolean;
  readonly formatting: boolean;
};

/** Addresses of the control units on the older buses. */
export const ADDRESSES = [0x10, 0x18] as const;

/** Name under which a control unit answers, as its header is written: `7E8`, `18DAF110`, `486B10`. */
export function headerOf(bus: Bus, ecu: number): string {
  const address = hex(ADDRESSES[ecu] ?? 0);
  switch (bus.kind) {
    case 'can11':
      return (0x7e8 + ecu).toString(16).toUpperCase();
    case 'can29':
      return `18DAF1${address}`;
    case 'kwp':
      return `80F1${address}`;
    case 'iso':
      return `486B${address}`;
    case 'j1850':
      return `${bus.functional.startsWith('61') ? '41' : '48'}6B${address}`;
  }
}

/** One line of an answer for each frame on the bus; long answers of several control units on CAN come mixed. */
export function toLines(
  bus: Bus,
  answers: readonly { readonly ecu: number; readonly messages: Answer }[],
  looks: Looks,
): string[] {
  const toFrameLines = isCan(bus) ? canLines : shortLines;
  const queues = answers.map(({ ecu, messages }) =>
    messages.flatMap((message) => toFrameLines(bus, ecu, message, looks)),
  );
  const lines: string[] = [];
  for (let i = 0; queues.some((queue) => i < queue.length); i++)
    for (const queue of queues) if (queue[i] !== undefined) lines.push(queue[i] ?? '');
  return lines;
}

function canLines(bus: Bus, ecu: number, message: readonly number[], looks: Looks): string[] {
  const frames = toIsoTp(message, ecu);
  if (looks.headers) {
    const header = headerOf(bus, ecu);
    const id = bus.kind === 'can11' ? [header] : pairs(header);
    const length = looks.lengths ? ['8'] : [];
    return frames.map((frame) => line([...id, ...length, ...frame.map(hex)], looks));
  }
  if (!looks.formatting) return frames.map((frame) => line(frame.map(hex), looks));
  if (frames.length === 1) return [line(message.map(hex), looks)];
  const numbered = frames.map((frame, i) => {
    const text = line(frame.slice(i === 0 ? 2 : 1).map(hex), looks);
    return `${(i % 16).toString(16).toUpperCase()}:${looks.spaces ? ' ' : ''}${text}`;
  });
  return [message.length.toString(16).toUpperCase().padStart(3, '0'), ...numbered];
}

/** ISO 15765-2: one frame of up to 7 bytes, or a first frame and consecutive ones, padded. */
function toIsoTp(message: readonly number[], ecu: number): number[][] {
  const pad = (frame: number[]): number[] =>
    Array.from({ length: 8 }, (_, i) => frame[i] ?? (ecu === 0 ? 0x00 : 0xaa));
  const { length } = message;
  if (length <= 7) return [pad([length, ...message])];
  const frames = [pad([0x10 | (length >> 8), length & 0xff, ...message.slice(0, 6)])];
  for (let at = 6, n = 1; at < length; at += 7, n++)
    frames.push(pad([0x20 | (n & 15), ...message.slice(at, at + 7)]));
  return frames;
}

function shortLines(bus: Bus, ecu: number, message: readonly number[], looks: Looks): string[] {
  if (!looks.headers) return [line(message.map(hex), looks)];
  const header = pairs(headerOf(bus, ecu)).map((pair) => Number.parseInt(pair, 16));
  if (bus.kind === 'kwp') header[0] = 0x80 | message.length;
  const bytes = [...header, ...message];
  const check = bus.kind === 'j1850' ? crcOf(bytes) : bytes.reduce((sum, byte) => sum + byte, 0);
  return [line([...bytes, check & 0xff].map(hex), looks)];
}

/** CRC-8 of SAE J1850: polynomial 0x1D, beginning and end inverted. */
function crcOf(bytes: readonly number[]): number {
  let crc = 0xff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = crc & 0x80 ? ((crc << 1) ^ 0x1d) & 0xff : crc << 1;
  }
  return crc ^ 0xff;
}

/** Adapters write a space behind each byte, the last one too. */
function line(words: readonly string[], { spaces }: Looks): string {
  return spaces ? words.map((word) => `${word} `).join('') : words.join('');
}

const hex = (byte: number): string => byte.toString(16).toUpperCase().padStart(2, '0');
const pairs = (text: string): string[] => text.match(/../g) ?? [];
