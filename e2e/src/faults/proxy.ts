import { once } from 'node:events';
import { createConnection, createServer, type Socket } from 'node:net';

/** What a network does to the bytes between recorder and server. */
export type Weather =
  | { readonly kind: 'fair' }
  /** Nothing gets through, and nobody is told: a half-open link. */
  | { readonly kind: 'hole' }
  | { readonly kind: 'refuse' }
  | { readonly kind: 'delay'; readonly ms: () => number }
  /** The server's answers from the `after`-th piece on are swallowed, and the connection is cut. */
  | { readonly kind: 'drop-answers'; readonly after: () => number }
  /** The connection is cut in the middle of what the recorder sends. */
  | { readonly kind: 'cut'; readonly afterBytes: () => number }
  /** One byte in about `everyBytes` is another one, in both directions. */
  | { readonly kind: 'corrupt'; readonly everyBytes: () => number };

export type Proxy = {
  readonly address: string;
  weather: Weather;
  /** How often the weather hit. */
  readonly hits: () => number;
  readonly cutAll: () => void;
  readonly close: () => Promise<void>;
};

/** A TCP proxy before `target` whose weather can be changed at any time; each connection lives with the weather it met. */
export async function startProxy(target: { host: string; port: number }): Promise<Proxy> {
  const sockets = new Set<Socket>();
  let hits = 0;
  const proxy = { weather: { kind: 'fair' } as Weather };
  const server = createServer((near) => {
    if (proxy.weather.kind === 'refuse') return void near.destroy();
    const far = createConnection(target);
    for (const socket of [near, far]) {
      sockets.add(socket);
      socket.on('error', () => undefined);
      socket.on('close', () => {
        sockets.delete(socket);
        near.destroy();
        far.destroy();
      });
    }
    const hit = () => void hits++;
    const cut = () => {
      hit();
      near.destroy();
      far.destroy();
    };
    near.on('data', forward(far, proxy, 'up', hit, cut));
    far.on('data', forward(near, proxy, 'down', hit, cut));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address() as { port: number };
  return Object.assign(proxy, {
    address: `http://127.0.0.1:${address.port}`,
    hits: () => hits,
    cutAll: () => {
      for (const socket of sockets) socket.destroy();
    },
    close: async () => {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  });
}

function forward(
  to: Socket,
  proxy: { readonly weather: Weather },
  way: 'up' | 'down',
  hit: () => void,
  cut: () => void,
): (data: Buffer) => void {
  let pieces = 0;
  let limit: number | undefined;
  let seen = 0;
  return (data) => {
    const { weather } = proxy;
    pieces++;
    seen += data.length;
    if (weather.kind === 'fair') return void to.write(data);
    if (weather.kind === 'hole') return hit();
    if (weather.kind === 'delay') return void setTimeout(() => to.write(data), weather.ms());
    // The handshake gets through: it is the stream that is to be hurt.
    if (pieces < 2) return void to.write(data);
    if (weather.kind === 'drop-answers' && way === 'down') {
      limit ??= weather.after();
      if (pieces > limit) return cut();
    }
    if (weather.kind === 'cut' && way === 'up') {
      limit ??= seen + weather.afterBytes();
      if (seen > limit) {
        to.write(data.subarray(0, Math.max(0, data.length - (seen - limit))));
        return cut();
      }
    }
    if (weather.kind === 'corrupt') {
      limit ??= seen + weather.everyBytes();
      if (seen > limit) {
        const at = Math.max(0, data.length - (seen - limit) - 1);
        data[at] = (data[at] ?? 0) ^ 0x55;
        hit();
        limit = seen + weather.everyBytes();
      }
    }
    to.write(data);
  };
}
