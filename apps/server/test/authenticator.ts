import {
  createHash,
  createSign,
  generateKeyPairSync,
  type KeyObject,
  randomBytes,
} from 'node:crypto';

type CborValue = number | string | Uint8Array | Map<CborValue, CborValue>;

/** Enough of CBOR (RFC 8949) for what an authenticator says. */
function toCbor(value: CborValue): Buffer {
  if (typeof value === 'number') return value < 0 ? head(1, -1 - value) : head(0, value);
  if (typeof value === 'string') return Buffer.concat([head(3, value.length), Buffer.from(value)]);
  if (value instanceof Uint8Array) return Buffer.concat([head(2, value.length), value]);
  const pairs = [...value].flatMap(([key, one]) => [toCbor(key), toCbor(one)]);
  return Buffer.concat([head(5, value.size), ...pairs]);
}

function head(major: number, length: number): Buffer {
  const type = major << 5;
  if (length < 24) return Buffer.of(type | length);
  if (length < 256) return Buffer.of(type | 24, length);
  return Buffer.of(type | 25, length >> 8, length & 255);
}

type Options = { readonly challenge: string };
export type Ceremony = {
  readonly origin?: string;
  readonly userVerified?: boolean;
  readonly rpId?: string;
};

const PRESENT = 0x01;
const VERIFIED = 0x04;
const WITH_KEY = 0x40;

/** One passkey of a device, as browsers hand its answers on (WebAuthn, ES256, no attestation). */
export class SoftAuthenticator {
  readonly id = randomBytes(16);
  readonly #key: { readonly publicKey: KeyObject; readonly privateKey: KeyObject };
  counter = 0;

  constructor() {
    this.#key = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  }

  register({ challenge }: Options, ceremony: Ceremony = {}): Record<string, unknown> {
    const { x = '', y = '' } = this.#key.publicKey.export({ format: 'jwk' });
    const key = toCbor(
      new Map<CborValue, CborValue>([
        [1, 2],
        [3, -7],
        [-1, 1],
        [-2, Buffer.from(x, 'base64url')],
        [-3, Buffer.from(y, 'base64url')],
      ]),
    );
    const credential = Buffer.concat([
      Buffer.alloc(16),
      Buffer.of(0, this.id.length),
      this.id,
      key,
    ]);
    const authData = Buffer.concat([this.#data(ceremony, WITH_KEY), credential]);
    const attestation = toCbor(
      new Map<CborValue, CborValue>([
        ['fmt', 'none'],
        ['attStmt', new Map()],
        ['authData', authData],
      ]),
    );
    return this.#answer({
      clientDataJSON: this.#client('webauthn.create', challenge, ceremony).toString('base64url'),
      attestationObject: attestation.toString('base64url'),
      transports: ['internal'],
    });
  }

  authenticate({ challenge }: Options, ceremony: Ceremony = {}): Record<string, unknown> {
    this.counter += 1;
    const client = this.#client('webauthn.get', challenge, ceremony);
    const authData = this.#data(ceremony, 0);
    const signed = Buffer.concat([authData, createHash('sha256').update(client).digest()]);
    const signature = createSign('sha256').update(signed).sign(this.#key.privateKey);
    return this.#answer({
      clientDataJSON: client.toString('base64url'),
      authenticatorData: authData.toString('base64url'),
      signature: signature.toString('base64url'),
    });
  }

  #answer(response: Record<string, unknown>): Record<string, unknown> {
    const id = this.id.toString('base64url');
    return { id, rawId: id, type: 'public-key', clientExtensionResults: {}, response };
  }

  #client(type: string, challenge: string, { origin = 'http://127.0.0.1:8000' }: Ceremony): Buffer {
    return Buffer.from(JSON.stringify({ type, challenge, origin, crossOrigin: false }));
  }

  #data({ userVerified = true, rpId = 'localhost' }: Ceremony, more: number): Buffer {
    const flags = PRESENT | (userVerified ? VERIFIED : 0) | more;
    const counter = Buffer.alloc(4);
    counter.writeUInt32BE(this.counter);
    return Buffer.concat([createHash('sha256').update(rpId).digest(), Buffer.of(flags), counter]);
  }
}
