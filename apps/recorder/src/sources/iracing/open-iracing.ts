import type { Source, SourceClock } from '../source.ts';
import { IracingSource } from './iracing-source.ts';
import type { OpenLiveMemory } from './live-memory.ts';
import { windowsMemory } from './windows-memory.ts';

export type IracingOptions = {
  /** Another way to the memory than that of Windows. */
  readonly memory?: OpenLiveMemory;
};

/** iRacing on this computer; waits for the sim to run. Throws CommandError where its memory cannot be read. */
export async function openIracing(options: IracingOptions, clock: SourceClock): Promise<Source> {
  return new IracingSource(options.memory ?? (await windowsMemory()), clock);
}
