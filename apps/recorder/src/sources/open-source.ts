import type { FileOptions } from './file/open-file.ts';
import type { IracingOptions } from './iracing/open-iracing.ts';
import type { ObdOptions } from './obd/open-obd.ts';
import type { SimulatorOptions } from './simulator/open-simulator.ts';
import type { Source, SourceClock } from './source.ts';

/** What each kind of source wants to know. */
export type SourceOptions = {
  readonly obd: ObdOptions;
  readonly iracing: IracingOptions;
  readonly simulator: SimulatorOptions;
  readonly file: FileOptions;
};
export type SourceKind = keyof SourceOptions;
export const SOURCE_KINDS = ['obd', 'iracing', 'simulator', 'file'] as const satisfies SourceKind[];

type Opener<K extends SourceKind> = (
  options: SourceOptions[K],
  clock: SourceClock,
) => Promise<Source>;

/** Only the source that is wanted is loaded: each brings code, and some a native package, that the others do without. */
const OPENERS: { readonly [K in SourceKind]: Opener<K> } = {
  obd: async (options, clock) => (await import('./obd/open-obd.ts')).openObd(options, clock),
  iracing: async (options, clock) =>
    (await import('./iracing/open-iracing.ts')).openIracing(options, clock),
  simulator: async (options, clock) =>
    (await import('./simulator/open-simulator.ts')).openSimulator(options, clock),
  file: async (options, clock) => (await import('./file/open-file.ts')).openFile(options, clock),
};

/** Opens a source by its kind. Throws CommandError where no waiting mends it. */
export function openSource<K extends SourceKind>(
  kind: K,
  options: SourceOptions[K],
  clock: SourceClock,
): Promise<Source> {
  return OPENERS[kind](options, clock);
}
