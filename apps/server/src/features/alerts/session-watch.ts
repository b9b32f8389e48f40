import { spanOfFrame, type StreamDescription } from '@outlap/protocol';
import {
  type AlertWatch,
  createAlertWatch,
  describeCondition,
  type KnownAlert,
  type RuleChange,
  type WatchedRule,
} from '@outlap/telemetry';
import type { BusMessage } from '../../bus/bus.ts';
import { type ChannelPlaces, findChannel, placesOf, toWatchedParts } from './frame-parts.ts';
import type { EnabledRule, listNewestAlerts } from './queries.ts';
import { wordsBy } from './reading.ts';
import { SeqRanges } from './seq-ranges.ts';

export type FrameMessage = Extract<BusMessage, { kind: 'frame' }>;
type NewestAlert = Awaited<ReturnType<typeof listNewestAlerts>>[number];

/** What the rules of a car are about. */
export type WatchedStream = {
  readonly streamId: string;
  readonly sessionId: string;
  readonly ownerId: string;
  /** The team it is shared with. */
  readonly teamId: string | null;
  readonly vehicleId: string | null;
  readonly description: StreamDescription;
  /** How far the stream had come when the watch began, and when, by the server's clock. */
  readonly receivedSeconds: number;
  readonly receivedAt: number;
};

/** A change of an alert, ready to be stored. */
export type FoundChange = RuleChange & {
  readonly stream: WatchedStream;
  /** Found in a backlog. */
  readonly late: boolean;
  /** Wall clock at second 0 of the stream, on the server's clock. */
  readonly epochMs: number;
  readonly words: string;
  readonly unit: string;
  /** Silence was noticed by a timer while no frame came to this server. */
  readonly unheard: boolean;
};

/** A live frame says itself when it was closed; that is believed where the stream's start is wrong by more than this. */
const CLOCK_TRUST_MS = 60_000;
const UNHEARD_MS = 5000;

/** The rules of one running session: one evaluation of what is current, another one of what came late. */
export class SessionWatch {
  stream: WatchedStream;
  #rules: readonly EnabledRule[] = [];
  readonly #live: AlertWatch;
  #known: readonly NewestAlert[];
  #history: AlertWatch | undefined;
  #places: ChannelPlaces = { rates: [], columns: [] };
  readonly #evaluated = new SeqRanges();
  #epochMs: number;
  #heardAt: number;

  constructor(stream: WatchedStream, known: readonly NewestAlert[]) {
    this.stream = stream;
    this.#known = known;
    this.#live = createAlertWatch(stream.receivedSeconds, true);
    this.#epochMs = Date.parse(stream.description.startedAt);
    this.#heardAt = stream.receivedAt;
  }

  /** Takes those of the rules that are about this car. */
  setRules(rules: readonly EnabledRule[]): FoundChange[] {
    const { sessionId, vehicleId, ownerId, teamId } = this.stream;
    this.#rules = rules.filter(
      (rule) =>
        (rule.team_id === null ? rule.owner_id === ownerId : rule.team_id === teamId) &&
        (rule.session_id ?? sessionId) === sessionId &&
        (rule.vehicle_id === null || rule.vehicle_id === vehicleId),
    );
    return [
      ...this.#apply(this.#live, false),
      ...(this.#history ? this.#apply(this.#history, true) : []),
    ];
  }

