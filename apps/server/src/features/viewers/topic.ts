import { setTimeout as wait } from 'node:timers/promises';
import type { BusMessage } from '../../bus/bus.ts';
import type { Ctx } from '../../deps.ts';
import {
  findReceivedSeq,
  readSamples,
  resolveChannels,
  type Rows,
  type SampledSession,
  type WantedChannel,
} from '../live/samples/verbs.ts';
import { Emission, type Notice } from './emission.ts';
import { RecentRows } from './recent-rows.ts';
import { Sampler } from './sampler.ts';

export type FrameNews = Extract<BusMessage, { kind: 'frame' }>;
export type Member = { readonly deliver: (emission: Emission) => void };
/** How far back somebody wants to see: so many seconds, or everything behind a second. */
export type Wish = { readonly lastSeconds: number } | { readonly afterSeconds: number };

export const MOST_HISTORY_SECONDS = 600;
/** Rows kept anyway, so that whoever joins next is served from memory. */
const KEPT_SECONDS = 10;
/** What comes late all the time would have everything read again and again. */
const MOST_READS = 3;
const LATE_FLUSH_MS = 200;
const SETTLE_STEP_MS = 40;
const SETTLE_LONGEST_MS = 3000;

export type TopicOptions = {
  readonly ctx: Ctx;
  readonly session: SampledSession;
  readonly names: readonly string[];
  readonly rateHz: number;
  /** What is to go out with the next samples. */
  readonly rider: () => Notice | undefined;
};

/**
 * The same channels of one session at the same rate: sampled once, however many watch. It keeps the last rows, so that
 * history and live samples meet exactly: what was committed is read once, what came since is there already.
 */
export class Topic {
  readonly members = new Set<Member>();
  readonly rateHz: number;
  readonly #ctx: Ctx;
  readonly #names: readonly string[];
  #session: SampledSession;
  #channels: readonly WantedChannel[];
  #sampler: Sampler;
  #late: Sampler;
  #rows: RecentRows;
  /** Rows from here on are in memory; Infinity: nothing was read yet. */
  #coveredFrom = Infinity;
  #isStale = false;
  #loading: Promise<void> | undefined;
  /** First seq that came in as it was driven, since reading began. */
  #firstSeq: number | undefined;
  #lastFrameAtMs: number;
  #lateRows: Rows[] = [];
  #lateTimer: NodeJS.Timeout | undefined;
  readonly #rider: () => Notice | undefined;
  #lastRider: Notice | undefined;

