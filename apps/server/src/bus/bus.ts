import type { Frame, LinkState, LiveState, StreamDescription } from '@outlap/protocol';

/** What happens to running sessions, told to whoever listens, on this server and on the others. */
export type BusMessage =
  | {
      readonly kind: 'frame';
      readonly sessionId: string;
      readonly streamId: string;
      readonly frame: Frame;
      /** Wall clock of the server that took it in, milliseconds since 1970. */
      readonly receivedAt: number;
      /** The recorder's clock minus the server's, milliseconds, as measured by pings; null before the first. */
      readonly clockOffsetMs: number | null;
      /** Came late from a backlog: fills history, never the current value. */
      readonly backlog: boolean;
    }
  | {
      readonly kind: 'described';
      readonly sessionId: string;
      readonly description: StreamDescription;
    }
  | { readonly kind: 'state'; readonly sessionId: string; readonly state: LiveState }
  | { readonly kind: 'link'; readonly sessionId: string; readonly link: LinkState }
  | {
      readonly kind: 'lap';
      readonly sessionId: string;
      readonly lapId: string;
      readonly lapNumber: number;
    }
  | { readonly kind: 'ended'; readonly sessionId: string }
  | { readonly kind: 'alert'; readonly sessionId: string; readonly alert: unknown }
  | { readonly kind: 'rules-changed'; readonly sessionId: '' }
  /** Somebody wants forwarding to try again at once. */
  | { readonly kind: 'sync-wanted'; readonly sessionId: '' }
  /** A question to the recorder of a session, and its answer, wherever its socket is. */
  | {
      readonly kind: 'request';
      readonly sessionId: string;
      readonly id: string;
      readonly method: string;
      readonly timeoutSeconds: number;
    }
  /** The server that has the recorder's socket has handed the question on. */
  | { readonly kind: 'taken'; readonly sessionId: string; readonly id: string }
  | {
      readonly kind: 'answer';
      readonly sessionId: string;
      readonly id: string;
      readonly result?: unknown;
      readonly error?: { readonly code: string; readonly detail: string };
    };

type Handler = (message: BusMessage) => void;

/**
 * Messages by session. Inside a process they are handed over as they are; with REDIS_URL they reach every server. A
 * handler must not block; what it throws is logged. Delivery is at most once: durability is the database's.
 */
export type Bus = {
  readonly publish: (message: BusMessage) => void;
  /** Messages of one session, of all with `'*'`, or those that belong to none with `''`. Returns how to stop. */
  readonly subscribe: (sessionId: string, handler: Handler) => () => void;
  readonly close: () => Promise<void>;
};

/** The bus of a server that is alone. */
export function openLocalBus(onError: (error: unknown) => void): Bus {
  const handlers = new Map<string, Set<Handler>>();
  const deliver = (topic: string, message: BusMessage) => {
    for (const handler of handlers.get(topic) ?? []) {
      try {
        handler(message);
      } catch (error) {
        onError(error);
      }
    }
  };
  return {
    publish: (message) => {
      deliver(message.sessionId, message);
      deliver('*', message);
    },
    subscribe: (sessionId, handler) => {
      const set = handlers.get(sessionId) ?? new Set();
      handlers.set(sessionId, set);
      set.add(handler);
      return () => {
        set.delete(handler);
        if (set.size === 0) handlers.delete(sessionId);
      };
    },
    close: async () => handlers.clear(),
  };
}
