/** The memory that iRacing shares with other programs. */
export type LiveMemory = {
  readonly size: number;
  /** A copy of so many bytes. */
  readonly read: (offset: number, length: number) => Uint8Array;
  /** Resolves when the sim says that there is a new record, or after so many seconds. */
  readonly wait: (seconds: number, signal: AbortSignal) => Promise<void>;
  readonly close: () => void;
};

/** Undefined while the sim does not run. Throws CommandError where it never can. */
export type OpenLiveMemory = () => Promise<LiveMemory | undefined>;