  constructor({ ctx, session, names, rateHz, rider }: TopicOptions) {
    this.#rider = rider;
    this.#ctx = ctx;
    this.#session = session;
    this.#names = names;
    this.rateHz = rateHz;
    this.#lastFrameAtMs = session.lastFrameAt?.getTime() ?? 0;
    this.#channels = this.#resolve();
    [this.#sampler, this.#late] = [this.#newSampler(), this.#newSampler()];
    this.#rows = new RecentRows(this.#sampler.types);
    this.#rows.keep(KEPT_SECONDS);
  }

  get channels(): readonly WantedChannel[] {
    return this.#channels;
  }

  push(news: FrameNews): void {
    if (news.backlog) return this.#pushLate(news);
    const { frame, receivedAt, clockOffsetMs } = news;
    this.#lastFrameAtMs = receivedAt;
    // Frames of the live lane are ahead of the durable ones: no committed row leads up to them.
    if (this.#firstSeq === undefined) this.#firstSeq = frame.lane === 'live' ? 0 : frame.seq;
    const rows = this.#sampler.push(frame);
    if (!rows) return;
    this.#rows.append(rows);
    const takenAt = clockOffsetMs === null ? {} : { takenAt: frame.sentAt - clockOffsetMs };
    const samples = { ...rows, receivedAt, ...takenAt };
    this.#emit(new Emission(this.#session.id, samples, this.#nextRider()));
  }

  /** Each rider goes out once a topic. */
  #nextRider(): Notice | undefined {
    const rider = this.#rider();
    if (rider === this.#lastRider) return undefined;
    return (this.#lastRider = rider);
  }

  /** The stream has more channels now. */
  describe(session: SampledSession): boolean {
    this.#session = session;
    const before = JSON.stringify(this.#channels);
    this.#channels = this.#resolve();
    if (JSON.stringify(this.#channels) === before) return false;
    const old = this.#sampler;
    [this.#sampler, this.#late] = [this.#newSampler(), this.#newSampler()];
    this.#sampler.continueFrom(old);
    this.#rows = new RecentRows(this.#sampler.types);
    this.#rows.keep(KEPT_SECONDS);
    this.#forget();
    return true;
  }

  /** Makes rows as far back as wished be there; `fresh`: with everything that came late. */
  async cover(wish: Wish, fresh: boolean): Promise<void> {
    for (let attempt = 0; attempt < MOST_READS && !this.#covers(wish, fresh); attempt++) {
      this.#loading ??= this.#load(wish).finally(() => (this.#loading = undefined));
      await this.#loading;
    }
  }

  /** Up to `most` rows behind a second, oldest first. */
  after(seconds: number, most: number): Rows {
    return this.#rows.after(seconds, most);
  }

  /** Where a wish begins. */
  startOf(wish: Wish): number {
    if ('afterSeconds' in wish)
      return Math.max(wish.afterSeconds, this.#rows.last - MOST_HISTORY_SECONDS);
    return this.#rows.last - wish.lastSeconds;
  }

  close(): void {
    clearTimeout(this.#lateTimer);
  }

  #resolve(): WantedChannel[] {
    const { description, listed } = this.#session;
    return resolveChannels(this.#names, description?.groups ?? [], listed);
  }

  #newSampler(): Sampler {
    return new Sampler(this.rateHz, this.#session.description?.groups ?? [], this.#channels);
  }

  #emit(emission: Emission): void {
    for (const member of this.members) member.deliver(emission);
  }

  #pushLate({ frame }: FrameNews): void {
    const rows = this.#late.push(frame);
    this.#isStale = true;
    if (!rows) return;
    this.#lateRows.push(rows);
    this.#lateTimer ??= setTimeout(() => this.#flushLate(), LATE_FLUSH_MS);
  }

  #flushLate(): void {
    this.#lateTimer = undefined;
    for (const rows of this.#lateRows.splice(0))
      this.#emit(new Emission(this.#session.id, { ...rows, history: true }));
  }

  #covers(wish: Wish, fresh: boolean): boolean {
    if ((fresh && this.#isStale) || this.#coveredFrom === Infinity) return false;
    const from = this.#rows.isTrimmed ? this.#rows.first - 1 / this.rateHz : this.#coveredFrom;
    return this.startOf(wish) >= from || from <= 0;
  }

  #forget(): void {
    this.#rows.clear();
    this.#coveredFrom = Infinity;
    this.#firstSeq = undefined;
  }

  async #load(wish: Wish): Promise<void> {
    if (this.#isStale) this.#forget();
    this.#isStale = false;
    const sampler = this.#sampler;
    await this.#settle();
    const lastSeconds = 'lastSeconds' in wish ? wish.lastSeconds : MOST_HISTORY_SECONDS;
    this.#rows.keep(lastSeconds + KEPT_SECONDS);
    const rows = await readSamples(this.#ctx, this.#session, {
      channels: this.#names,
      rateHz: this.rateHz,
      lastSeconds: lastSeconds + KEPT_SECONDS,
    });
    // The description grew meanwhile: what was read lacks its columns.
    if (sampler !== this.#sampler) return;
    this.#sampler.seed(rows);
    this.#rows.prepend(rows);
    this.#coveredFrom = rows.seconds[0] ?? 0;
  }

  /** Waits until everything before the first frame that came live is committed; not for ever. */
  async #settle(): Promise<void> {
    const { streamId } = this.#session;
    const silentMs = this.#ctx.now().getTime() - this.#lastFrameAtMs;
    if (streamId === null || silentMs > SETTLE_LONGEST_MS) return;
    const silenceMs = 2 * this.#ctx.config.COMMIT_INTERVAL_MS + SETTLE_STEP_MS;
    for (let waited = 0; waited < SETTLE_LONGEST_MS; waited += SETTLE_STEP_MS) {
      const first = this.#firstSeq;
      if (first !== undefined && ((await findReceivedSeq(this.#ctx, streamId)) ?? 0) >= first - 1)
        return;
      if (first === undefined && waited >= silenceMs) return;
      await wait(SETTLE_STEP_MS);
    }
  }
}
