import {
  type Channel,
  getLap,
  getLayout,
  type LapDetail,
  type Layout,
  toApiError,
} from '../api.ts';

/** Laps of a link as far as they are still there. */
export type FoundLaps = {
  readonly laps: readonly LapDetail[];
  readonly missing: number;
  readonly layout: Layout | null;
};

const details = new Map<string, Promise<LapDetail>>();
const layouts = new Map<string, Promise<Layout>>();

/**
 * The laps and the layout of the first one. Laps that were deleted are left out; without the first one, or when the
 * server does not answer, it throws.
 */
export async function findLaps(ids: readonly string[]): Promise<FoundLaps> {
  const found = await Promise.allSettled(ids.map((id) => remembered(details, id, getLap)));
  for (const [i, one] of found.entries()) {
    if (one.status === 'fulfilled') continue;
    const error = toApiError(one.reason);
    if (i === 0 || error.status !== 404) throw error;
  }
  const laps = found.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
  const layoutId = laps[0]?.session.track?.layoutId;
  const layout = layoutId ? await remembered(layouts, layoutId, getLayout).catch(() => null) : null;
  return { laps, layout, missing: ids.length - laps.length };
}

/** Takes what another page knows already, and asks for what will be wanted next. */
export function expectLaps(ids: readonly string[], layout: Layout | null): void {
  if (layout) layouts.set(layout.id, Promise.resolve(layout));
  // A failure is told when the laps are really asked for.
  for (const id of ids) remembered(details, id, getLap).catch(() => undefined);
}

/** Asks again for everything. */
export function forgetLaps(): void {
  details.clear();
  layouts.clear();
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

/** Channels of all laps, each name once. */
export function uniteChannels(laps: readonly LapDetail[]): Channel[] {
  const byName = new Map<string, Channel>();
  for (const { channels } of laps)
    for (const channel of channels)
      if (!byName.has(channel.name)) byName.set(channel.name, channel);
  return [...byName.values()];
}

const MOST_CHOSEN = 12;

/** The remembered channels that these laps have, else the first ones they have. */
export function chooseChannels(
  laps: readonly LapDetail[],
  wanted: readonly string[],
): readonly string[] {
  const names = uniteChannels(laps).map(({ name }) => name);
  const has = (name: string) => names.some((one) => one === name || one.startsWith(`${name}@`));
  const chosen = wanted.filter(has).slice(0, MOST_CHOSEN);
  return chosen.length > 0 ? chosen : names.slice(0, 4);
}
