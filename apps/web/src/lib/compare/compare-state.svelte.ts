import { analysis } from '../analysis/analysis-client.ts';
import type {
  CompareAnswer,
  ComparedLap,
  CompareRequest,
  LayoutFacts,
} from '../analysis/messages.ts';
import {
  type ApiError,
  type Channel,
  getLap,
  getLayout,
  type LapDetail,
  type Layout,
  toApiError,
} from '../api.ts';
import { lapToken } from '../charts/ink.ts';
import { Scrub } from '../charts/scrub.ts';
import { preferences } from '../preferences.svelte.ts';
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

  private readonly details = new Map<string, Promise<LapDetail>>();
  private readonly layouts = new Map<string, Promise<Layout>>();
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
  readonly available: readonly Channel[] = $derived([
    ...new Map(
      this.laps.flatMap(({ channels }) => channels.map((channel) => [channel.name, channel])),
    ).values(),
  ]);

  /** To be made while the page starts. */
  constructor() {
    analysis.start();
    $effect(() => {
      void this.idsKey;
      void this.loadLaps();
    });
    $effect(() => {
      void this.wantedKey;
      void this.xMode;
      if (this.laps.length > 0) void this.compare();
    });
  }

  change(change: Partial<CompareView>): void {
    this.view = { ...this.view, ...change };
  }

  retry(): void {
    this.details.clear();
    void this.loadLaps();
  }

  lapOf(id: string): ComparedLap | undefined {
    return this.answer?.laps.find((lap) => lap.id === id);
  }

  private async loadLaps(): Promise<void> {
    const { ids } = this;
    const key = this.idsKey;
    const found = await Promise.allSettled(ids.map((id) => this.detail(id)));
    if (key !== this.idsKey) return;
    const laps = found.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
    const failed = found.find((one) => one.status === 'rejected');
    const gone = found.length - laps.length;
    const failure = failed && toApiError(failed.reason);
    // A link to laps of which some were deleted still shows the others; the reference it cannot do without.
    if (failure && (laps.length === 0 || laps[0]?.id !== ids[0] || failure.status !== 404)) {
      this.error = failure;
      return;
    }
    const layoutId = laps[0]?.session.track?.layoutId;
    try {
      this.layout = layoutId ? await this.layoutOf(layoutId) : null;
    } catch {
      this.layout = null;
    }
    if (key !== this.idsKey) return;
    this.missing = gone;
    this.error = undefined;
    this.laps = laps;
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

  private detail(id: string): Promise<LapDetail> {
    return remembered(this.details, id, getLap);
  }

  private layoutOf(id: string): Promise<Layout> {
    return remembered(this.layouts, id, getLayout);
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

function remembered<T>(
  known: Map<string, Promise<T>>,
  id: string,
  ask: (id: string) => Promise<T>,
): Promise<T> {
  const asked = known.get(id) ?? ask(id);
  known.set(id, asked);
  asked.catch(() => known.delete(id));
  return asked;
}

function toAnalysisError(cause: unknown): ApiError {
  const error = toApiError(cause);
  return error.status === 0 && cause instanceof Error && cause !== error
    ? Object.assign(error, { message: cause.message, code: 'analysis_failed', status: 500 })
    : error;
}

const MOST_CHOSEN = 12;

/** The remembered channels that these laps have, else the first ones they have. */
function chooseChannels(laps: readonly LapDetail[], wanted: readonly string[]): readonly string[] {
  const names = laps.flatMap(({ channels }) => channels.map(({ name }) => name));
  const has = (name: string) => names.some((one) => one === name || one.startsWith(`${name}@`));
  const chosen = wanted.filter(has).slice(0, MOST_CHOSEN);
  return chosen.length > 0 ? chosen : [...new Set(names)].slice(0, 4);
}
