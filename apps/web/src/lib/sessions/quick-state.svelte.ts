import { untrack } from 'svelte';
import { analysis } from '../analysis/analysis-client.ts';
import type { CompareAnswer } from '../analysis/messages.ts';
import type { Lap, SessionDetail } from '../api.ts';
import type { AxisRange } from '../charts/axis-range.ts';
import { Scrub } from '../charts/scrub.ts';
import { layoutFacts } from '../compare/compare-state.svelte.ts';
import { fastestLaps } from '../laps/best-marks.ts';
import { Resource } from '../resource.svelte.ts';

export const QUICK_CHANNELS: readonly string[] = ['speed'];

/** The session's second-best lap against its best: where the time went, at once. */
export class QuickState {
  readonly scrub = new Scrub();
  range = $state.raw<AxisRange | null>(null);
  pointed = $state.raw<AxisRange | null>(null);
  private readonly session: () => SessionDetail | undefined;
  private readonly answered: Resource<CompareAnswer>;

  private readonly fastest: readonly Lap[] = $derived.by(() =>
    fastestLaps(this.session()?.laps ?? []),
  );
  readonly best: Lap | undefined = $derived(this.fastest[0]);
  readonly other: Lap | undefined = $derived(this.fastest[1]);
  // One text for what is asked, so that renaming the session does not ask again.
  private readonly asked = $derived.by(() =>
    this.best ? [this.best.id, this.other?.id, this.session()?.layout?.id].join() : '',
  );

  constructor(session: () => SessionDetail | undefined) {
    this.session = session;
    this.answered = new Resource(() => (this.asked ? untrack(() => this.ask()) : undefined));
  }

  get answer(): CompareAnswer | undefined {
    const { value } = this.answered;
    return value?.laps[0]?.id === this.best?.id ? value : undefined;
  }
  get error() {
    return this.answered.error;
  }
  get slow() {
    return this.answered.slow;
  }
  get compared() {
    return this.answer?.laps.at(-1);
  }

  private ask(): Promise<CompareAnswer> | undefined {
    const [best, other] = this.fastest;
    if (!best) return undefined;
    this.range = null;
    this.scrub.set(null);
    return analysis.compare({
      laps: [best, other].flatMap((lap) => (lap ? [{ id: lap.id, fileBytes: lap.fileBytes }] : [])),
      channels: QUICK_CHANNELS,
      layout: layoutFacts(this.session()?.layout ?? null, best),
      x: 'distance',
    });
  }
}
