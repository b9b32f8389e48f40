/**
 * Cutting a lap out of its recording. Every channel keeps its own samples (nothing is resampled or, for typed arrays,
 * copied): those in [start, end) and one more on each side where there is one, so that a value at the crossing can be
 * interpolated. Times are shifted so that the crossing is 0. Channels that shared a time base share the cut one.
 * Where a stamp at the border is repeated, all its samples belong to the lap that begins there.
 */
import {
  type Channel,
  type ChannelValues,
  sampleCount,
  type TimeBase,
} from '../channels/channel.ts';
import type { Recording } from '../recording/recording.ts';
import { indexAtOrAfter } from './columns.ts';
import type { Lap, LapData } from './lap.ts';

type Cut = { readonly from: number; readonly to: number; readonly time: TimeBase };

/**
 * The lap with its samples, times in seconds since its start. `names` limits the channels (exact names). Values are
 * views on the recording's arrays. A channel without a sample in or beside the lap is left out.
 */
export function cutLap(
  recording: Pick<Recording, 'channels'>,
  lap: Lap,
  options: { readonly names?: readonly string[] } = {},
): LapData {
  const wanted = options.names && new Set(options.names);
  const cuts = new Map<TimeBase, Cut>();
  const channels: Channel[] = [];
  for (const channel of recording.channels) {
    if (wanted && !wanted.has(channel.name)) continue;
    let cut = cuts.get(channel.time);
    if (!cut) {
      cut = cutTime(channel.time, lap.startSeconds, lap.endSeconds);
      cuts.set(channel.time, cut);
    }
    const values = slice(channel.values, cut.from, cut.to);
    if (values.length > 0) channels.push({ ...channel, time: cut.time, values });
  }
  return { lap, channels };
}

function cutTime(time: TimeBase, start: number, end: number): Cut {
  const count = sampleCount(time);
  const first = firstAtOrAfter(time, start);
  const after = firstAtOrAfter(time, end);
  const from = Math.max(0, first - 1);
  const to = Math.min(count, after + 1);
  if (time.kind === 'uniform') {
    const startSeconds = time.startSeconds + from / time.rateHz - start;
    return { from, to, time: { ...time, startSeconds, count: Math.max(0, to - from) } };
  }
  const seconds = time.seconds.slice(from, to);
  for (let i = 0; i < seconds.length; i++) seconds[i] = (seconds[i] ?? 0) - start;
  return { from, to, time: { kind: 'stamps', seconds } };
}

function firstAtOrAfter(time: TimeBase, seconds: number): number {
  if (time.kind === 'stamps') return indexAtOrAfter(time.seconds, seconds);
  let index = Math.ceil((seconds - time.startSeconds) * time.rateHz);
  // The product may round across a sample; the sample's own time, computed as everywhere else, decides.
  if (time.startSeconds + (index - 1) / time.rateHz >= seconds) index--;
  else if (time.startSeconds + index / time.rateHz < seconds) index++;
  return Math.min(time.count, Math.max(0, index));
}

function slice(values: ChannelValues, from: number, to: number): ChannelValues {
  if (isList(values)) return values.slice(from, to);
  return values.subarray(from, to);
}

function isList(values: ChannelValues): values is readonly (string | null)[] {
  return Array.isArray(values);
}
