import { ibt } from '@outlap/formats';
import { cutLap, type LapData, type LapSplit, type Recording, splitLaps } from '@outlap/telemetry';
import { generatedSession, type GeneratedFile } from './generated-session.ts';
import { openFile } from './open-file.ts';

export type GeneratedLaps = {
  readonly file: GeneratedFile;
  readonly recording: Recording;
  readonly split: LapSplit;
  readonly laps: readonly LapData[];
};

/** A generated session read back from its `.ibt` and cut into all of its laps, as an import does it. */
export async function generatedLaps(hours: number): Promise<GeneratedLaps> {
  const file = await generatedSession(hours);
  const source = await openFile(file.path);
  const recording = await ibt.read(source, {});
  await source.handle.close();
  const split = splitLaps(recording);
  return { file, recording, split, laps: split.laps.map((lap) => cutLap(recording, lap)) };
}

/** The full lap whose time is nearest to `seconds`. */
export function lapOf(laps: readonly LapData[], seconds: number): LapData {
  const [nearest] = laps
    .filter(({ lap }) => lap.kind === 'full')
    .sort((a, b) => Math.abs(a.lap.timeSeconds - seconds) - Math.abs(b.lap.timeSeconds - seconds));
  if (!nearest) throw new Error('The generated session has no full lap');
  return nearest;
}
