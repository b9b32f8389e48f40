import {
  endOfPart,
  type Frame,
  type Part,
  secondsOf,
  type StreamDescription,
} from '@outlap/protocol';
import { emptySample, LIVE_CHANNELS, type LiveSample } from '@outlap/telemetry';

type Name = (typeof LIVE_CHANNELS)[number];
type Place = { readonly name: Name; readonly column: number };

const NO_PLACES: readonly Place[] = [];

/** Groups that tell when to look, the best one first: the place in the lap, positions, speed. */
const BASES: readonly Name[] = ['lapProgress', 'lapDistance', 'latitude', 'speed', 'lapNumber'];

/**
 * The few columns of a stream's frames that laps are watched by, as samples. Those of the group that tells the place set the
 * pace; of the other groups the last value counts.
 */
export class FrameSamples {
  readonly channels: ReadonlySet<Name>;
  /** The newest values; the same object at each call. */
  readonly sample: LiveSample = emptySample();
  engineRpm = Number.NaN;
  readonly #places = new Map<number, Place[]>();
  readonly #rates: readonly (number | null)[];
  readonly #base: number;
  readonly #engine: { readonly group: number; readonly column: number } | undefined;

  constructor({ groups }: StreamDescription) {
    const found = new Map<Name, { group: number; column: number }>();
    for (const name of LIVE_CHANNELS) {
      const place = findPlace(groups, name);
      if (!place) continue;
      found.set(name, place);
      const places = this.#places.get(place.group) ?? [];
      places.push({ name, column: place.column });
      this.#places.set(place.group, places);
    }
    this.channels = new Set(found.keys());
    this.#rates = groups.map(({ rateHz }) => rateHz);
    const base = BASES.find((name) => found.has(name));
    this.#base = (base && found.get(base)?.group) ?? 0;
    this.#engine = findPlace(groups, 'engineSpeed');
  }

  /** Calls `look` for each sample of a frame, in the order of their times. */
  read(frame: Frame, look: (sample: LiveSample) => void): void {
    for (const part of frame.parts) if (part.group !== this.#base) this.#takeLast(part);
    for (const part of frame.parts) {
      if (part.group === this.#base) this.#takeAll(part, look);
      if (part.group === this.#engine?.group) this.engineRpm = part.last(this.#engine.column);
    }
  }

  #takeLast(part: Part): void {
    for (const { name, column } of this.#places.get(part.group) ?? []) {
      const value = part.last(column);
      if (!Number.isNaN(value)) this.sample[name] = value;
    }
  }

  #takeAll(part: Part, look: (sample: LiveSample) => void): void {
    const places = this.#places.get(part.group) ?? NO_PLACES;
    const rateHz = this.#rates[part.group] ?? null;
    const { sample } = this;
    for (let i = 0; i < part.count; i++) {
      sample.seconds = secondsOf(part, i, rateHz);
      for (let c = 0; c < places.length; c++) {
        const place = places[c];
        if (place) sample[place.name] = part.valueAt(place.column, i);
      }
      look(sample);
    }
    if (places.length === 0) sample.seconds = endOfPart(part, rateHz);
  }
}

function findPlace(groups: StreamDescription['groups'], wanted: string) {
  for (const exact of [true, false])
    for (const [group, { channels }] of groups.entries()) {
      const column = channels.findIndex(
        ({ name, type }) =>
          type !== 'text' && (exact ? name === wanted : name.startsWith(`${wanted}@`)),
      );
      if (column >= 0) return { group, column };
    }
  return undefined;
}
