import { createLiveDelta, type LapClosed, type LapNow, type LiveDelta } from '@outlap/telemetry';

const STEPS = 1000;

/** The best full lap of this recording as a reference for the open one: elapsed time at a thousand places. */
export class BestLap {
  #elapsed = new Float64Array(STEPS + 1).fill(Number.NaN);
  #isFull = false;
  #delta: LiveDelta | undefined;
  deltaSeconds: number | null = null;

  add(lap: LapNow, closed: LapClosed | undefined): void {
    if (closed) this.#close(closed);
    const { progress, elapsedSeconds } = lap;
    if (progress === null) {
      this.deltaSeconds = null;
      return;
    }
    this.#elapsed[Math.round(Math.min(1, Math.max(0, progress)) * STEPS)] = elapsedSeconds;
    this.deltaSeconds =
      lap.kind === 'full' ? (this.#delta?.deltaSeconds(progress, elapsedSeconds) ?? null) : null;
    this.#isFull = lap.kind === 'full';
  }

  #close({ end, startSeconds, endSeconds }: LapClosed): void {
    const timeSeconds = endSeconds - startSeconds;
    const isBest = timeSeconds < (this.#delta?.referenceSeconds ?? Infinity);
    if (end === 'line' && this.#isFull && isBest)
      this.#delta = createLiveDelta({
        lengthMetres: 1,
        timeSeconds,
        elapsedSeconds: completed(this.#elapsed, timeSeconds),
        latitude: null,
        longitude: null,
      });
    this.#elapsed = new Float64Array(STEPS + 1).fill(Number.NaN);
  }
}

/** Places that no sample fell on get what lies between their neighbours. */
function completed(elapsed: Float64Array, timeSeconds: number): Float64Array {
  const full = Float64Array.from(elapsed);
  full[0] = 0;
  full[STEPS] = timeSeconds;
  let from = 0;
  for (let i = 1; i <= STEPS; i++) {
    if (Number.isNaN(full[i])) continue;
    const [a = 0, b = 0] = [full[from], full[i]];
    for (let j = from + 1; j < i; j++) full[j] = a + ((b - a) * (j - from)) / (i - from);
    from = i;
  }
  return full;
}
