import { generateKeyPairSync, sign, type KeyObject } from 'node:crypto';

export type SignedKey = { readonly privateKey: string; readonly certificate: string };

/** A key and a certificate of its own for it, both PEM, good from 2000 to 2049. */
export function makeSignedKey(name: string, bits = 2048): SignedKey {
  const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: bits });
  const der = certificateOf(name, publicKey, privateKey);
  const lines = der.toString('base64').match(/.{1,64}/g) ?? [];
  return {
    privateKey: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    certificate: `-----BEGIN CERTIFICATE-----\n${lines.join('\n')}\n-----END CERTIFICATE-----\n`,
  };
}

const SEQUENCE = 0x30;
const SHA256_RSA = node(SEQUENCE, node(0x06, Buffer.from('2a864886f70d01010b', 'hex')), node(0x05));
const COMMON_NAME = node(0x06, Buffer.from('550403', 'hex'));

/** X.509 in the fewest fields (RFC 5280, 4.1). */
function certificateOf(name: string, publicKey: KeyObject, privateKey: KeyObject): Buffer {
  const attribute = node(SEQUENCE, COMMON_NAME, node(0x0c, Buffer.from(name)));
  const subject = node(SEQUENCE, node(0x31, attribute));
  const time = (text: string) => node(0x17, Buffer.from(text));
  const body = node(
    SEQUENCE,
    node(0xa0, node(0x02, Buffer.from([2]))),
    node(0x02, Buffer.from([1])),
    SHA256_RSA,
    subject,
    node(SEQUENCE, time('000101000000Z'), time('491231235959Z')),
    subject,
    publicKey.export({ type: 'spki', format: 'der' }),
  );
  const signature = sign('sha256', body, privateKey);
  return node(SEQUENCE, body, SHA256_RSA, node(0x03, Buffer.from([0]), signature));
}

function node(tag: number, ...parts: readonly Buffer[]): Buffer {
  const content = Buffer.concat(parts);
  const { length } = content;
  if (length < 128) return Buffer.concat([Buffer.from([tag, length]), content]);
  const size = Buffer.alloc(length < 256 ? 1 : 2);
  size.writeUIntBE(length, 0, size.length);
  return Buffer.concat([Buffer.from([tag, 0x80 | size.length]), size, content]);
}
