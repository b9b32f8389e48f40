import type { Frame, LiveState, StreamDescription } from '@outlap/protocol';
import {
  createLapWatch,
  createLiveDelta,
  type GeoPoint,
  type LapClosed,
  type LapLayout,
  type LapNow,
  type LapWatch,
  type LiveReference,
} from '@outlap/telemetry';
import { FrameSamples } from './frame-samples.ts';
import type { LastLap, StreamToSeal } from './queries.ts';

/** Where a stream stands in the database. */
export type Standing = {
  readonly sealedSeconds: number;
  readonly sealedLaps: number;
  /** Number of the last sealed lap. */
  readonly lastNumber: number | null;
  readonly endedAtLine: boolean;
};

type ReferenceLap = {
  readonly lapId: string;
  readonly label: string;
  readonly laid: LiveReference;
};

type LapTimes = Pick<LiveState, 'lastLapSeconds' | 'lastLapValid' | 'bestLapSeconds' | 'lapCount'>;

/** A stream that this server looks after: what its frames say of the lap under way, on both lanes. */
export class LiveStream {
  readonly id: string;
  readonly sessionId: string;
  readonly ownerId: string;
  readonly layoutId: string | null;
  readonly standing: Standing;
  sealedSeconds: number;
  /** How far the stream had come when sealing was tried last. */
  triedSeconds = Number.NEGATIVE_INFINITY;
  /** Whether it is yet to be found out which lines are near. */
  isPlaceOpen: boolean;
  /** What the reference was chosen by. */
  referenceKey = '';
  bestLapId: string | null = null;
  readonly layouts: readonly LapLayout[];
  readonly #description: StreamDescription;
  /** Frames in their order: what is over and may be sealed. */
  #stored: { samples: FrameSamples; watch: LapWatch };
  /** The newest frames: what is shown. */
  #shown: { samples: FrameSamples; watch: LapWatch };
  #storedSeq = 0;
  #shownSeconds = Number.NEGATIVE_INFINITY;
  #reference: ReferenceLap | undefined;
  #delta: ReturnType<typeof createLiveDelta> | undefined;
  #lastWatched: number | null = null;
  times: LapTimes = { lastLapSeconds: null, lastLapValid: null, bestLapSeconds: null, lapCount: 0 };
  /** What is over and not yet sealed, in its order. */
  readonly closed: LapClosed[] = [];
  lastStateAt = Number.NEGATIVE_INFINITY;

  constructor(row: StreamToSeal, standing: Standing, layouts: readonly LapLayout[]) {
    this.id = row.id;
    this.sessionId = row.session_id;
    this.ownerId = row.owner_id;
    this.layoutId = row.layout_id;
    this.#description = row.description;
    this.standing = standing;
    this.sealedSeconds = standing.sealedSeconds;
    this.layouts = layouts;
    this.isPlaceOpen = row.layout_id === null && row.description.track.name === null;
    this.#stored = this.#begin();
    this.#shown = this.#begin();
  }

  #begin() {
    const samples = new FrameSamples(this.#description);
    const [first] = this.layouts;
    const { sealedLaps, sealedSeconds, lastNumber, endedAtLine } = this.standing;
    const watch = createLapWatch({
      channels: samples.channels,
      // Before a gate is crossed any of the layouts near by may be the one.
      layout: first && { ...first, gates: this.layouts.flatMap(({ gates }) => gates) },
      ...(sealedLaps > 0 ? { startSeconds: sealedSeconds, fromLine: endedAtLine } : {}),
      lapNumber: (lastNumber ?? 0) + 1,
    });
    return { samples, watch };
  }

  /** Takes a frame of the durable lane; those that were taken already are passed over. */
  store(frame: Frame): void {
    if (frame.seq <= this.#storedSeq) return;
    this.#storedSeq = frame.seq;
    const { samples, watch } = this.#stored;
    samples.read(frame, (sample) => {
      const closed = watch.add(sample);
      if (closed) this.closed.push(closed);
    });
  }

  /** Takes a frame as it comes in; older ones than those shown are passed over. */
  show(frame: Frame): void {
    const { samples, watch } = this.#shown;
    samples.read(frame, (sample) => {
      if (sample.seconds <= this.#shownSeconds) return;
      this.#shownSeconds = sample.seconds;
      watch.add(sample);
    });
    const { lastLapSeconds } = watch.now();
    if (lastLapSeconds === this.#lastWatched) return;
    this.#lastWatched = lastLapSeconds;
    this.times = { ...this.times, lastLapSeconds, lastLapValid: null };
  }

  /** Takes over what sealing found. */
  setTimes(session: Pick<StreamToSeal, 'best_lap' | 'lap_count'>, last: LastLap | undefined): void {
    const isLap = last !== undefined && (last.kind === 'full' || last.kind === 'out');
    this.bestLapId = session.best_lap?.id ?? null;
    this.times = {
      lastLapSeconds: isLap ? last.time_seconds : this.times.lastLapSeconds,
      lastLapValid: isLap ? last.valid : this.times.lastLapValid,
      bestLapSeconds: session.best_lap?.timeSeconds ?? null,
      lapCount: session.lap_count,
    };
  }

  setReference(reference: ReferenceLap | undefined): void {
    if (reference?.lapId === this.#reference?.lapId) return;
    this.#reference = reference;
    this.#delta = reference && createLiveDelta(reference.laid);
  }

  get referenceId(): string | null {
    return this.#reference?.lapId ?? null;
  }

  get position(): GeoPoint | null {
    const { latitude, longitude } = this.#stored.samples.sample;
    const isThere = Math.abs(latitude) <= 90 && (latitude !== 0 || longitude !== 0);
    return isThere ? { latitude, longitude } : null;
  }

  state(): LiveState {
    const { samples, watch } = this.#shown;
    const now = watch.now();
    const { sample } = samples;
    return {
      sessionId: this.sessionId,
      seconds: Number.isFinite(this.#shownSeconds) ? this.#shownSeconds : 0,
      lapNumber: now.kind === 'stretch' ? null : now.number,
      lapKind: now.kind,
      lapSeconds: now.elapsedSeconds,
      ...this.#against(now),
      sectorIndex: now.sectorIndex,
      sectorSeconds: now.sectorSeconds,
      ...this.times,
      speedMps: orNull(sample.speed),
      engineRpm: orNull(samples.engineRpm),
      latitude: orNull(sample.latitude),
      longitude: orNull(sample.longitude),
    };
  }

  #against(now: LapNow) {
    const reference = this.#reference && {
      lapId: this.#reference.lapId,
      label: this.#reference.label,
      seconds: this.#reference.laid.timeSeconds,
    };
    const lapProgress = this.#progress(now);
    const deltaSeconds =
      this.#delta && lapProgress !== null && now.kind === 'full'
        ? this.#delta.deltaSeconds(lapProgress, now.elapsedSeconds)
        : null;
    return {
      lapProgress,
      deltaSeconds,
      predictedLapSeconds:
        deltaSeconds === null || !reference ? null : reference.seconds + deltaSeconds,
      reference: reference ?? null,
    };
  }

  /** By the source's own place in the lap, else by the position on the way of the reference. */
  #progress({ progress, kind }: LapNow): number | null {
    const { samples } = this.#shown;
    const { latitude, longitude } = samples.sample;
    const hasPlace = samples.channels.has('lapProgress') || samples.channels.has('lapDistance');
    if (hasPlace || progress === null || kind !== 'full' || !this.#delta) return progress;
    return this.#delta.progressAt(latitude, longitude, progress) ?? progress;
  }
}

function orNull(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}
