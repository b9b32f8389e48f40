import type { DiagnosticMethod, FramePart, StreamDescription, StreamEvent } from '@outlap/protocol';

/** What a source brings, in order. Seconds count from when it was opened, by a clock that never jumps. */
export type SourceItem =
  | {
      readonly kind: 'samples';
      readonly parts: readonly FramePart[];
      readonly events?: readonly StreamEvent[];
    }
  /** The source knows more now: the same groups, and further ones behind them. */
  | { readonly kind: 'described'; readonly description: StreamDescription }
  /** What the terminal shows about the link to the car: never an end, the source goes on trying by itself. */
  | {
      readonly kind: 'link';
      readonly state: 'connecting' | 'connected' | 'silent' | 'ignition-off';
      readonly detail: string;
    };

/** A car, a sim or a file that is being driven: the hardware abstraction layer. */
export type Source = {
  /** Vehicle, channels and rates as far as they are known now. */
  readonly describe: () => StreamDescription;
  /**
   * Samples in batches of about `FRAME_SECONDS`, until the source is over or `signal` aborts. May be iterated once.
   * Troubles with the hardware are `link` items; only what no waiting mends is thrown (CommandError).
   */
  readonly frames: (signal: AbortSignal) => AsyncIterable<SourceItem>;
  /** Answers a diagnostic question; rejects with SourceError where the source cannot. */
  readonly request: (method: DiagnosticMethod, signal: AbortSignal) => Promise<unknown>;
  /** Samples per second of each channel over the last ten seconds, where that is not what was asked for. */
  readonly achievedHz?: () => Readonly<Record<string, number>>;
  readonly close: () => Promise<void>;
};

/** How much time the samples of one frame span: what a viewer waits at most for the first of them. */
export const FRAME_SECONDS = 0.05;

/** Clock and randomness of a source, so that tests need not wait. Seconds never jump; `wall` is milliseconds since 1970. */
export type SourceClock = {
  readonly seconds: () => number;
  readonly wall: () => number;
  readonly sleep: (seconds: number, signal?: AbortSignal) => Promise<void>;
};

/** A request that the source refuses: `unsupported`, `engine_running`, `no_answer`, `not_connected`. */
export class SourceError extends Error {
  override name = 'SourceError';
  readonly code: 'unsupported' | 'engine_running' | 'no_answer' | 'not_connected';
  constructor(code: SourceError['code'], detail: string, options?: ErrorOptions) {
    super(detail, options);
    this.code = code;
  }
}
