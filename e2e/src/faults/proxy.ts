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

/** Host and port of an address. */
export function targetOf(address: string): Target {
  const { hostname: host, port } = new URL(address);
  return { host, port: Number(port) };
}

export type Proxy = {
  readonly address: string;
  weather: Weather;
  /** How often the weather hit. */
  readonly hits: () => number;
  readonly cutAll: () => void;
  readonly close: () => Promise<void>;
};

type Target = { readonly host: string; readonly port: number };

/**
 * A TCP proxy before a target whose weather can be changed at any time; each connection goes to the target of its moment,
 * as behind a balancer.
 */
export async function startProxy(target: () => Target): Promise<Proxy> {
  const sockets = new Set<Socket>();
  let hits = 0;
  const proxy = { weather: { kind: 'fair' } as Weather };
  const server = createServer((near) => {
    if (proxy.weather.kind === 'refuse') return void near.destroy();
    const far = createConnection(target());
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

type Way = 'up' | 'down';

/** One direction of a connection, and where in it something is to happen. */
type Course = {
  readonly to: Socket;
  readonly way: Way;
  readonly hit: () => void;
  readonly cut: () => void;
  /** Pieces on their way, in their order. */
  readonly late: Buffer[];
  pieces: number;
  seen: number;
  limit: number | undefined;
};

function forward(
  to: Socket,
  proxy: { readonly weather: Weather },
  way: Way,
  hit: () => void,
  cut: () => void,
): (data: Buffer) => void {
  const course: Course = { to, way, hit, cut, late: [], pieces: 0, seen: 0, limit: undefined };
  return (data) => {
    const { weather } = proxy;
    course.pieces++;
    course.seen += data.length;
    if (weather.kind === 'hole') return hit();
    // What is on its way already goes first, also once the weather is fair again.
    if (weather.kind === 'delay' || course.late.length > 0) return delay(course, weather, data);
    // The handshake gets through: it is the stream that is to be hurt.
    if (course.pieces > 1) suffer(course, weather, data);
    else to.write(data);
  };
}

function delay(course: Course, weather: Weather, data: Buffer): void {
  course.late.push(data);
  const ms = weather.kind === 'delay' ? weather.ms() : 0;
  if (ms > 0) course.hit();
  setTimeout(() => {
    const piece = course.late.shift();
    if (piece) course.to.write(piece);
  }, ms);
}

function suffer(course: Course, weather: Weather, data: Buffer): void {
  if (weather.kind === 'drop-answers' && course.way === 'down') dropAnswers(course, weather, data);
  else if (weather.kind === 'cut' && course.way === 'up') cutWithin(course, weather, data);
  else if (weather.kind === 'corrupt') corrupt(course, weather, data);
  else course.to.write(data);
}

type Of<Kind extends Weather['kind']> = Extract<Weather, { kind: Kind }>;

function dropAnswers(course: Course, weather: Of<'drop-answers'>, data: Buffer): void {
  course.limit ??= weather.after();
  if (course.pieces > course.limit) course.cut();
  else course.to.write(data);
}

function cutWithin(course: Course, weather: Of<'cut'>, data: Buffer): void {
  course.limit ??= course.seen + weather.afterBytes();
  const over = course.seen - course.limit;
  course.to.write(over > 0 ? data.subarray(0, Math.max(0, data.length - over)) : data);
  if (over > 0) course.cut();
}

function corrupt(course: Course, weather: Of<'corrupt'>, data: Buffer): void {
  course.limit ??= course.seen + weather.everyBytes();
  if (course.seen > course.limit) {
    const at = Math.max(0, data.length - (course.seen - course.limit) - 1);
    data[at] = (data[at] ?? 0) ^ 0x55;
    course.hit();
    course.limit = course.seen + weather.everyBytes();
  }
  course.to.write(data);
}
