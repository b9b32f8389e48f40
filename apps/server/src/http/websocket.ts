import websocket from '@fastify/websocket';
import { CLOSE_CODES, SUBPROTOCOLS } from '@outlap/protocol';
import type { FastifyInstance } from 'fastify';

/** Larger messages close the socket with 1009 before they are read. */
const LARGEST_MESSAGE = 4 * 2 ** 20;
const CLOSING_MS = 1000;

/** WebSockets of the app: our subprotocols, no compression (floats hardly shrink), told to go when the server stops. */
export async function openWebSockets(app: FastifyInstance): Promise<void> {
  await app.register(websocket, {
    options: {
      maxPayload: LARGEST_MESSAGE,
      perMessageDeflate: false,
      handleProtocols: (offered: Set<string>) =>
        SUBPROTOCOLS.find((known) => offered.has(known)) ?? false,
    },
    preClose: (done) => {
      const { clients } = app.websocketServer;
      for (const client of clients) client.close(CLOSE_CODES.going_away.code, 'going_away');
      const timer = setTimeout(() => {
        for (const client of clients) client.terminate();
      }, CLOSING_MS);
      app.websocketServer.close(() => {
        clearTimeout(timer);
        done();
      });
      if (clients.size === 0) clearTimeout(timer);
    },
  });
}
