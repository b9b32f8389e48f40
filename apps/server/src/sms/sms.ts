type TextMessage = {
  /** E.164: `+491701234567`. */
  readonly to: string;
  readonly text: string;
};

/** Messages to phones. */
export type Sms = {
  /** Returns once the provider has taken the message. Throws SmsError. */
  readonly send: (message: TextMessage) => Promise<void>;
  readonly close: () => void;
};

/** A provider that did not take a message; what it says may name the number, and is for the log only. */
export class SmsError extends Error {
  override name = 'SmsError';
}
