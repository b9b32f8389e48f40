import { WireError } from './close-codes.ts';
import { decodeMessage } from './codec.ts';
import { crc32, crc32OfText } from './crc.ts';

type Message = { readonly type: string };

/** A message with a checksum over what it says (its JSON text), so that a damaged one is not believed. Not for frames, which have their own. */
export function sealMessage<T extends Message>(message: T): T & { readonly crc: number } {
  return { ...message, crc: checksumOf(message) };
}

/** Whether a message carries a checksum, and one that fits. */
export function isSealed(message: Message): boolean {
  const { crc, ...rest } = message as Message & { readonly crc?: unknown };
  return crc === checksumOf(rest);
}

/** Reads a message that must be sealed. Throws WireError corrupt for any that is not as it was sent. */
export function decodeSealed(data: Uint8Array | string): Message {
  let message: Message;
  try {
    message = decodeMessage(data);
  } catch (error) {
    throw new WireError('corrupt', (error as Error).message);
  }
  if (!isSealed(message)) throw new WireError('corrupt', 'The checksum does not fit the message');
  return message;
}

function checksumOf(message: Message): number {
  return crc32OfText(JSON.stringify(message));
}

/** `63 "crc" 1a`: how the last entry of a frame begins. */
const CRC_KEY = [0x63, 0x63, 0x72, 0x63, 0x1a];

/** Whether data of a sealing sender is as it was sent, whatever it says. Never throws. */
export function isIntact(data: Uint8Array | string): boolean {
  if (typeof data !== 'string' && data.length > 9) {
    const at = data.length - 9;
    if (CRC_KEY.every((byte, i) => data[at + i] === byte)) {
      const { buffer, byteOffset } = data;
      const crc = new DataView(buffer, byteOffset + at + 5, 4).getUint32(0);
      if (crc === crc32(data, 0, at)) return true;
    }
  }
  try {
    return isSealed(decodeMessage(data));
  } catch {
    return false;
  }
}
