/**
 * Lines of an adapter as messages of ECUs: ISO 15765-2 (single, first and consecutive frames with 11 or 29 bit
 * identifiers, several ECUs interleaved), the older buses with three header bytes and a checksum, and adapters that show
 * no headers. Lengths inside the messages are the truth, padding is dropped; what does not fit is counted, never thrown.
 */
export type Framing = 'can11' | 'can29' | 'legacy' | 'plain';

/** Payload of one message, from the service byte on. `ecu`: the identifier as it stands on the line, '' without headers. */
export type EcuMessage = { readonly ecu: string; readonly bytes: Uint8Array };

export type Assembled = { readonly messages: readonly EcuMessage[]; readonly damaged: number };

export function assemble(lines: readonly string[], framing: Framing): Assembled {
  if (framing === 'can11') return assembleCan(lines, 3);
  if (framing === 'can29') return assembleCan(lines, 8);
  return framing === 'legacy' ? assembleLegacy(lines) : assemblePlain(lines);
}

/** `undefined` where the text is not whole bytes. */
function bytesOf(hex: string): Uint8Array | undefined {
  if (hex.length % 2 !== 0 || !/^[0-9A-F]*$/.test(hex)) return undefined;
  const bytes = new Uint8Array(hex.length / 2);
  for (let i = 0; i < bytes.length; i++)
    bytes[i] = Number.parseInt(hex.slice(i * 2, i * 2 + 2), 16);
  return bytes;
}

/** A long message that is under way. Frames count 1 … 15, 0, 1 …; one that is late finds its place by its number. */
class LongMessage {
  readonly ecu: string;
  readonly #length: number;
  readonly #head: Uint8Array;
  readonly #frames = new Map<number, Uint8Array>();

  constructor(ecu: string, length: number, head: Uint8Array) {
    this.ecu = ecu;
    this.#length = length;
    this.#head = head;
  }

  get #wanted(): number {
    return Math.max(0, Math.ceil((this.#length - this.#head.length) / 7));
  }

  add(number: number, data: Uint8Array): void {
    const expected = this.#frames.size + 1;
    let place = expected + ((((number - expected) % 16) + 16) % 16);
    if (place - expected > 8 && place > 16) place -= 16;
    if (!this.#frames.has(place)) this.#frames.set(place, data);
  }

  finish(): EcuMessage | undefined {
    const bytes = new Uint8Array(this.#length);
    bytes.set(this.#head.subarray(0, this.#length));
    let at = this.#head.length;
    for (let place = 1; place <= this.#wanted; place++) {
      const frame = this.#frames.get(place);
      if (!frame || frame.length < Math.min(7, this.#length - at)) return undefined;
      bytes.set(frame.subarray(0, this.#length - at), at);
      at += 7;
    }
    return { ecu: this.ecu, bytes };
  }
}

class CanAssembly {
  readonly #slots: (EcuMessage | LongMessage)[] = [];
  readonly #open = new Map<string, LongMessage>();
  damaged = 0;

  add(ecu: string, frame: Uint8Array): void {
    const control = frame[0] ?? 0;
    const kind = control >> 4;
    if (kind === 0) this.#single(ecu, frame, control & 15);
    else if (kind === 1) this.#first(ecu, frame, ((control & 15) << 8) | (frame[1] ?? 0));
    else if (kind === 2) this.#consecutive(ecu, control & 15, frame.subarray(1));
    else if (kind !== 3) this.damaged++;
  }

  #single(ecu: string, frame: Uint8Array, length: number): void {
    if (length === 0 || frame.length < 1 + length) this.damaged++;
    else this.#slots.push({ ecu, bytes: frame.slice(1, 1 + length) });
  }

  #first(ecu: string, frame: Uint8Array, length: number): void {
    if (length < 7 || frame.length < 8) {
      this.damaged++;
      return;
    }
    const message = new LongMessage(ecu, length, frame.slice(2, 8));
    this.#open.set(ecu, message);
    this.#slots.push(message);
  }

  #consecutive(ecu: string, number: number, data: Uint8Array): void {
    const message = this.#open.get(ecu);
    if (message) message.add(number, data);
    else this.damaged++;
  }

  finish(): Assembled {
    const messages: EcuMessage[] = [];
    for (const slot of this.#slots) {
      const message = slot instanceof LongMessage ? slot.finish() : slot;
      if (message) messages.push(message);
      else this.damaged++;
    }
    return { messages, damaged: this.damaged };
  }
}

function assembleCan(lines: readonly string[], digits: number): Assembled {
  const assembly = new CanAssembly();
  for (const line of lines) {
    const frame = bytesOf(line.slice(digits));
    if (!frame || frame.length < 2 || frame.length > 8) assembly.damaged++;
    else assembly.add(line.slice(0, digits), frame);
  }
  return assembly.finish();
}

function assembleLegacy(lines: readonly string[]): Assembled {
  const messages: EcuMessage[] = [];
  for (const line of lines) {
    const bytes = bytesOf(line);
    const data = bytes && legacyData(bytes);
    if (data) messages.push({ ecu: line.slice(4, 6), bytes: data });
  }
  return { messages, damaged: lines.length - messages.length };
}

// ISO 14230 may tell the length in its first byte, or behind the header; ISO 9141 and J1850 end where the line does,
// before the checksum.
function legacyData(bytes: Uint8Array): Uint8Array | undefined {
  const [format = 0] = bytes;
  const told = format >= 0x80 ? format & 0x3f : 0;
  const from = format >= 0x80 && told === 0 ? 4 : 3;
  const end = told > 0 ? from + told : bytes.length - 1;
  return end > from && end < bytes.length ? bytes.slice(from, end) : undefined;
}

// Without headers a long CAN answer is its length ("014") and numbered lines; two ECUs cannot be told apart.
function assemblePlain(lines: readonly string[]): Assembled {
  const messages: EcuMessage[] = [];
  let damaged = 0;
  let length: number | undefined;
  let segments = '';
  const finish = () => {
    const bytes = bytesOf(segments);
    if (segments !== '') {
      if (!bytes || (length !== undefined && bytes.length < length)) damaged++;
      else messages.push({ ecu: '', bytes: bytes.slice(0, length) });
    }
    length = undefined;
    segments = '';
  };
  for (const line of lines) {
    const numbered = /^([0-9A-F]):(.*)$/.exec(line);
    if (/^[0-9A-F]{3}$/.test(line)) {
      finish();
      length = Number.parseInt(line, 16);
    } else if (numbered) {
      if (numbered[1] === '0' && segments.length > 12) finish();
      segments += numbered[2] ?? '';
    } else if (length !== undefined && segments.length < length * 2) segments += line;
    else {
      finish();
      const bytes = bytesOf(line);
      if (bytes && bytes.length > 0) messages.push({ ecu: '', bytes });
      else damaged++;
    }
  }
  finish();
  return { messages, damaged };
}
