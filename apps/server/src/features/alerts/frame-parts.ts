import type { ChannelGroup, Frame, LiveChannel, Part, StreamDescription } from '@outlap/protocol';
import type { WatchedPart } from '@outlap/telemetry';

/** Where the watched channels are in the frames of a stream. */
export type ChannelPlaces = {
  readonly rates: readonly (number | null)[];
  /** By group: which column is which watched channel. */
  readonly columns: readonly (readonly { readonly column: number; readonly channel: number }[])[];
};

/** The channel behind a name of a rule: the canonical name before the source's own, the first group before others. */
export function findChannel(description: StreamDescription, name: string): LiveChannel | undefined {
  const all = description.groups.flatMap(({ channels }) => channels);
  const numeric = all.filter(({ type }) => type !== 'text');
  return (
    numeric.find((channel) => channel.name === name) ??
    numeric.find((channel) => channel.sourceName === name)
  );
}

export function placesOf(
  description: StreamDescription,
  channels: readonly string[],
): ChannelPlaces {
  const wanted = channels.map((name) => findChannel(description, name));
  const placesIn = ({ channels: columns }: ChannelGroup) =>
    columns.flatMap((one, column) => {
      const channel = wanted.indexOf(one);
      return channel < 0 ? [] : [{ column, channel }];
    });
  return {
    rates: description.groups.map(({ rateHz }) => rateHz),
    columns: description.groups.map(placesIn),
  };
}

/** The watched columns of a frame. A frame without one still says that time has passed. */
export function toWatchedParts(frame: Frame, { rates, columns }: ChannelPlaces): WatchedPart[] {
  return frame.parts.flatMap((part) => {
    if (part.count === 0) return [];
    const secondsOf = momentsOf(part, rates[part.group] ?? null);
    const wanted = columns[part.group] ?? [];
    if (wanted.length === 0)
      return [{ count: 1, secondsOf: () => secondsOf(part.count - 1), columns: [] }];
    return [{ count: part.count, secondsOf, columns: wanted.map((one) => toColumn(part, one)) }];
  });
}

function toColumn(part: Part, { column, channel }: { column: number; channel: number }) {
  // Text is never watched: findChannel passes it over.
  return { channel, values: part.column(column) as ArrayLike<number> };
}

function momentsOf({ start, offsets }: Part, rateHz: number | null): (sample: number) => number {
  if (offsets) return (sample) => start + (offsets[sample] ?? 0) / 1e6;
  return (sample) => start + (rateHz ? sample / rateHz : 0);
}
