import { AsyncLocalStorage } from 'node:async_hooks';
import { callProvider } from '../provider-address.ts';

// The library calls the identity providers of teams with the `fetch` of the process, and looks a name up twice: once to
// check it and once to call it. What it calls within `throughProviders` goes where the check has looked instead; all
// other calls of the process are as they were.

const within = new AsyncLocalStorage<readonly string[]>();
const plain = globalThis.fetch;

globalThis.fetch = (input, init) => {
  const hosts = within.getStore();
  return hosts === undefined ? plain(input, init) : callProvider(new Request(input, init), hosts);
};

/** Runs what may call nothing but identity providers. `hosts`: those that need not be public. */
export function throughProviders<T>(hosts: readonly string[], task: () => Promise<T>): Promise<T> {
  return within.run(hosts, task);
}
