import type { FramePart, StreamDescription } from '@outlap/protocol';
import { BestLap } from './best-lap.ts';
import {
  createLapWatch,
  emptySample,
  type LapNow,
  type LapWatch,
  LIVE_CHANNELS,
} from '@outlap/telemetry';

/** What the terminal shows of the drive; null for what the source does not tell. */
export type Reading = {
  readonly speedMps: number | null;
  readonly engineRpm: number | null;
  readonly gear: number | null;
  readonly lap: LapNow | null;
  /** Behind (+) or ahead (−) of the best lap of this recording at this place. */
  readonly deltaSeconds: number | null;
};

type LiveName = (typeof LIVE_CHANNELS)[number];
type Place = { readonly group: number; readonly column: number };

const RATE_SECONDS = 5;

/** The newest values of the few channels that are shown, the open lap, and how many samples a second really come. */
export class Readings {
  readonly #places = new Map<string, Place>();
  readonly #values = new Map<string, number>();
  readonly #names: string[] = [];
  #counts: number[] = [];
  #rates: Readonly<Record<string, number>> = {};
  #countedFrom: number | undefined;
  #watch: LapWatch | undefined;
  #watched: { readonly name: LiveName; readonly column: number }[] = [];
  #watchedGroup = -1;
  readonly #best = new BestLap();
  #rateHz: number | null = null;
  readonly #sample = emptySample();

  /** Groups are only ever added at the end, so places that are known stay. */
  describe({ groups, track }: StreamDescription): void {
    groups.forEach((group, index) => {
      this.#names[index] = group.channels[0]?.name ?? '';
      group.channels.forEach(({ name }, column) => {
        if (!this.#places.has(name)) this.#places.set(name, { group: index, column });
      });
    });
    this.#watch ??= this.#createWatch(groups, track.lengthMetres);
  }

  add(parts: readonly FramePart[], seconds: number): void {
    for (const part of parts) {
      this.#counts[part.group] = (this.#counts[part.group] ?? 0) + part.count;
      if (part.group === this.#watchedGroup) this.#follow(part);
    }
    for (const name of ['speed', 'engineSpeed', 'gear']) {
      const place = this.#places.get(name);
      const part = place && parts.findLast(({ group }) => group === place.group);
      const value = place && part?.columns[place.column]?.[part.count - 1];
      if (typeof value === 'number') this.#values.set(name, value);
    }
    this.#count(seconds);
  }

  get reading(): Reading {
    return {
      speedMps: this.#value('speed'),
      engineRpm: this.#value('engineSpeed'),
      gear: this.#value('gear'),
      lap: this.#watch?.now() ?? null,
      deltaSeconds: this.#best.deltaSeconds,
    };
  }

  /** Samples a second of each group over the last seconds, by the name of its first channel. */
  get achievedHz(): Readonly<Record<string, number>> {
    return this.#rates;
  }

  #value(name: string): number | null {
    const value = this.#values.get(name);
    return value === undefined || Number.isNaN(value) ? null : value;
  }

  #count(seconds: number): void {
    this.#countedFrom ??= seconds;
    const elapsed = seconds - this.#countedFrom;
    if (elapsed < RATE_SECONDS) return;
    this.#rates = Object.fromEntries(
      this.#names.flatMap((name, index) => {
        const count = this.#counts[index] ?? 0;
        return count > 0 ? [[name, Math.round((count / elapsed) * 10) / 10] as const] : [];
      }),
    );
    this.#counts = [];
    this.#countedFrom = seconds;
  }

  /** Laps are watched where the channels that tell them come together in one group. */
  #createWatch(
    groups: StreamDescription['groups'],
    lengthMetres: number | null,
  ): LapWatch | undefined {
    const lapPlace = ['lapProgress', 'lapDistance', 'lapNumber'].flatMap(
      (name) => this.#places.get(name) ?? [],
    )[0];
    if (!lapPlace) return undefined;
    this.#watchedGroup = lapPlace.group;
    this.#rateHz = groups[lapPlace.group]?.rateHz ?? null;
    this.#watched = LIVE_CHANNELS.flatMap((name) => {
      const place = this.#places.get(name);
      return place?.group === lapPlace.group ? [{ name, column: place.column }] : [];
    });
    return createLapWatch({
      channels: new Set(this.#watched.map(({ name }) => name)),
      layout: { lengthMetres: lengthMetres ?? 0, sectorFractions: [], gates: [] },
    });
  }

  #follow({ start, count, offsets, columns }: FramePart): void {
    for (let i = 0; i < count; i++) {
      const later = offsets ? (offsets[i] ?? 0) / 1e6 : i / (this.#rateHz ?? 1);
      this.#sample.seconds = start + later;
      for (const { name, column } of this.#watched) {
        const value = columns[column]?.[i];
        this.#sample[name] = typeof value === 'number' ? value : Number.NaN;
      }
      const closed = this.#watch?.add(this.#sample);
      const lap = this.#watch?.now();
      if (lap) this.#best.add(lap, closed);
    }
  }
}
