import type { ChannelGroup, StreamDescription } from '@outlap/protocol';

/**
 * The description of a stream that goes on with what a source says now; undefined where that is another car, track,
 * driver or set of channels, and so another stream. Groups may be added at the end, names may become known.
 */
export function continuedBy(
  known: StreamDescription,
  now: StreamDescription,
): StreamDescription | undefined {
  const isSame = known.source === now.source && NAMES.every((name) => fits(name(known), name(now)));
  const groups = isSame ? joined(known.groups, now.groups) : undefined;
  if (!groups) return undefined;
  return {
    source: known.source,
    startedAt: known.startedAt,
    driver: now.driver ?? known.driver,
    vehicle: completed(known.vehicle, now.vehicle),
    track: completed(known.track, now.track),
    groups,
  };
}

const NAMES: readonly ((description: StreamDescription) => string | null | undefined)[] = [
  ({ driver }) => driver,
  ({ vehicle }) => vehicle.name,
  ({ vehicle }) => vehicle.vin,
  ({ track }) => track.name,
  ({ track }) => track.layout,
];

/** What is said now, and what was known where nothing is said. */
function completed<T extends object>(known: T, now: T): T {
  const said = Object.entries(now).filter(([, value]) => value !== null && value !== undefined);
  return { ...known, ...Object.fromEntries(said) };
}

function fits(known: string | null | undefined, now: string | null | undefined): boolean {
  return (known ?? null) === null || (now ?? null) === null || known === now;
}

/** The longer of two lists where one begins with the other. */
function joined(
  known: readonly ChannelGroup[],
  now: readonly ChannelGroup[],
): readonly ChannelGroup[] | undefined {
  const [shorter, longer] = known.length < now.length ? [known, now] : [now, known];
  const isPrefix = shorter.every((group, i) => JSON.stringify(group) === JSON.stringify(longer[i]));
  return isPrefix ? longer : undefined;
}
