import { createHmac } from 'node:crypto';

/** An authenticator app as others write it: from the address in the picture, by RFC 4648 and RFC 6238 alone. */
export function readTotp(uri: string): (stepsAhead?: number) => string {
  const query = new URL(uri).searchParams;
  const bits = [...(query.get('secret') ?? '')]
    .map((letter) =>
      'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(letter).toString(2).padStart(5, '0'),
    )
    .join('');
  const key = Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2)));
  const period = Number(query.get('period') ?? 30) * 1000;
  return (stepsAhead = 0) => {
    const counter = Buffer.alloc(8);
    counter.writeBigUInt64BE(BigInt(Math.floor(Date.now() / period) + stepsAhead));
    const mac = createHmac('sha1', key).update(counter).digest();
    const offset = mac.readUInt8(mac.length - 1) & 15;
    return String((mac.readUInt32BE(offset) & 0x7fffffff) % 1e6).padStart(6, '0');
  };
}
