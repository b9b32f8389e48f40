import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { writeIbt, writeLd } from '@outlap/formats';
import {
  findChannel,
  LARKMOOR,
  generateRecording,
  type Recording,
  simulate,
  splitLaps,
  TERN_QUAY,
} from '@outlap/telemetry';

const STARTED_AT = '2026-05-09T13:00:00.000Z';

/** Out lap and three timed laps; the second is the best, the first brakes early into 1, the third is slow in 3. */
export function driveTernQuay(seed = 7): Recording {
  return simulate({
    circuit: TERN_QUAY,
    seed,
    startedAt: STARTED_AT,
    laps: [
      { corners: [{ number: 1, brakeEarlierMetres: 15 }] },
      {},
      { corners: [{ number: 3, speedShare: 0.93 }] },
    ],
    outLap: true,
  });
}

export function writeFiles(
  folder: string,
  files: Readonly<Record<string, Uint8Array | string>>,
): string[] {
  return Object.entries(files).map(([name, content]) => {
    const path = join(folder, name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, content);
    return path;
  });
}

export const ternQuayIbt = (seed?: number): Uint8Array => writeIbt(driveTernQuay(seed));

/** Twenty-four minutes of 120 channels, some 42 MB: long enough to be cut in the middle. */
export function longIbt(): Uint8Array {
  return writeIbt(generateRecording({ channels: 120, hours: 0.4, startedAt: STARTED_AT }));
}

/** A pair as a simple logger makes it: no lap counter, no place in the lap; laps only by the beacons of the .ldx. */
export function beaconFiles(stem: string): Record<string, Uint8Array> {
  const recording = simulate({
    circuit: LARKMOOR,
    seed: 11,
    rateHz: 20,
    startedAt: STARTED_AT,
    laps: [{}, {}],
  });
  const kept = ['speed', 'throttle', 'brake', 'gear', 'steering', 'yawRate'];
  const channels = recording.channels.filter(({ name }) => kept.includes(name));
  const { ld, ldx } = writeLd({ ...recording, channels }, splitLaps(recording).laps);
  return { [`${stem}.ld`]: ld, [`${stem}.ldx`]: ldx };
}

/** Columns without words: milliseconds, km/h, lap counter, metres since the line. */
export function unclearCsv(): string {
  const { channels } = driveTernQuay();
  const column = (name: string) => findChannel(channels, name)?.values ?? [];
  const speed = column('speed');
  const lap = column('lapNumber');
  const distance = column('lapDistance');
  const rows: string[] = ['a;b;c;d'];
  for (let i = 0; i < speed.length; i += 6) {
    const milliseconds = Math.round((i * 1000) / 60);
    const kmh = (Number(speed[i]) * 3.6).toFixed(2);
    rows.push(`${milliseconds};${kmh};${Number(lap[i])};${Number(distance[i]).toFixed(2)}`);
  }
  return rows.join('\n');
}
