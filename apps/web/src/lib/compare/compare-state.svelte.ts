import { untrack } from 'svelte';
import { analysis } from '../analysis/analysis-client.ts';
import type {
  CompareAnswer,
  ComparedLap,
  CompareRequest,
  LayoutFacts,
} from '../analysis/messages.ts';
import { ApiError, type Channel, type LapDetail, type Layout, toApiError } from '../api.ts';
import { lapToken } from '../charts/ink.ts';
import { Scrub } from '../charts/scrub.ts';
import { preferences } from '../preferences.svelte.ts';
import { chooseChannels, findLaps, forgetLaps, uniteChannels } from './lap-facts.ts';
import { type CompareView, EMPTY_VIEW } from './view.ts';

/** A lap of the view with its colour. The reference is neutral, the others keep theirs by their place. */
export type ShownLap = {
  readonly detail: LapDetail;
  readonly isReference: boolean;
  readonly token: string;
  readonly dashed: boolean;
};

/**
 * What the compare page knows. Samples are not reactive: they lie in `answer`, and `revision` rises when it is another.
 */
export class CompareState {
  view = $state.raw<CompareView>(EMPTY_VIEW);
  laps = $state.raw<readonly LapDetail[]>([]);
  layout = $state.raw<Layout | null>(null);
  /** Laps of the link that are no longer there. */
  missing = $state(0);
  error = $state.raw<ApiError>();
  busy = $state(false);
  revision = $state(0);
  answer: CompareAnswer | undefined;
  readonly scrub = new Scrub();

  private asked = 0;

  readonly ids = $derived(this.view.reference ? [this.view.reference, ...this.view.laps] : []);
  private readonly idsKey = $derived(this.ids.join());
  readonly channels: readonly string[] = $derived(
    this.view.channels ?? chooseChannels(this.laps, preferences.channels),
  );
  /** What is asked for: the drawn channels, then the map's colour where it is not among them. */
  readonly wanted: readonly string[] = $derived(
    this.view.colour === 'delta' || this.channels.includes(this.view.colour)
      ? this.channels
      : [...this.channels, this.view.colour],
  );
  private readonly wantedKey = $derived(this.wanted.join('\n'));
  private readonly xMode = $derived(this.view.x);
  readonly shown: readonly ShownLap[] = $derived(
    this.laps.map((detail, i) => ({
      detail,
      isReference: detail.id === this.view.reference,
      ...(detail.id === this.view.reference
        ? { token: '--reference', dashed: false }
        : lapToken(this.laps[0]?.id === this.view.reference ? i - 1 : i)),
    })),
  );
  readonly focus: ShownLap | undefined = $derived(
    this.shown.find(({ detail }) => detail.id === this.view.focus) ??
      this.shown.find(({ isReference }) => !isReference),
  );
  readonly available: readonly Channel[] = $derived(uniteChannels(this.laps));

  /** To be made while the page starts. */
  constructor() {
    analysis.start();
    $effect(() => {
      void this.idsKey;
      // What they read before their first await would else count as read here: each step of a zoom would ask again.
      untrack(() => void this.loadLaps());
    });
    $effect(() => {
      void this.wantedKey;
      void this.xMode;
      if (this.laps.length > 0) untrack(() => void this.compare());
    });
  }

  change(change: Partial<CompareView>): void {
    this.view = { ...this.view, ...change };
  }

  retry(): void {
    forgetLaps();
    void this.loadLaps();
  }

  lapOf(id: string): ComparedLap | undefined {
    return this.answer?.laps.find((lap) => lap.id === id);
  }

  private async loadLaps(): Promise<void> {
    const { ids, idsKey: key } = this;
    try {
      const found = await findLaps(ids);
      if (key !== this.idsKey) return;
      this.layout = found.layout;
      this.missing = found.missing;
      this.error = undefined;
      this.laps = found.laps;
    } catch (cause) {
      if (key === this.idsKey) this.error = toApiError(cause);
    }
  }

  private async compare(): Promise<void> {
    const call = ++this.asked;
    const { laps, wanted: channels } = this;
    const request: CompareRequest = {
      laps: laps.map(({ id, fileBytes }) => ({ id, fileBytes })),
      channels,
      layout: layoutFacts(this.layout, laps[0]),
      x: this.view.x,
    };
    this.busy = true;
    try {
      const answer = await analysis.compare(request);
      if (call !== this.asked) return;
      this.answer = answer;
      this.revision++;
      this.error = undefined;
    } catch (cause) {
      if (call === this.asked) this.error = toAnalysisError(cause);
    } finally {
      if (call === this.asked) this.busy = false;
    }
  }
}

/** The layout as the worker needs it; without one, the reference's own length. */
export function layoutFacts(
  layout: Layout | null,
  reference: { readonly distanceMetres: number | null } | undefined,
): LayoutFacts {
  return {
    lengthMetres: layout?.lengthMetres ?? reference?.distanceMetres ?? 0,
    outline: layout?.outline ?? null,
    corners: layout?.corners ?? [],
  };
}

function toAnalysisError(cause: unknown): ApiError {
  if (cause instanceof ApiError) return cause;
  return new ApiError('analysis_failed', cause instanceof Error ? cause.message : '', 500);
}
