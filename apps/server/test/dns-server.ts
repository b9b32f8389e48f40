import { createSocket } from 'node:dgram';

export type DnsServer = {
  /** `127.0.0.1:<port>` */
  readonly address: string;
  /** TXT records by name. */
  readonly records: Map<string, string>;
  readonly close: () => Promise<void>;
};

/** A DNS server that knows TXT records only (RFC 1035). */
export async function startDnsServer(): Promise<DnsServer> {
  const records = new Map<string, string>();
  const socket = createSocket('udp4');
  socket.on('message', (message, { port, address }) => {
    socket.send(answerTo(message, records), port, address);
  });
  await new Promise<void>((resolve) => socket.bind(0, '127.0.0.1', resolve));
  return {
    address: `127.0.0.1:${socket.address().port}`,
    records,
    close: () => new Promise((resolve) => socket.close(() => resolve())),
  };
}

function answerTo(message: Buffer, records: ReadonlyMap<string, string>): Buffer {
  const labels: string[] = [];
  let at = 12;
  for (let length = message[at] ?? 0; length > 0; length = message[at] ?? 0) {
    labels.push(message.toString('ascii', at + 1, at + 1 + length));
    at += 1 + length;
  }
  const question = message.subarray(12, at + 5);
  const text = records.get(labels.join('.').toLowerCase());
  const header = Buffer.alloc(12);
  message.copy(header, 0, 0, 2);
  header.writeUInt16BE(text === undefined ? 0x8183 : 0x8180, 2);
  header.writeUInt16BE(1, 4);
  header.writeUInt16BE(text === undefined ? 0 : 1, 6);
  if (text === undefined) return Buffer.concat([header, question]);
  const value = Buffer.from(text, 'ascii');
  const answer = Buffer.from([
    0xc0,
    0x0c,
    0,
    16,
    0,
    1,
    0,
    0,
    0,
    1,
    0,
    value.length + 1,
    value.length,
  ]);
  return Buffer.concat([header, question, answer, value]);
}
