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
  /** A stream was ended or opened again in the database: whoever looks after streams has something to do. */
  | { readonly kind: 'stream-changed'; readonly sessionId: '' }
  | { readonly kind: 'alert'; readonly sessionId: string; readonly alert: unknown }
  | { readonly kind: 'rules-changed'; readonly sessionId: '' }
  /** Somebody may see more than before, or less: who watches is looked at again, all where nobody is named. */
  | { readonly kind: 'access-changed'; readonly sessionId: ''; readonly userId?: string }
  /** Something in the outbox is to be sent now. */
  | { readonly kind: 'outbox-changed'; readonly sessionId: '' }
  /** Login sessions that are over: their access tokens are refused from now on. */
  | {
      readonly kind: 'logins-ended';
      readonly sessionId: '';
      readonly loginSessionIds: readonly string[];
    }
  /** Access tokens of a person below a version are refused from now on. */
  | {
      readonly kind: 'tokens-ended';
      readonly sessionId: '';
      readonly userId: string;
      readonly tokenVersion: number;
    }
  /** A person's API keys are to be looked up anew: one was revoked. */
  | { readonly kind: 'keys-ended'; readonly sessionId: ''; readonly userId: string }
  /** Somebody wants their data, or their account to go. */
  | { readonly kind: 'privacy-wanted'; readonly sessionId: '' }
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

export type Handler = (message: BusMessage) => void;

/** What of a session's messages somebody wants to hear; everything by default. */
export type Interest = {
  /** False: all but the frames, which are most of the traffic. */
  readonly frames?: boolean;
  /** True: only what this very server publishes, so that one server and not each of them acts on it. */
  readonly here?: boolean;
};

/**
 * Messages by session. Inside a process they are handed over as they are; with REDIS_URL they reach every server. A
 * handler must not block; what it throws is logged. Delivery is at most once: durability is the database's.
 */
export type Bus = {
  readonly publish: (message: BusMessage) => void;
  /** Messages of one session, of all with `'*'`, or those that belong to none with `''`. Returns how to stop. */
  readonly subscribe: (sessionId: string, handler: Handler, interest?: Interest) => () => void;
  /** Whether other servers are heard; missing where there are none. */
  readonly connected?: () => boolean;
  readonly close: () => Promise<void>;
};

/** The bus of a server that is alone. */
export function openLocalBus(onError: (error: unknown) => void): Bus {
  const handlers = new Handlers(onError);
  return {
    publish: (message) => {
      handlers.deliver(message.sessionId, message, true);
      handlers.deliver('*', message, true);
    },
    subscribe: (sessionId, handler, interest = {}) => handlers.add(sessionId, handler, interest),
    close: async () => handlers.clear(),
  };
}

type Listener = { readonly handler: Handler; readonly interest: Interest };

/** Who listens in this process, by session. */
export class Handlers {
  readonly #listeners = new Map<string, Set<Listener>>();
  readonly #onError: (error: unknown) => void;

  constructor(onError: (error: unknown) => void) {
    this.#onError = onError;
  }

  add(topic: string, handler: Handler, interest: Interest): () => void {
    const set = this.#listeners.get(topic) ?? new Set();
    this.#listeners.set(topic, set);
    const listener = { handler, interest };
    set.add(listener);
    return () => {
      set.delete(listener);
      if (set.size === 0 && this.#listeners.get(topic) === set) this.#listeners.delete(topic);
    };
  }

  /** `isOwn`: whether this server published the message. */
  deliver(topic: string, message: BusMessage, isOwn: boolean): void {
    for (const { handler, interest } of this.#listeners.get(topic) ?? []) {
      if (message.kind === 'frame' && interest.frames === false) continue;
      if (!isOwn && interest.here === true) continue;
      try {
        handler(message);
      } catch (error) {
        this.#onError(error);
      }
    }
  }

  /** Whether somebody wants what other servers publish: anything, and frames. */
  wanted(topic: string): { readonly any: boolean; readonly frames: boolean } {
    const remote = [...(this.#listeners.get(topic) ?? [])].filter(({ interest }) => !interest.here);
    return {
      any: remote.length > 0,
      frames: remote.some(({ interest }) => interest.frames !== false),
    };
  }

  clear(): void {
    this.#listeners.clear();
  }
}
