import { setTimeout as later } from 'node:timers';
import type { FastifyPluginAsync, FastifyRequest } from 'fastify';
import { CLOSE_CODES, SUBPROTOCOLS } from '@outlap/protocol';
import type { WebSocket } from 'ws';
import type { Deps } from '../../deps.ts';
import { ctxOf } from '../../http/ctx.ts';
import { openLoginSockets } from '../../http/login-sockets.ts';
import { enter } from '../../observe/sockets.ts';
import { Hub } from './hub.ts';
import type { Outlet } from './outlet.ts';
import { Viewer } from './viewer.ts';

/** A viewer that does not read never sees the closing handshake. */
const CLOSING_MS = 2000;
const LONGEST_CLOSE_DETAIL = 100;
const NOTHING = Buffer.alloc(0);

/** `/ws/telemetry`: running sessions for those who watch. */
export const telemetrySocket =
  (deps: Deps): FastifyPluginAsync =>
  async (app) => {
    const hub = new Hub();
    const stop = deps.bus.subscribe('', (message) => {
      if (message.kind === 'access-changed') hub.recheck(message.userId);
    });
    const logins = openLoginSockets(deps);
    app.addHook('onClose', async () => {
      stop();
      logins.stop();
      hub.close();
    });
    app.get(
      '/ws/telemetry',
      { websocket: true, config: { verb: 'telemetrySocket' } },
      (socket, request) => {
        logins.add(request, socket);
        socket.once('close', enter(deps.metrics, 'viewer'));
        const viewer = new Viewer(ctxOf(deps, request), hub, toOutlet(socket, request));
        socket.on('message', (data: Buffer, isBinary: boolean) =>
          viewer.receive(isBinary ? data : data.toString()),
        );
        socket.on('pong', () => viewer.alive());
        socket.on('close', () => viewer.leave());
      },
    );
  };

/**
 * Frames are made once for all viewers and written to the socket under the WebSocket. That is sound as long as nothing is
 * compressed: `ws` writes its own frames (pings, closing) whole and at once, too.
 */
function toOutlet(socket: WebSocket, request: FastifyRequest): Outlet {
  const stream = request.raw.socket;
  const isOpen = () => socket.readyState === socket.OPEN && stream.writable;
  return {
    // Whoever names no subprotocol has a text tool.
    subprotocol: SUBPROTOCOLS.find((known) => known === socket.protocol) ?? 'outlap.v1.json',
    queuedBytes: () => stream.writableLength,
    write: (bytes) => {
      if (isOpen()) stream.write(bytes);
    },
    // What is written is done in its order; 'drain' would come only after a full queue.
    whenDrained: () => new Promise((resolve) => void stream.write(NOTHING, () => resolve())),
    ping: () => socket.ping(),
    close: (reason, detail) => {
      socket.close(CLOSE_CODES[reason].code, detail.slice(0, LONGEST_CLOSE_DETAIL));
      later(() => socket.terminate(), CLOSING_MS).unref();
    },
    terminate: () => socket.terminate(),
  };
}
