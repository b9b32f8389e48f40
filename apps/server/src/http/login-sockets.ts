import type { FastifyRequest } from 'fastify';
import { CLOSE_CODES } from '@outlap/protocol';
import type { WebSocket } from 'ws';
import type { Bus } from '../bus/bus.ts';

const CLOSING_MS = 2000;

/** Sockets by the login session that opened them, which do not outlive it. */
export type LoginSockets = {
  readonly add: (request: FastifyRequest, socket: WebSocket) => void;
  readonly stop: () => void;
};

export function openLoginSockets(bus: Bus): LoginSockets {
  const sockets = new Map<string, Set<WebSocket>>();
  const end = (loginSessionId: string) => {
    for (const socket of sockets.get(loginSessionId) ?? []) {
      socket.close(CLOSE_CODES.unauthorized.code, 'unauthorized: the login session has ended');
      setTimeout(() => socket.terminate(), CLOSING_MS).unref();
    }
  };
  const stop = bus.subscribe('', (message) => {
    if (message.kind === 'logins-ended') message.loginSessionIds.forEach(end);
  });
  return {
    stop,
    add: ({ actor }, socket) => {
      const loginSessionId = actor?.loginSessionId;
      if (loginSessionId == null) return;
      const mine = sockets.get(loginSessionId) ?? new Set();
      sockets.set(loginSessionId, mine.add(socket));
      socket.once('close', () => {
        mine.delete(socket);
        if (mine.size === 0) sockets.delete(loginSessionId);
      });
    },
  };
}
