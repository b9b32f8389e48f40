import type { LinkState, LiveState, ViewerFrame } from '@outlap/protocol';
import { type ApiError, getSession, type SessionDetail, toApiError } from '../api.ts';
import { Scrub } from '../charts/scrub.ts';

import { Followers } from './followers.ts';
import { LatencyMeter } from './latency-meter.ts';
import { type LiveAlert, withAlert } from './live-alert.ts';
import { type Follower, liveSocket, type SocketState } from './live-socket.ts';
import { SampleRing, type Samples, valueBefore } from './sample-ring.ts';
import { SessionClock } from './session-clock.ts';
import { Timeline } from './timeline.svelte.ts';

/** What is drawn in one frame: samples up to `edge`, and the moment whose values are shown. */
export type LivePicture = {
  readonly samples: Samples;
  readonly names: readonly string[];
  readonly edge: number;
  readonly windowSeconds: number;
  /** Under the cursor, else the newest one in view. */
  readonly moment: number;
};

const CAPACITY = 36_000;
const TELL_MILLISECONDS = 100;
const STALE_SECONDS = 4;
const JUST_SECONDS = 2;
const MOST_ALERTS = 20;
const now = () => performance.now() / 1000;

/** One running session as a page shows it. Samples stay in the ring; what is reactive changes at most ten times a second. */
export class LiveSession {
  readonly id: string;
  detail = $state.raw<SessionDetail>();
  error = $state.raw<ApiError>();
  state = $state.raw<LiveState>();
  link = $state.raw<LinkState>();
  alerts = $state.raw<readonly LiveAlert[]>([]);
  socket = $state<SocketState>('closed');
  ended = $state(false);
  /** It was here and is not any more, or never was. */
  gone = $state(false);
  /** Taken in the car to drawn here, milliseconds; from the server on where the car's clock is not known. */
  latencyMs = $state<number | null>(null);
  latencyFrom = $state<'car' | 'server'>('car');
  roundTripMs = $state<number | null>(null);
  /** Seconds since the last sample came in; null before the first. */
  silentSeconds = $state<number | null>(null);
  newestSeconds = $state(Number.NaN);
  /** Wall clock of this device, to the second. */
  nowMs = $state(0);
  /** Seconds of the lap under way, carried on between the server's messages. */
  lapSeconds = $state<number | null>(null);
  values = $state.raw<Readonly<Record<string, number>>>({});
  readonly stale = $derived(
    !this.ended &&
      !this.gone &&
      (this.socket !== 'open' ||
        this.silentSeconds === null ||
        this.silentSeconds > STALE_SECONDS ||
        this.link?.connected === false),
  );
  /** What is shown is not what happens now. */
  readonly dim = $derived.by(() => this.timeline.at === null && (this.stale || this.ended));
  readonly scrub = new Scrub();
  readonly timeline: Timeline;

  private names: readonly string[] = [];
  private ring = new SampleRing(1, []);
  private readonly clock = new SessionClock();
  private readonly latency = new LatencyMeter();
  private readonly drawn = new Followers<LivePicture>();
  private frame = 0;
  private cameAt = Number.NaN;
  private stateAt = 0;
  private asked = 0;
  private askedAt = Number.NEGATIVE_INFINITY;

  constructor(id: string) {
    this.id = id;
    this.timeline = new Timeline(id, () => this.names);
  }

  /** Reads what the session is and keeps the numbers going; returns how to stop. */
  start(): () => void {
    void this.load();
    const timer = setInterval(() => this.tell(), TELL_MILLISECONDS);
    const unwatch = liveSocket().watch((state) => (this.socket = state));
    this.frame = requestAnimationFrame(() => this.draw());
    return () => {
      clearInterval(timer);
      unwatch();
      cancelAnimationFrame(this.frame);
    };
  }

  async load(): Promise<void> {
    const call = ++this.asked;
    this.askedAt = now();
    try {
      const detail = await getSession(this.id);
      if (call !== this.asked) return;
      this.detail = detail;
      this.gone = false;
      this.error = undefined;
      this.ended = detail.state === 'done';
    } catch (cause) {
      if (call !== this.asked) return;
      this.error = toApiError(cause);
      if (this.error.status === 404) this.gone = true;
    }
  }

