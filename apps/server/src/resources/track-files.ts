import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { OfficialCorner } from '@outlap/telemetry';
import { type Static, Type } from 'typebox';
import { Value } from 'typebox/value';

/** What a person knows of a circuit: `DATA_DIR/tracks/*.json`. Corners lie at a distance from the line or at a position. */
const TrackFile = Type.Object(
  {
    track: Type.String({ minLength: 1, maxLength: 200 }),
    /** Left out: every layout of the track. */
    layout: Type.Optional(Type.String({ maxLength: 200 })),
    corners: Type.Array(
      Type.Object(
        {
          number: Type.Integer({ minimum: 1, maximum: 1000 }),
          name: Type.Optional(Type.String({ maxLength: 100 })),
          distanceMetres: Type.Optional(Type.Number({ minimum: 0, maximum: 1e6 })),
          latitude: Type.Optional(Type.Number({ minimum: -90, maximum: 90 })),
          longitude: Type.Optional(Type.Number({ minimum: -180, maximum: 180 })),
        },
        { additionalProperties: false },
      ),
      { minItems: 1, maxItems: 400 },
    ),
  },
  { additionalProperties: false },
);
export type TrackFile = Static<typeof TrackFile>;

/** The track files of a data folder, and what is wrong with those that cannot be used, a sentence each. */
export async function readTrackFiles(
  dataDir: string,
): Promise<{ readonly files: readonly TrackFile[]; readonly problems: readonly string[] }> {
  const folder = join(dataDir, 'tracks');
  const names = await readdir(folder).catch(() => []);
  const files: TrackFile[] = [];
  const problems: string[] = [];
  for (const name of names.filter((one) => one.endsWith('.json')).sort()) {
    const parsed = parseTrackFile(await readFile(join(folder, name), 'utf8').catch(() => ''));
    if (typeof parsed === 'string') problems.push(`The track file ${name} was left out: ${parsed}`);
    else files.push(parsed);
  }
  return { files, problems };
}

function parseTrackFile(text: string): TrackFile | string {
  try {
    const value: unknown = JSON.parse(text);
    if (Value.Check(TrackFile, value)) return value;
    const [first] = Value.Errors(TrackFile, value);
    return `${first?.instancePath || 'it'} ${first?.message ?? 'is not as it should be'}.`;
  } catch {
    return 'it is not JSON.';
  }
}

/** The named corners of a layout; empty when no file tells them. A file of this layout goes before one of the track. */
export function officialCornersOf(
  files: readonly TrackFile[],
  track: string,
  layout: string | null,
): OfficialCorner[] {
  const same = (a: string, b: string) => a.toLowerCase() === b.toLowerCase();
  const ofTrack = files.filter((file) => same(file.track, track));
  const found =
    ofTrack.find((file) => file.layout !== undefined && same(file.layout, layout ?? '')) ??
    ofTrack.find((file) => file.layout === undefined);
  return (found?.corners ?? []).map(({ number, name, distanceMetres, latitude, longitude }) => ({
    number,
    name: name ?? '',
    position: latitude === undefined || longitude === undefined ? null : { latitude, longitude },
    distanceMetres: distanceMetres ?? null,
  }));
}
