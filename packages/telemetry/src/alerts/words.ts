import type { AlertCondition, AlertTest } from './rule.ts';

/** How a channel and its values are written; the reader's units are the caller's business. */
export type AlertWords = {
  readonly label: (channel: string) => string;
  /** A value with its unit, as `110 °C`. */
  readonly value: (channel: string, value: number) => string;
  /** A change per second with its unit, as `2 °C/s`. */
  readonly rate: (channel: string, perSecond: number) => string;
};

const DIRECTIONS = { rising: 'rises', falling: 'falls', either: 'changes' } as const;

/** A rule in words: "Coolant above 110 °C for 5 s". */
export function describeCondition(
  condition: AlertCondition,
  minimumSeconds: number,
  words: AlertWords,
): string {
  const held = minimumSeconds > 0 ? ` for ${formatSeconds(minimumSeconds)}` : '';
  if (!('tests' in condition)) return `${describeTest(condition, words)}${held}`;
  const joint = condition.kind === 'all' ? ' and ' : ' or ';
  const parts = condition.tests.map((test) => describeTest(test, words));
  const text = parts.join(joint);
  return held && parts.length > 1 ? `${text},${held}` : `${text}${held}`;
}

function describeTest(test: AlertTest, { label, value, rate }: AlertWords): string {
  switch (test.kind) {
    case 'above':
    case 'below':
      return `${label(test.channel)} ${test.kind} ${value(test.channel, test.threshold)}`;
    case 'equal':
      return `${label(test.channel)} equal to ${value(test.channel, test.threshold)}`;
    case 'outside':
      return `${label(test.channel)} outside ${value(test.channel, test.low)} to ${value(test.channel, test.high)}`;
    case 'rate': {
      const way = DIRECTIONS[test.direction];
      const limit = rate(test.channel, test.threshold);
      return `${label(test.channel)} ${way} by more than ${limit} over ${formatSeconds(test.windowSeconds)}`;
    }
    case 'no-data': {
      const what = test.channel === null ? 'No data' : `No ${label(test.channel)} data`;
      return `${what} for ${formatSeconds(test.seconds)}`;
    }
  }
}

function formatSeconds(seconds: number): string {
  if (seconds >= 60 && seconds % 60 === 0) return `${seconds / 60} min`;
  return `${Number(seconds.toFixed(1))} s`;
}