  describe(description: StreamDescription): FoundChange[] {
    this.stream = { ...this.stream, description };
    return this.setRules(this.#rules);
  }

  #apply(watch: AlertWatch, late: boolean): FoundChange[] {
    const { description } = this.stream;
    const changes = watch.setRules(
      this.#rules.map(toWatchedRule),
      (channel) => findChannel(description, channel) !== undefined,
      (ruleId) => toKnown(this.#known.find((one) => one.rule_id === ruleId && one.late === late)),
    );
    // What was known is where an evaluation begins, once: a rule that is edited begins anew.
    const begun = new Set(this.#rules.map(({ id }) => id));
    this.#known = this.#known.filter((one) => one.late !== late || !begun.has(one.rule_id ?? ''));
    this.#places = placesOf(description, watch.channels());
    return this.#found(changes, late, this.#epochMs, false);
  }

  frame(message: FrameMessage): FoundChange[] {
    if (this.#evaluated.has(message.frame.seq)) return [];
    return message.backlog ? this.#takeLate(message) : this.#takeLive(message);
  }

  #takeLive(message: FrameMessage): FoundChange[] {
    this.#evaluated.add(message.frame.seq);
    this.#heardAt = message.receivedAt;
    this.#epochMs = this.#epochOf(message);
    if (this.#rules.length === 0) return [];
    const parts = toWatchedParts(message.frame, this.#places);
    return this.#found(this.#live.push(parts, this.#epochMs), false, this.#epochMs, false);
  }

  #takeLate(message: FrameMessage): FoundChange[] {
    if (this.#rules.length === 0) return [];
    const epochMs = this.#startMs(message);
    const found: FoundChange[] = [];
    if (!this.#history) {
      this.#history = createAlertWatch(0, false);
      found.push(...this.#apply(this.#history, true));
    }
    const parts = toWatchedParts(message.frame, this.#places);
    found.push(...this.#found(this.#history.push(parts, epochMs), true, epochMs, false));
    // Here history joins what was evaluated as it came.
    if (this.#evaluated.has(message.frame.seq + 1))
      found.push(...this.#found(this.#history.close(), true, epochMs, false));
    return found;
  }

  #startMs({ clockOffsetMs }: FrameMessage): number {
    return Date.parse(this.stream.description.startedAt) - (clockOffsetMs ?? 0);
  }

  #epochOf(message: FrameMessage): number {
    const startMs = this.#startMs(message);
    const end = spanOfFrame(message.frame, this.stream.description.groups)?.end;
    if (end === undefined) return startMs;
    const away = (epochMs: number) => Math.abs(message.receivedAt - (epochMs + end * 1000));
    const closedMs = message.frame.sentAt - (message.clockOffsetMs ?? 0) - end * 1000;
    return away(startMs) > CLOCK_TRUST_MS && away(closedMs) < away(startMs) ? closedMs : startMs;
  }

  /** What another server, or an earlier process, knows of the stream. */
  heardElsewhere(receivedSeconds: number, receivedAt: number): void {
    if (receivedAt <= this.#heardAt) return;
    this.#heardAt = receivedAt;
    const moment = { count: 1, secondsOf: () => receivedSeconds, columns: [] };
    this.#live.push([moment], this.#epochMs);
  }

  /** Lets time pass without frames. */
  tick(nowMs: number): FoundChange[] {
    if (!this.#live.listensToSilence()) return [];
    const silentMs = nowMs - this.#heardAt;
    const seconds = this.#live.seconds() + Math.max(0, silentMs) / 1000;
    // By the server's clock: silence has no other one.
    const epochMs = nowMs - seconds * 1000;
    return this.#found(this.#live.tick(seconds, epochMs), false, epochMs, silentMs >= UNHEARD_MS);
  }

  #found(
    changes: readonly RuleChange[],
    late: boolean,
    epochMs: number,
    unheard: boolean,
  ): FoundChange[] {
    return changes.map((one) => {
      const { change } = one;
      const channel = change.kind === 'started' ? change.test.channel : null;
      const words = change.kind === 'started' ? this.#wordsOf(one.ruleId) : '';
      const unit = this.#unitOf(channel) ?? '';
      return { ...one, stream: this.stream, late, epochMs, words, unit, unheard };
    });
  }

  #unitOf(channel: string | null): string | undefined {
    return channel === null ? undefined : findChannel(this.stream.description, channel)?.unit;
  }

  #wordsOf(ruleId: string): string {
    const rule = this.#rules.find(({ id }) => id === ruleId);
    if (!rule) return '';
    const words = wordsBy((channel) => this.#unitOf(channel));
    return describeCondition(rule.condition, rule.minimum_seconds, words);
  }
}

function toWatchedRule(rule: EnabledRule): WatchedRule {
  return {
    id: rule.id,
    version: String(rule.version),
    condition: rule.condition,
    minimumSeconds: rule.minimum_seconds,
    cooldownSeconds: rule.cooldown_seconds,
    hours: rule.hours,
  };
}

function toKnown(alert: NewestAlert | undefined): KnownAlert | undefined {
  return (
    alert && {
      startedSeconds: alert.started_seconds,
      endedSeconds: alert.ended_seconds,
      count: alert.count,
      peak: alert.peak,
    }
  );
}
