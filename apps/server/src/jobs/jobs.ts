/** The job queue: work that outlives a request and a restart. */
export type Jobs = {
  /** Queues an import; its worker starts at once where one is free. */
  readonly queueImport: (importId: string) => Promise<void>;
  readonly close: () => Promise<void>;
};
