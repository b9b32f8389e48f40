import type { Keychain } from './login/keychain.ts';

/** Everything a command takes from the outside: built once in `main.ts`, or by a test. */
export type World = {
  readonly stdout: { write(text: string): unknown; readonly isTTY?: boolean };
  readonly stderr: { write(text: string): unknown; readonly isTTY?: boolean };
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly fetch: typeof globalThis.fetch;
  /** What a person knows this machine by. */
  readonly hostname?: string;
  /** Where the system keeps secrets; undefined where it has no such place. */
  readonly openKeychain?: () => Promise<Keychain | undefined>;
  /**
   * Calls once when a person or the system wants the program to end; a second time ends it at once. Gives back what
   * stops listening.
   */
  readonly onInterrupt?: (listener: () => void) => () => void;
};
