import type { CloseReason, Subprotocol } from '@outlap/protocol';

/** The socket of a viewer, as far as the rest of the feature knows it. Bytes are whole WebSocket frames. */
export type Outlet = {
  readonly subprotocol: Subprotocol;
  /** Bytes that wait in this process because the viewer does not read. */
  readonly queuedBytes: () => number;
  readonly write: (bytes: Buffer) => void;
  readonly whenDrained: () => Promise<void>;
  readonly ping: () => void;
  readonly close: (reason: CloseReason, detail: string) => void;
  readonly terminate: () => void;
};
