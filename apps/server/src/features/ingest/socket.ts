import type { FastifyPluginAsync } from 'fastify';
import type { WebSocket } from 'ws';
import {
  CLOSE_CODES,
  encodeMessage,
  type FromIngest,
  sealMessage,
  SUBPROTOCOLS,
  type Subprotocol,
} from '@outlap/protocol';
import type { Deps } from '../../deps.ts';
import { ctxOf } from '../../http/ctx.ts';
import { openLoginSockets } from '../../http/login-sockets.ts';
import { enter } from '../../observe/sockets.ts';
import { Connection, type Line } from './connection.ts';

const PING_MS = 5000;
const SILENT_MS = 30_000;

/** `WS /ws/ingest`: recorders bring their frames. */
export const ingestSocket =
  (deps: Deps): FastifyPluginAsync =>
  async (app) => {
    const connections = new Map<Connection, WebSocket>();
    let timer: NodeJS.Timeout | undefined;
    const ping = () => {
      const now = deps.now().getTime();
      for (const [connection, socket] of connections) {
        if (now - connection.heardAt > SILENT_MS) socket.terminate();
        else connection.ping();
      }
      if (connections.size > 0) return;
      clearInterval(timer);
      timer = undefined;
    };
    const logins = openLoginSockets(deps);
    app.addHook('onClose', async () => {
      clearInterval(timer);
      logins.stop();
    });
    app.get(
      '/ws/ingest',
      { websocket: true, config: { verb: 'ingestSocket' } },
      (socket, request) => {
        logins.add(request, socket);
        const left = enter(deps.metrics, 'ingest');
        const connection = new Connection(
          { ...deps, log: request.log as Deps['log'] },
          deps.ingest,
          ctxOf(deps, request).actor,
          toLine(socket),
        );
        connections.set(connection, socket);
        timer ??= setInterval(ping, PING_MS);
        socket.on('message', (data: Buffer, isBinary: boolean) => {
          // What comes after goodbye was said belongs to the next connection.
          if (socket.readyState === socket.OPEN)
            connection.receive(isBinary ? data : data.toString('utf8'));
        });
        socket.on('error', () => undefined);
        socket.on('close', () => {
          left();
          connections.delete(connection);
          connection.end();
        });
      },
    );
  };

function toLine(socket: WebSocket): Line {
  const subprotocol: Subprotocol =
    SUBPROTOCOLS.find((known) => known === socket.protocol) ?? 'outlap.v1.json';
  return {
    send: (message: FromIngest) => {
      if (socket.readyState === socket.OPEN)
        socket.send(encodeMessage(sealMessage(message), subprotocol));
    },
    close: (reason, detail) =>
      socket.close(CLOSE_CODES[reason].code, `${reason}: ${detail}`.slice(0, 120)),
    pause: () => socket.pause(),
    resume: () => socket.resume(),
  };
}
