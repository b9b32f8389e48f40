import type { FastifyRequest } from 'fastify';
import { CLOSE_CODES } from '@outlap/protocol';
import type { WebSocket } from 'ws';
import type { Actor, Deps } from '../deps.ts';

const CLOSING_MS = 2000;
/** A login session also ends by its time, of which nobody is told. */
export const LOOK_MS = 30_000;

/** Sockets by the login session or the API key that opened them, which they do not outlive. */
export type LoginSockets = {
  readonly add: (request: FastifyRequest, socket: WebSocket) => void;
  readonly stop: () => void;
};

type Opened = { readonly actor: Actor; readonly sockets: Set<WebSocket> };

export function openLoginSockets({
  bus,
  identity,
  log,
}: Pick<Deps, 'bus' | 'identity' | 'log'>): LoginSockets {
  const opened = new Map<string, Opened>();
  const end = (name: string) => {
    for (const socket of opened.get(name)?.sockets ?? []) {
      socket.close(CLOSE_CODES.unauthorized.code, 'unauthorized: the login session has ended');
      setTimeout(() => socket.terminate(), CLOSING_MS).unref();
    }
  };
  const look = (name: string, { actor }: Opened) =>
    void identity.isIn(actor).then(
      (isIn) => isIn || end(name),
      (error: unknown) => log.warn({ err: error }, 'a login session could not be looked up'),
    );
  const timer = setInterval(() => {
    for (const [name, one] of opened) look(name, one);
  }, LOOK_MS);
  timer.unref();
  const stop = bus.subscribe('', (message) => {
    if (message.kind === 'logins-ended') message.loginSessionIds.forEach(end);
    if (message.kind !== 'keys-ended' && message.kind !== 'tokens-ended') return;
    for (const [name, one] of opened) if (one.actor.userId === message.userId) look(name, one);
  });
  return {
    stop: () => {
      clearInterval(timer);
      stop();
    },
    add: ({ actor }, socket) => {
      const name = actor?.loginSessionId ?? actor?.keyId;
      if (!actor || !name) return;
      const mine = opened.get(name) ?? { actor, sockets: new Set() };
      opened.set(name, mine);
      mine.sockets.add(socket);
      socket.once('close', () => {
        mine.sockets.delete(socket);
        if (mine.sockets.size === 0 && opened.get(name) === mine) opened.delete(name);
      });
    },
  };
}
