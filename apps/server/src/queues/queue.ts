/** Bytes of a message, and of a call, at most: Amazon SQS since 2025. */
export const MESSAGE_LIMIT = 2 ** 20;

/** A message as the queue hands it out; it comes again unless it is removed within its visibility. */
export type QueueMessage = {
  readonly id: string;
  readonly body: string;
  /** Names this delivery; good until the next one. */
  readonly receipt: string;
  /** How often it was handed out, this time included. */
  readonly deliveries: number;
};

export type NewMessage = {
  readonly body: string;
  /** Messages of one group do not hold up those of another. */
  readonly group: string;
};

/** What the queue says about itself. */
export type QueueFacts = {
  /** Bytes of a message, and of a call, at most. */
  readonly largestMessage: number;
  /** After so many deliveries a message goes to the dead-letter queue; null where there is none. */
  readonly deliveries: number | null;
};

/** At least once and in no order. What was sent is kept until it is removed. */
export type Queue = {
  /** Throws QueueError where the queue cannot be asked. */
  readonly facts: () => Promise<QueueFacts>;
  /** Which of the messages the queue has taken; those it has not may be sent again. */
  readonly send: (messages: readonly NewMessage[]) => Promise<readonly boolean[]>;
  /** Up to ten messages, hidden from others for `visibleAfterSeconds`; waits for the first one. */
  readonly receive: (
    visibleAfterSeconds: number,
    signal: AbortSignal,
  ) => Promise<readonly QueueMessage[]>;
  readonly remove: (receipts: readonly string[]) => Promise<void>;
  /** Hides messages for so long from now; 0 hands them to the next who asks. */
  readonly hide: (receipts: readonly string[], seconds: number) => Promise<void>;
  readonly close: () => void;
};
