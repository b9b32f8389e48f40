import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

export type CuttingProxy = {
  /** `http://127.0.0.1:<port>` */
  readonly address: string;
  /** Where connections go from now on; null: nobody is there. Those that are open break. */
  readonly retarget: (target: string | null) => void;
  /** Bytes of the client after which a connection is cut. */
  cutAfterBytes: number;
  /** Bytes that clients have sent through. */
  readonly bytes: number;
  /** Connections that were cut. */
  readonly cuts: number;
  readonly close: () => Promise<void>;
};

/** A real TCP proxy that cuts connections in the middle. */
export async function openCuttingProxy(first: string): Promise<CuttingProxy> {
  const sockets = new Set<Socket>();
  let target: string | null = first;
  const breakAll = () => {
    for (const socket of sockets) socket.destroy();
  };
  const counts = { bytes: 0, cuts: 0 };
  const server = createServer((client) => {
    sockets.add(client);
    client.on('error', () => undefined);
    client.once('close', () => sockets.delete(client));
    if (target === null) return client.destroy();
    const { hostname, port } = new URL(target);
    const upstream = connect(Number(port), hostname);
    upstream.on('error', () => client.destroy());
    upstream.once('close', () => client.destroy());
    client.once('close', () => upstream.end());
    upstream.pipe(client);
    let passed = 0;
    client.on('data', (chunk: Buffer) => {
      const room = proxy.cutAfterBytes - passed;
      passed += chunk.length;
      counts.bytes += Math.min(chunk.length, room);
      if (chunk.length < room) return void upstream.write(chunk);
      counts.cuts++;
      upstream.end(chunk.subarray(0, room));
      client.destroy();
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const proxy: CuttingProxy = {
    address: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    retarget: (next) => {
      target = next;
      breakAll();
    },
    cutAfterBytes: Infinity,
    get bytes() {
      return counts.bytes;
    },
    get cuts() {
      return counts.cuts;
    },
    close: async () => {
      breakAll();
      server.close();
      await once(server, 'close');
    },
  };
  return proxy;
}