  /** Follows these channels, with some of what was driven before; returns how to stop. */
  follow(channels: readonly string[], seconds: number): () => void {
    const ring = new SampleRing(
      CAPACITY,
      channels.map((name) => (/^(latitude|longitude)/.test(name) ? 'f64' : 'f32')),
    );
    const follower: Follower = {
      afterSeconds: () => (ring.count > 0 ? ring.last : undefined),
      frame: (frame) => this.take(ring, channels, frame),
      state: (state) => this.heard(state),
      link: (link) => (this.link = link),
      lap: () => void this.load(),
      end: () => this.finish(),
      session: ({ live }) => (live ? this.goOn() : this.finish()),
      refused: () => void this.load(),
      alert: (alert) => (this.alerts = withAlert(this.alerts, alert, MOST_ALERTS)),
    };
    const wanted = { sessionId: this.id, channels, rateHz: 60, seconds } as const;
    return liveSocket().follow(wanted, follower);
  }

  /** Calls `draw` once a frame; returns how to stop. */
  onFrame(draw: (picture: LivePicture) => void): () => void {
    return this.drawn.add(draw);
  }

  /** Goes back or on by seconds from what is in view. */
  rewind(by: number): void {
    const { timeline } = this;
    const from = timeline.at ?? this.ring.last;
    if (by > 0 && from + by >= this.ring.last) timeline.goLive();
    else timeline.goTo(from + by, this.ring.last);
  }

  pause(): void {
    this.timeline.goTo(this.ring.last, this.ring.last);
  }

  dismiss(alert: LiveAlert): void {
    this.alerts = this.alerts.filter(({ id }) => id !== alert.id);
  }

  private take(ring: SampleRing, names: readonly string[], frame: ViewerFrame): void {
    const newest = frame.seconds[frame.seconds.length - 1];
    if (newest === undefined) return;
    if (this.names !== names) {
      this.names = names;
      this.ring = ring;
    }
    ring.push(frame.seconds, frame.columns);
    if (frame.history) return;
    this.cameAt = now();
    this.clock.arrived(newest, this.cameAt);
    const since = frame.takenAt ?? frame.receivedAt;
    if (since === undefined) return;
    this.latency.came(since);
    this.latencyFrom = frame.takenAt === undefined ? 'server' : 'car';
  }

  private heard(state: LiveState): void {
    const isNewLap = this.state !== undefined && this.state.lapNumber !== state.lapNumber;
    this.state = state;
    this.stateAt = now();
    // Only what is driven has a state. The server may call a reopened drive done for a moment more.
    if (this.ended) this.goOn();
    if (isNewLap && !this.detail?.layout) void this.load();
  }

  /** It runs, or runs again: laps of the time without a connection are read. */
  private goOn(): void {
    if (!this.ended && now() - this.askedAt < JUST_SECONDS) return;
    this.ended = false;
    void this.load();
  }

  private finish(): void {
    this.ended = true;
    void this.load();
  }

  private draw(): void {
    this.frame = requestAnimationFrame(() => this.draw());
    const picture = this.picture();
    if (!picture) return;
    this.drawn.tell(picture);
    const ahead = liveSocket().ping?.serverAheadMs;
    if (ahead !== undefined) this.latency.drawn(Date.now() + ahead);
  }

  private picture(): LivePicture | undefined {
    const { timeline, ring } = this;
    const edge = timeline.at ?? (this.ended ? ring.last : this.clock.edge(now()));
    const right = Number.isFinite(edge) ? edge : ring.last;
    if (!Number.isFinite(right)) return undefined;
    const samples = timeline.samplesFor(ring);
    const { windowSeconds } = timeline;
    return {
      samples,
      names: this.names,
      edge: right,
      windowSeconds,
      moment: this.scrub.value ?? right,
    };
  }

  /** What is reactive, at a rate a person can read. */
  private tell(): void {
    const time = now();
    this.newestSeconds = this.ring.last;
    this.nowMs = Math.floor(Date.now() / 1000) * 1000;
    this.silentSeconds = Number.isFinite(this.cameAt) ? time - this.cameAt : null;
    this.latencyMs = this.latency.median;
    this.roundTripMs = liveSocket().ping?.roundTripMs ?? null;
    this.tellLap(time);
    const picture = this.picture();
    if (!picture) return;
    this.values = Object.fromEntries(
      this.names.map((name, column) => [
        name,
        valueBefore(picture.samples, column, picture.moment),
      ]),
    );
  }

  private tellLap(time: number): void {
    const { state } = this;
    if (!state) return;
    const since = this.stale || this.ended ? 0 : Math.min(2, time - this.stateAt);
    this.lapSeconds = state.lapSeconds + since;
  }
}
