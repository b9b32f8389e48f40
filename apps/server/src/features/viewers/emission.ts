import {
  encodeMessage,
  type EncodedSamples,
  encodeSamples,
  joinViewerFrame,
  type Subprotocol,
  type ViewerSamples,
} from '@outlap/protocol';

const FINAL_TEXT = 0x81;
const FINAL_BINARY = 0x82;

/**
 * A message as the bytes of one WebSocket frame (RFC 6455 §5.2: final, not masked). Made once for many sockets, which is
 * what a broadcast costs least.
 */
export function toSocketBytes(message: Uint8Array | string): Buffer {
  const length = typeof message === 'string' ? Buffer.byteLength(message) : message.length;
  const head = length < 126 ? 2 : length < 0x1_0000 ? 4 : 10;
  const bytes = Buffer.allocUnsafeSlow(head + length);
  bytes[0] = typeof message === 'string' ? FINAL_TEXT : FINAL_BINARY;
  bytes[1] = head === 2 ? length : head === 4 ? 126 : 127;
  if (head === 4) bytes.writeUInt16BE(length, 2);
  if (head === 10) bytes.writeBigUInt64BE(BigInt(length), 2);
  if (typeof message === 'string') bytes.write(message, head);
  else bytes.set(message, head);
  return bytes;
}

/** A message to many viewers, encoded once a subprotocol. */
export class Notice {
  readonly #message: { readonly type: string };
  readonly #bytes = new Map<Subprotocol, Buffer>();

  constructor(message: { readonly type: string }) {
    this.#message = message;
  }

  /** Whether a later message of its kind takes its place. */
  get isReplaced(): boolean {
    return this.#message.type === 'state' || this.#message.type === 'link';
  }

  bytesFor(subprotocol: Subprotocol): Buffer {
    let bytes = this.#bytes.get(subprotocol);
    if (!bytes) {
      bytes = toSocketBytes(encodeMessage(this.#message, subprotocol));
      this.#bytes.set(subprotocol, bytes);
    }
    return bytes;
  }
}

/** Rows of a topic on their way to its viewers: encoded once, and joined once with each id that viewers use. */
export class Emission {
  readonly sessionId: string;
  readonly samples: ViewerSamples;
  readonly #encoded = new Map<string, EncodedSamples>();
  readonly #bytes = new Map<string, Buffer>();
  /** Goes out with the samples, so that it costs no write of its own. */
  readonly rider: Notice | undefined;
  #newest: { id: string; subprotocol: Subprotocol; named: boolean; bytes: Buffer } | undefined;

  constructor(sessionId: string, samples: ViewerSamples, rider?: Notice) {
    this.sessionId = sessionId;
    this.samples = samples;
    this.rider = rider;
  }

  get first(): number {
    return this.samples.seconds[0] ?? Infinity;
  }
  get last(): number {
    return this.samples.seconds[this.samples.seconds.length - 1] ?? -Infinity;
  }

  /**
   * `named`: whether the frame says of which session it is, for subscriptions to all of them, which are told of everything
   * else by another way.
   */
  bytesFor(id: string, subprotocol: Subprotocol, named: boolean): Buffer {
    const newest = this.#newest;
    if (newest?.id === id && newest.subprotocol === subprotocol && newest.named === named)
      return newest.bytes;
    const bytes = this.#join(id, subprotocol, named);
    this.#newest = { id, subprotocol, named, bytes };
    return bytes;
  }

  #join(id: string, subprotocol: Subprotocol, named: boolean): Buffer {
    const kind = `${subprotocol} ${named}`;
    const key = `${kind} ${id}`;
    let bytes = this.#bytes.get(key);
    if (!bytes) {
      let encoded = this.#encoded.get(kind);
      if (!encoded) {
        const { sessionId, samples } = this;
        encoded = encodeSamples(named ? { sessionId, ...samples } : samples, subprotocol);
        this.#encoded.set(kind, encoded);
      }
      bytes = toSocketBytes(joinViewerFrame(id, encoded));
      if (this.rider && !named) bytes = Buffer.concat([bytes, this.rider.bytesFor(subprotocol)]);
      this.#bytes.set(key, bytes);
    }
    return bytes;
  }
}
