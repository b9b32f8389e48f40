import type { ChannelGroup, ColumnType } from '@outlap/protocol';
import { CANONICAL_CHANNELS } from '@outlap/telemetry';

/** A channel that somebody asked for, where it is found in the stream; `place` null: in its lap files only. */
export type WantedChannel = {
  /** As it was asked for. */
  readonly asked: string;
  /** As the session has it. */
  readonly name: string;
  readonly label: string;
  readonly unit: string;
  readonly rateHz: number | null;
  readonly type: ColumnType;
  readonly present: boolean;
  readonly place: { readonly group: number; readonly column: number } | null;
};

/** A channel as the session's row lists it, for sessions that no stream brought. */
export type ListedChannel = {
  readonly name: string;
  readonly sourceName: string;
  readonly unit: string;
  readonly rateHz: number | null;
};

type Known = Omit<WantedChannel, 'asked' | 'present' | 'label'> & { readonly sourceName: string };

/** Finds channels by canonical name, by the name from any source (`speed@canbus`), or by the source's own name. */
export function resolveChannels(
  names: readonly string[],
  groups: readonly ChannelGroup[],
  listed: readonly ListedChannel[] = [],
): WantedChannel[] {
  const known = [...knownOfGroups(groups), ...listed.map(toKnown)];
  return names.map((asked) => {
    const found =
      known.find(({ name }) => name === asked) ??
      known.find(({ name }) => name.startsWith(`${asked}@`)) ??
      known.find(({ sourceName }) => sourceName === asked);
    return found ? { ...found, asked, label: labelOf(found), present: true } : absent(asked);
  });
}

/** Names of all channels there are. */
export function listNames(
  groups: readonly ChannelGroup[],
  listed: readonly ListedChannel[],
): string[] {
  return [...new Set([...knownOfGroups(groups), ...listed].map(({ name }) => name))];
}

function knownOfGroups(groups: readonly ChannelGroup[]): Known[] {
  return groups.flatMap(({ rateHz, channels }, group) =>
    channels.map(({ name, sourceName, unit, type }, column) => ({
      name,
      sourceName,
      unit,
      rateHz,
      type,
      place: { group, column },
    })),
  );
}

function toKnown(channel: ListedChannel): Known {
  return { ...channel, type: 'f64', place: null };
}

function labelOf({ name, sourceName }: Known): string {
  const [stem = name] = name.split('@');
  return CANONICAL_CHANNELS[stem]?.label ?? (sourceName || name);
}

function absent(asked: string): WantedChannel {
  const known = CANONICAL_CHANNELS[asked];
  return {
    asked,
    name: asked,
    label: known?.label ?? asked,
    unit: known?.unit ?? '',
    rateHz: null,
    type: 'f32',
    present: false,
    place: null,
  };
}
