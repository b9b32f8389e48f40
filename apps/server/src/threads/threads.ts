/** Threads for work that would block the event loop. */
export type Threads = { readonly close: () => Promise<void> };
