import websocket from '@fastify/websocket';
import { CLOSE_CODES, SUBPROTOCOLS } from '@outlap/protocol';
import type { FastifyInstance } from 'fastify';

/** Larger messages close the socket with 1009 before they are read. */
const LARGEST_MESSAGE = 4 * 2 ** 20;
const CLOSING_MS = 1000;
const FLUSH_MS = 5000;

/**
 * WebSockets of the app: our subprotocols, no compression (floats hardly shrink). When the server stops, nothing more is
 * read from them; once `flush` has made durable and acknowledged what came before, they are told to reconnect elsewhere.
 */
export async function openWebSockets(
  app: FastifyInstance,
  flush: () => Promise<void>,
): Promise<void> {
  const handOver = async () => {
    const { clients } = app.websocketServer;
    if (clients.size > 0) {
      for (const client of clients) client.pause();
      await inTime(flush());
    }
    const { code } = CLOSE_CODES.restarting;
    for (const client of clients) {
      client.close(code, 'restarting');
      client.resume();
    }
    const timer = setTimeout(() => {
      for (const client of clients) client.terminate();
    }, CLOSING_MS);
    await new Promise((resolve) => app.websocketServer.close(resolve));
    clearTimeout(timer);
  };
  await app.register(websocket, {
    options: {
      maxPayload: LARGEST_MESSAGE,
      perMessageDeflate: false,
      handleProtocols: (offered: Set<string>) =>
        SUBPROTOCOLS.find((known) => offered.has(known)) ?? false,
    },
    preClose: (done) => void handOver().then(() => done()),
  });
}

/** A database that is away must not keep the server from stopping: recorders still have what is not acknowledged. */
async function inTime(flushed: Promise<void>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<void>((resolve) => (timer = setTimeout(resolve, FLUSH_MS)));
  await Promise.race([flushed.catch(() => undefined), late]);
  clearTimeout(timer);
}
