import type { StreamDescription } from '@outlap/protocol';
import type { Recording } from '@outlap/telemetry';
import { CommandError } from '../../errors.ts';
import { readFileRecording } from '../../files/file-source.ts';
import type { World } from '../../world.ts';
import { createPace } from '../pace.ts';
import { FRAME_SECONDS, type Source, type SourceClock, SourceError } from '../source.ts';
import { type ReplayGroup, toReplayGroups } from './replay-groups.ts';

export type FileOptions = {
  readonly path: string;
  readonly world: World;
  /** How many times as fast as it was recorded; Infinity as fast as it is taken. */
  readonly speed?: number;
  /** From the beginning again at the end, for ever. */
  readonly loop?: boolean;
};

/** Opens a recorded file as if it were driven now; each channel keeps its own times. Throws CommandError. */
export async function openFile(options: FileOptions, clock: SourceClock): Promise<Source> {
  const { path, world, speed = 1, loop = false } = options;
  if (!(speed > 0)) throw new CommandError('usage', 'A file is replayed at a speed above 0');
  const recording = await readFileRecording(world, path);
  const groups = toReplayGroups(recording);
  if (groups.length === 0) throw new CommandError('file_refused', `${path} has no channels`);
  const description = describe(recording, groups, clock);
  const pace = createPace(clock, speed);
  const closed = new AbortController();
  return {
    describe: () => description,
    frames: async function* (signal) {
      const stop = AbortSignal.any([signal, closed.signal]);
      yield { kind: 'link', state: 'connected', detail: `Replaying ${path}` };
      for (let shift = 0; ; shift += lengthOf(recording)) {
        for (let first = nextOf(groups); first < Infinity; first = nextOf(groups)) {
          const until = (Math.floor(first / FRAME_SECONDS + 1e-9) + 1) * FRAME_SECONDS;
          const parts = groups.flatMap((group, index) => {
            const part = group.take(until, shift);
            return part ? [{ group: index, ...part }] : [];
          });
          await pace.until(shift + until, stop);
          if (stop.aborted) return;
          yield { kind: 'samples', parts };
        }
        if (!loop) return;
        for (const group of groups) group.rewind();
      }
    },
    request: () =>
      Promise.reject(new SourceError('unsupported', 'A recorded file has no car behind it')),
    close: () => {
      closed.abort();
      return Promise.resolve();
    },
  };
}

function nextOf(groups: readonly ReplayGroup[]): number {
  return groups.reduce((least, group) => Math.min(least, group.nextSeconds()), Infinity);
}

/** How much later each turn of a loop begins: the recording and a pause of one frame. */
function lengthOf({ durationSeconds }: Recording): number {
  return durationSeconds + FRAME_SECONDS;
}

function describe(
  { driver, vehicle, track }: Recording,
  groups: readonly ReplayGroup[],
  clock: SourceClock,
): StreamDescription {
  return {
    source: 'file',
    startedAt: new Date(clock.wall()).toISOString(),
    driver,
    vehicle,
    track,
    groups: groups.map(({ described }) => described),
  };
}
