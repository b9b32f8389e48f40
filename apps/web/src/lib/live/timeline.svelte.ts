import { type HistoryPart, loadHistory, rateFor } from './history.ts';
import type { SampleRing, Samples } from './sample-ring.ts';

export const WINDOWS = [10, 30, 120] as const;
export type WindowSeconds = (typeof WINDOWS)[number];

const SETTLED_MILLISECONDS = 80;
const NOTHING: Samples = { count: 0, timeAt: () => Number.NaN, valueAt: () => Number.NaN };

/** Which part of the drive is in view: the newest, or where the viewer went back to. */
export class Timeline {
  windowSeconds = $state<WindowSeconds>(30);
  /** Right edge of the view while it stands still; null follows the drive. */
  at = $state<number | null>(null);
  loading = $state(false);
  problem = $state<string | null>(null);
  private part: (HistoryPart & { readonly channels: string }) | undefined;
  private wanted = '';
  private timer: ReturnType<typeof setTimeout> | undefined;
  private readonly sessionId: string;
  private readonly channels: () => readonly string[];

  constructor(sessionId: string, channels: () => readonly string[]) {
    this.sessionId = sessionId;
    this.channels = channels;
  }

  /** Stands still at a moment, within the drive. */
  goTo(seconds: number, newest: number): void {
    if (!Number.isFinite(newest)) return;
    this.at = Math.min(newest, Math.max(0, seconds));
  }

  goLive(): void {
    this.at = null;
    this.part = undefined;
    this.problem = null;
  }

  /** The samples to draw for what is in view: the ring's as long as it has them, else those of the store. */
  samplesFor(ring: SampleRing): Samples {
    const { at } = this;
    if (at === null) return ring;
    const from = at - this.windowSeconds;
    if (ring.first <= Math.max(from, 0.5)) return ring;
    // Its columns are those of the channels it was asked for.
    const part = this.part?.channels === this.channels().join() ? this.part : undefined;
    const isThere = part && part.from <= Math.max(0, from) + 0.01 && part.to >= at - 0.01;
    if (!isThere) this.ask(from, at, ring.last);
    return part?.samples ?? (ring.first < at ? ring : NOTHING);
  }

  private ask(from: number, at: number, newest: number): void {
    const channels = this.channels();
    const wanted = `${Math.floor(from / 5)} ${this.windowSeconds} ${channels.join()}`;
    if (wanted === this.wanted && (this.loading || this.problem)) return;
    this.wanted = wanted;
    this.loading = true;
    this.problem = null;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => {
      const room = this.windowSeconds;
      const to = Math.min(newest, at + room);
      loadHistory(this.sessionId, from - room, to, channels, rateFor(room)).then(
        (part) => {
          if (this.wanted !== wanted) return;
          this.part = { ...part, from: Math.max(0, from - room), channels: channels.join() };
          this.loading = false;
        },
        (cause: unknown) => {
          if (this.wanted !== wanted) return;
          this.loading = false;
          this.problem = cause instanceof Error ? cause.message : 'The samples could not be read.';
        },
      );
    }, SETTLED_MILLISECONDS);
  }
}
