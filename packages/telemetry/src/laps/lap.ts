import type { Channel } from '../channels/channel.ts';

export type LapKind = 'full' | 'out' | 'in' | 'partial' | 'stretch';

/** Why a full lap does not count. */
export type LapInvalidReason =
  'source-invalid' | 'pit-lane' | 'reset' | 'gap' | 'too-short' | 'open' | 'no-position';

/** From line to line, or a piece of it. Laps of a session cover it without overlap: one's end is the next one's start. */
export type Lap = {
  /**
   * Unique in the session; the source's own number where it counts laps. Rising with time, but for pauses between laps
   * that the source numbers without a break: these take the numbers after all others.
   */
  readonly number: number;
  readonly kind: LapKind;
  /** Only a full lap is ever valid; only a valid lap is ever best or a reference. */
  readonly valid: boolean;
  readonly invalidReasons: readonly LapInvalidReason[];
  /** Crossing (or cut) times, seconds since the recording's first sample. */
  readonly startSeconds: number;
  readonly endSeconds: number;
  /** The lap time that counts: the source's own when it gives one, else end − start. */
  readonly timeSeconds: number;
  readonly timeSource: 'source' | 'crossing';
  readonly distanceMetres: number | null;
  /** Times of the sectors in order; empty unless the lap is full. They sum to `timeSeconds`. */
  readonly sectorSeconds: readonly number[];
};

/** How the laps of a recording were found. */
export type LapSplit = {
  readonly method: 'counter' | 'gate' | 'beacon' | 'distance' | 'none';
  /** Where the line came from that laps were told apart by: `found` is a guess from the driving; null by other methods. */
  readonly gateSource?: 'layout' | 'file' | 'found' | null;
  readonly laps: readonly Lap[];
  /** Lap length of the layout as far as this recording tells, metres. */
  readonly lengthMetres: number | null;
  /** Where sectors begin as fractions of the lap length, first one 0. */
  readonly sectorFractions: readonly number[];
};

/**
 * One lap with its samples: cut from a recording, or read from its stored file. Times of the channels are seconds
 * since the lap's start crossing; samples lie in [0, durationSeconds), plus at most one on each side.
 */
export type LapData = {
  readonly lap: Lap;
  readonly channels: readonly Channel[];
};
