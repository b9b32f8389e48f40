import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';

export type SilentQueue = {
  /** As INGEST_QUEUE_URL names it. */
  readonly url: string;
  readonly close: () => void;
};

/** In place of SQS: takes connections and never says a word. */
export async function startSilentQueue(): Promise<SilentQueue> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => void sockets.add(socket));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `sqs://us-east-1/000000000000/silent?endpoint=${encodeURIComponent(`http://127.0.0.1:${port}`)}`,
    close: () => {
      for (const socket of sockets) socket.destroy();
      server.close();
    },
  };
}
