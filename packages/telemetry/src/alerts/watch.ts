import { type AlertRule, channelsOf } from './rule.ts';
import { type AlertChange, type KnownAlert, type RuleRun, startRuleRun } from './rule-run.ts';

/** A rule under a name of its own; another `version` begins anew. */
export type WatchedRule = AlertRule & { readonly id: string; readonly version: string };

/** A change of one rule's alert. */
export type RuleChange = { readonly ruleId: string; readonly change: AlertChange };

/** Samples taken at the same moments. `channel` is the place in the watch's `channels`. */
export type WatchedPart = {
  readonly count: number;
  readonly secondsOf: (sample: number) => number;
  readonly columns: readonly { readonly channel: number; readonly values: ArrayLike<number> }[];
};

/** The rules of one stream: samples in, starts and ends of alerts out. Holds nothing but its rules' states. */
export type AlertWatch = {
  /** The channels that the rules read, each once. */
  readonly channels: () => readonly string[];
  /** Whether a rule waits for silence, so that `tick` is of use. */
  readonly listensToSilence: () => boolean;
  /** Takes the rules from now on; alerts of rules that are gone or changed end. `has`: whether the stream has a channel. */
  readonly setRules: (
    rules: readonly WatchedRule[],
    has: (channel: string) => boolean,
    known: (ruleId: string) => KnownAlert | undefined,
  ) => readonly RuleChange[];
  /** Takes samples; `epochMs` is the wall clock at second 0 of the stream. */
  readonly push: (parts: readonly WatchedPart[], epochMs: number) => readonly RuleChange[];
  /** Time that passed without samples. */
  readonly tick: (seconds: number, epochMs: number) => readonly RuleChange[];
  /** Ends what runs; the second of the last sample. */
  readonly close: () => readonly RuleChange[];
  readonly seconds: () => number;
};

type Entry = { readonly ruleId: string; readonly key: string; readonly run: RuleRun; due: boolean };
type Target = { readonly entry: Entry; readonly test: number };

/** `silence` false: no-data tests never hold, as where history is filled and a hole may just be elsewhere. */
export function createAlertWatch(startSeconds: number, silence: boolean): AlertWatch {
  let entries = new Map<string, Entry>();
  let channels: readonly string[] = [];
  let targets: readonly (readonly Target[])[] = [];
  let streamTargets: readonly Target[] = [];
  let lastSeconds = startSeconds;

  const settle = (entry: Entry, seconds: number, epochMs: number, changes: RuleChange[]): void => {
    entry.due = false;
    const change = entry.run.settle(seconds, epochMs + seconds * 1000);
    if (change) changes.push({ ruleId: entry.ruleId, change });
  };
  const closeAll = (closed: Iterable<Entry>): RuleChange[] =>
    [...closed].flatMap(({ ruleId, run }) => {
      const change = run.close(lastSeconds);
      return change ? [{ ruleId, change }] : [];
    });
  const route = () => {
    const all = [...entries.values()];
    const targetsOf = (channel: string | null): Target[] =>
      all.flatMap((entry) =>
        entry.run.tests.flatMap((test, at) =>
          test.channel === channel ? [{ entry, test: at }] : [],
        ),
      );
    channels = [
      ...new Set(all.flatMap(({ run }) => run.tests.flatMap((one) => one.channel ?? []))),
    ];
    targets = channels.map(targetsOf);
    streamTargets = targetsOf(null);
  };

  return {
    channels: () => channels,
    listensToSilence: () => silence && [...entries.values()].some(isSilenceEntry),
    setRules: (rules, has, known) => {
      const before = entries;
      const next = rules.map((rule): readonly [string, Entry] => {
        const presence = channelsOf(rule.condition).map((channel) => Number(has(channel)));
        const key = `${rule.version} ${presence.join('')}`;
        const kept = before.get(rule.id);
        if (kept?.key === key) return [rule.id, kept];
        const silent = silence && !presence.includes(0);
        const run = startRuleRun(rule, silent ? lastSeconds : Infinity, known(rule.id));
        return [rule.id, { ruleId: rule.id, key, run, due: false }];
      });
      entries = new Map(next);
      route();
      return closeAll([...before.values()].filter((one) => entries.get(one.ruleId) !== one));
    },
    push: (parts, epochMs) => {
      const changes: RuleChange[] = [];
      const places = new Int32Array(parts.length);
      const due: Entry[] = [];
      let latest = lastSeconds;
      for (let at = earliest(parts, places); at >= 0; at = earliest(parts, places)) {
        const { secondsOf, columns } = parts[at] as WatchedPart;
        const sample = places[at] ?? 0;
        places[at] = sample + 1;
        const seconds = secondsOf(sample);
        latest = Math.max(latest, seconds);
        due.length = 0;
        for (const { channel, values } of columns)
          for (const { entry, test } of targets[channel] ?? []) {
            entry.run.take(test, seconds, values[sample] ?? Number.NaN);
            if (!entry.due) due.push(entry);
            entry.due = true;
          }
        for (const entry of due) settle(entry, seconds, epochMs, changes);
      }
      lastSeconds = latest;
      for (const { entry, test } of streamTargets) {
        entry.run.take(test, latest, 0);
        settle(entry, latest, epochMs, changes);
      }
      return changes;
    },
    tick: (seconds, epochMs) => {
      const changes: RuleChange[] = [];
      for (const entry of entries.values())
        if (isSilenceEntry(entry)) settle(entry, seconds, epochMs, changes);
      return changes;
    },
    close: () => closeAll(entries.values()),
    seconds: () => lastSeconds,
  };
}

function isSilenceEntry({ run }: Entry): boolean {
  return run.tests.some(({ kind }) => kind === 'no-data');
}

/** The part whose next sample is the earliest; −1 when none is left. */
function earliest(parts: readonly WatchedPart[], places: Int32Array): number {
  let found = -1;
  let first = Infinity;
  for (let at = 0; at < parts.length; at++) {
    const { count, secondsOf } = parts[at] as WatchedPart;
    const place = places[at] ?? 0;
    if (place >= count) continue;
    const seconds = secondsOf(place);
    if (found < 0 || seconds < first) {
      found = at;
      first = seconds;
    }
  }
  return found;
}
