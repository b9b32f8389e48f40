const KEPT = 12;
const SLEW_PER_SECOND = 0.05;
/** A link that is silent does not pull the picture away: it stops this far behind the newest sample. */
const MOST_AHEAD_SECONDS = 2;

/**
 * Second of the session at the right edge of the picture. Frames come in bursts; the edge runs evenly, led by the
 * promptest of the last frames, so that the picture glides and no sample lies right of it for long.
 */
export class SessionClock {
  private leads: number[] = [];
  private offset = Number.NaN;
  private newest = Number.NaN;
  private asked = Number.NaN;

  /** A sample of `seconds` came in at `now`, both in seconds. */
  arrived(seconds: number, now: number): void {
    if (!Number.isFinite(seconds)) return;
    if (!(Math.abs(seconds - now - this.offset) < MOST_AHEAD_SECONDS)) this.leads = [];
    if (this.leads.length === 0) this.offset = seconds - now;
    this.newest = Math.max(seconds, Number.isFinite(this.newest) ? this.newest : seconds);
    this.leads.push(seconds - now);
    if (this.leads.length > KEPT) this.leads.shift();
  }

  edge(now: number): number {
    const wanted = Math.max(...this.leads);
    const most = SLEW_PER_SECOND * Math.max(0, Number.isFinite(this.asked) ? now - this.asked : 0);
    this.asked = now;
    if (Number.isFinite(wanted))
      this.offset += Math.min(most, Math.max(-most, wanted - this.offset));
    return Math.min(now + this.offset, this.newest + MOST_AHEAD_SECONDS);
  }
}
