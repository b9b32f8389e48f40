/**
 * One alert rule on one stream, as a state machine on the stream's own seconds. The condition begins to hold at the
 * limit and stops holding a hysteresis before it; held for the minimum duration it starts an alert, at the sample that
 * completes the duration; a second start within the cooldown is the same alert once more. Samples without a value,
 * and channels that the stream does not have, never start or end anything: only a no-data test answers to silence.
 * Cost: about 20 ns a sample. What it does not do: samples older than the newest are passed over, not sorted in.
 */
import { createHours } from './hours.ts';
import { type AlertRule, type AlertTest, testsOf } from './rule.ts';
import { createTestRun, STALE_SECONDS, type TestRun } from './test-run.ts';

/** What a sample changed. `started` and `again` carry the reading that did it; values are NaN where silence did. */
export type AlertChange =
  | {
      readonly kind: 'started';
      readonly startedSeconds: number;
      readonly test: AlertTest;
      readonly value: number;
    }
  | {
      readonly kind: 'again';
      readonly startedSeconds: number;
      readonly seconds: number;
      readonly count: number;
      readonly peak: number;
    }
  | {
      readonly kind: 'ended';
      readonly startedSeconds: number;
      readonly seconds: number;
      readonly peak: number;
    };

/** An alert that was stored before this run began, so that a restart does not start it a second time. */
export type KnownAlert = {
  readonly startedSeconds: number;
  readonly endedSeconds: number | null;
  readonly count: number;
  readonly peak: number | null;
};

export type RuleRun = {
  /** The tests in the order of the condition; `take` goes by this order. */
  readonly tests: readonly AlertTest[];
  readonly take: (test: number, seconds: number, value: number) => void;
  /** Says what the samples up to this second changed; to be asked after each moment. */
  readonly settle: (seconds: number, wallClockMs: number) => AlertChange | undefined;
  /** Ends a running alert, because the rule or the stream is over. */
  readonly close: (seconds: number) => AlertChange | undefined;
};

type Running = { startedSeconds: number; count: number; peak: number; cause: number };

export function startRuleRun(rule: AlertRule, startSeconds: number, known?: KnownAlert): RuleRun {
  const tests = testsOf(rule.condition);
  const needsAll = rule.condition.kind === 'all';
  const isIn = createHours(rule.hours);
  const runs = tests.map((test) => createTestRun(test, startSeconds));
  let alert: Running | undefined = known && { ...known, peak: known.peak ?? Number.NaN, cause: 0 };
  let endedSeconds = known ? known.endedSeconds : Number.NEGATIVE_INFINITY;
  let since = Number.NaN;
  let settledSeconds = startSeconds;
  let outOfHours = false;

  const clear = () => {
    since = Number.NaN;
    outOfHours = false;
  };
  const start = (seconds: number): AlertChange => {
    const cause = Math.max(
      0,
      runs.findIndex((run) => run.holds(seconds) === true),
    );
    const value = runs[cause]?.reading() ?? Number.NaN;
    if (alert && endedSeconds !== null && seconds < endedSeconds + rule.cooldownSeconds) {
      alert.count++;
      alert.cause = cause;
      alert.peak = worse(runs[cause], value, alert.peak);
      endedSeconds = null;
      const { startedSeconds, count, peak } = alert;
      return { kind: 'again', startedSeconds, seconds, count, peak };
    }
    alert = { startedSeconds: seconds, count: 1, peak: value, cause };
    endedSeconds = null;
    return { kind: 'started', startedSeconds: seconds, test: tests[cause] as AlertTest, value };
  };
  const end = (seconds: number): AlertChange | undefined => {
    if (!alert || endedSeconds !== null) return undefined;
    endedSeconds = seconds;
    clear();
    return { kind: 'ended', startedSeconds: alert.startedSeconds, seconds, peak: alert.peak };
  };

  /** While an alert runs: its greatest reading, and its end. */
  const follow = (running: Running, holds: boolean | undefined, seconds: number) => {
    const cause = runs[running.cause];
    if (cause?.holds(seconds)) running.peak = worse(cause, cause.reading(), running.peak);
    return holds === false ? end(seconds) : undefined;
  };
  /** While the condition holds without an alert: whether one is due. */
  const wait = (seconds: number, wallClockMs: number): AlertChange | undefined => {
    if (Number.isNaN(since)) since = beganAt(runs, seconds);
    if (seconds < since + rule.minimumSeconds) return undefined;
    if (!isIn(wallClockMs)) {
      outOfHours = true;
      return undefined;
    }
    const silent = !outOfHours && isSilence(runs, seconds);
    return start(silent ? since + rule.minimumSeconds : seconds);
  };

  return {
    tests,
    take: (test, seconds, value) => runs[test]?.take(seconds, value),
    settle: (seconds, wallClockMs) => {
      const holds = combine(runs, needsAll, seconds);
      if (alert && endedSeconds === null) return follow(alert, holds, seconds);
      if (holds !== true || seconds - settledSeconds > STALE_SECONDS) clear();
      settledSeconds = seconds;
      return holds === true ? wait(seconds, wallClockMs) : undefined;
    },
    close: end,
  };
}

/** Silence began when it did, not when a timer came by: so every server finds the same second. */
function beganAt(runs: readonly TestRun[], seconds: number): number {
  let began = Number.NEGATIVE_INFINITY;
  for (const run of runs) if (run.holds(seconds)) began = Math.max(began, run.silentFrom());
  return began > seconds ? seconds : began;
}

function isSilence(runs: readonly TestRun[], seconds: number): boolean {
  return runs.every((run) => run.holds(seconds) !== true || Number.isFinite(run.silentFrom()));
}

/** True, false, or undefined where what is not known could decide it. */
function combine(
  runs: readonly TestRun[],
  needsAll: boolean,
  seconds: number,
): boolean | undefined {
  let unknown = false;
  for (const run of runs) {
    const holds = run.holds(seconds);
    if (holds === undefined) unknown = true;
    else if (holds !== needsAll) return holds;
  }
  return unknown ? undefined : needsAll;
}

function worse(run: TestRun | undefined, reading: number, peak: number): number {
  return Number.isNaN(peak) || run?.isWorse(reading, peak) ? reading : peak;
}
