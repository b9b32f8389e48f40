import { AsyncLocalStorage } from 'node:async_hooks';

/** From where an act came: what of an entry is the same for everything that one request does. */
export type Origin = {
  readonly address: string;
  readonly userAgent: string;
  readonly requestId: string;
  /** Known only once the request has been let in. */
  readonly impersonatorId: () => string | null;
};

// Kept beside the call and not in its arguments, because an entry that forgets from where it came is worthless, and
// entries are also written deep inside of identity, where nothing else knows of requests.
const origins = new AsyncLocalStorage<Origin>();

export function withOrigin<T>(origin: Origin, task: () => T): T {
  return origins.run(origin, task);
}

export function findOrigin(): Origin | undefined {
  return origins.getStore();
}
