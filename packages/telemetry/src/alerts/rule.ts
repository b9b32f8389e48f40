/** A question about one channel. Values and limits are in the channel's own unit, `rate` in that unit per second. */
export type AlertTest =
  | {
      readonly kind: 'above' | 'below' | 'equal';
      readonly channel: string;
      readonly threshold: number;
      /** How far the value must come back before the test stops holding. */
      readonly hysteresis: number;
    }
  | {
      readonly kind: 'outside';
      readonly channel: string;
      readonly low: number;
      readonly high: number;
      readonly hysteresis: number;
    }
  | {
      readonly kind: 'rate';
      readonly channel: string;
      readonly direction: 'rising' | 'falling' | 'either';
      readonly threshold: number;
      readonly windowSeconds: number;
      readonly hysteresis: number;
    }
  | {
      /** Nothing came for so long: of one channel, or with null of the whole stream. */
      readonly kind: 'no-data';
      readonly channel: string | null;
      readonly seconds: number;
    };

/** One test, or several of which all or any must hold. */
export type AlertCondition =
  AlertTest | { readonly kind: 'all' | 'any'; readonly tests: readonly AlertTest[] };

/** When a rule may start alerts: days 1 (Monday) … 7, from–to as `HH:MM` in a time zone; from after to: over midnight. */
export type AlertHours = {
  readonly timeZone: string;
  readonly days: readonly number[];
  readonly from: string;
  readonly to: string;
};

/** What decides when a rule's alert starts and ends. */
export type AlertRule = {
  readonly condition: AlertCondition;
  /** The condition must hold this long without a break. */
  readonly minimumSeconds: number;
  /** A new start so soon after the end is the same alert once more. */
  readonly cooldownSeconds: number;
  readonly hours: AlertHours | null;
};

export type AlertSeverity = 'info' | 'warning' | 'critical';

/** The tests of a condition in their order. */
export function testsOf(condition: AlertCondition): readonly AlertTest[] {
  return 'tests' in condition ? condition.tests : [condition];
}

/** The channels that a condition reads, each once. */
export function channelsOf(condition: AlertCondition): readonly string[] {
  const named = testsOf(condition).flatMap(({ channel }) => channel ?? []);
  return [...new Set(named)];
}
