import { preferences } from '../preferences.svelte.ts';
import {
  addPanel,
  type Arrangement,
  arrangeFor,
  isOffered,
  kindOf,
  movePanel,
  type Offer,
  type Panel,
  type PanelKind,
  PANELS,
  parseArrangement,
  resizePanel,
} from './panels.ts';

/** How the page of a session is arranged: as its kind of source was last arranged here, else by what it offers. */
export class PageLayout {
  editing = $state(false);
  private readonly offer: () => Offer;

  readonly kind = $derived.by(() => kindOf(this.offer()));
  readonly own = $derived.by(() => parseArrangement(preferences.liveLayouts[this.kind]));
  readonly arrangement: Arrangement = $derived.by(() => this.own ?? arrangeFor(this.offer()));
  readonly panels: readonly Panel[] = $derived.by(() =>
    this.arrangement.panels.filter(({ kind }) => isOffered(kind, this.offer())),
  );
  readonly missing: readonly PanelKind[] = $derived.by(() => {
    const shown = this.panels.map(({ kind }) => kind);
    return (Object.keys(PANELS) as PanelKind[]).filter(
      (kind) => !shown.includes(kind) && isOffered(kind, this.offer()),
    );
  });
  readonly traces = $derived.by(() => this.arrangement.traces);

  constructor(offer: () => Offer) {
    this.offer = offer;
  }

  move(index: number, by: number): void {
    this.keep({ panels: movePanel(this.panels, index, by) });
  }
  resize(index: number, size: { columns: number; rows: number }): void {
    this.keep({ panels: resizePanel(this.panels, index, size) });
  }
  remove(index: number): void {
    this.keep({ panels: this.panels.filter((_, i) => i !== index) });
  }
  add(kind: PanelKind): void {
    this.keep({ panels: addPanel(this.panels, kind) });
  }
  show(traces: readonly string[]): void {
    this.keep({ traces });
  }
  reset(): void {
    const rest = Object.entries(preferences.liveLayouts).filter(([kind]) => kind !== this.kind);
    preferences.liveLayouts = Object.fromEntries(rest);
  }

  private keep(change: Partial<Arrangement>): void {
    const { panels, traces } = this;
    const next = { panels, traces, ...change };
    preferences.liveLayouts = { ...preferences.liveLayouts, [this.kind]: next };
  }
}
