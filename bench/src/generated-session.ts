import { open } from 'node:fs/promises';
import { encodeRecords, type IbtField, writeIbtHeader } from '@outlap/formats';
import { type NumericValues, type SimulationStream, streamRecording } from '@outlap/telemetry';
import { temporaryPath } from './temporary-folder.ts';

export type GeneratedFile = { readonly path: string; readonly bytes: number };

export const CHANNELS = 270;
const START_SECONDS = Date.UTC(2026, 0, 17, 13) / 1000;

const files = new Map<number, Promise<GeneratedFile>>();

/** A simulated session of 270 channels at 60 Hz as an `.ibt` of version 2, written block by block, once a length. */
export function generatedSession(hours: number): Promise<GeneratedFile> {
  const file = files.get(hours) ?? writeSession(hours);
  files.set(hours, file);
  return file;
}

async function writeSession(hours: number): Promise<GeneratedFile> {
  const stream = streamRecording({ channels: CHANNELS, hours });
  const path = temporaryPath(`${Math.round(hours * 3600)}s.ibt`);
  const handle = await open(path, 'w');
  let bytes = 0;
  const append = async (part: Uint8Array) => {
    await handle.write(part);
    bytes += part.length;
  };
  let layout: ReturnType<typeof writeIbtHeader> | undefined;
  for (const { columns, count } of stream.blocks) {
    if (!layout) {
      layout = writeIbtHeader({
        tickRate: stream.rateHz,
        recordCount: stream.sampleCount,
        startDateSeconds: START_SECONDS,
        endSessionSeconds: hours * 3600,
        sessionText: toSessionText(stream.head),
        fields: stream.channels.map((channel, c) => toField(channel, columns[c])),
      });
      await append(layout.header);
    }
    await append(encodeRecords(layout, columns, 0, count));
  }
  await handle.close();
  return { path, bytes };
}

function toField(
  { sourceName, sourceUnit, unit }: SimulationStream['channels'][number],
  values: NumericValues | undefined,
): IbtField {
  // The simulator gives pascals, whatever sims write.
  return { name: sourceName, unit: unit === 'Pa' ? unit : sourceUnit, type: typeOf(values) };
}

function typeOf(values: NumericValues | undefined): IbtField['type'] {
  if (values instanceof Float64Array) return 'double';
  if (values instanceof Int32Array) return 'int';
  if (values instanceof Uint32Array) return 'bitfield';
  return values instanceof Uint8Array ? 'bool' : 'float';
}

function toSessionText({ track, driver, vehicle, sectorFractions }: SimulationStream['head']) {
  return [
    '---',
    'WeekendInfo:',
    ` TrackLength: ${(track.lengthMetres ?? 0) / 1000} km`,
    ` TrackDisplayName: ${track.name}`,
    ` TrackConfigName: ${track.layout}`,
    'DriverInfo:',
    ' DriverCarIdx: 0',
    ' Drivers:',
    ' - CarIdx: 0',
    `   UserName: ${driver}`,
    '   UserID: 1',
    `   CarScreenName: ${vehicle.name}`,
    'SplitTimeInfo:',
    ' Sectors:',
    ...sectorFractions.flatMap((start, i) => [` - SectorNum: ${i}`, `   SectorStartPct: ${start}`]),
    '...',
    '',
  ].join('\n');
}
