import type { Lap, Recording } from '@outlap/telemetry';

/** Crossings closer than this are one. */
const SAME_SECONDS = 0.001;

/** The `.ldx` of a recording: lap ends as beacons, and the fastest valid lap among the details. */
export function writeLdx(recording: Recording, laps?: readonly Lap[]): Uint8Array {
  const ends = laps ? laps.flatMap(crossingsOf) : recording.beaconSeconds;
  // The end of the recording is no line.
  const beacons = [...new Set(ends)]
    .filter((end) => end > 0 && end < recording.durationSeconds)
    .sort((a, b) => a - b)
    .filter((end, i, all) => end - (all[i - 1] ?? -1) > SAME_SECONDS);
  const markers = beacons.map(
    (end, i) =>
      `     <Marker Version="100" ClassName="BCN" Name="${i}, id=99" Flags="13" Time="${(end * 1e6).toExponential(17)}"/>`,
  );
  const lines = [
    '<?xml version="1.0"?>',
    '<LDXFile Locale="English_United States.1252" DefaultLocale="C" Version="1.6">',
    ' <Layers>',
    '  <Layer>',
    '   <MarkerBlock>',
    '    <MarkerGroup Name="Beacons" Index="0">',
    ...markers,
    '    </MarkerGroup>',
    '   </MarkerBlock>',
    '   <RangeBlock/>',
    '  </Layer>',
    '  <Details>',
    ...details(beacons, laps).map(([id, value]) => `   <String Id="${id}" Value="${value}"/>`),
    '  </Details>',
    ' </Layers>',
    '</LDXFile>',
  ];
  return new TextEncoder().encode(`${lines.join('\n')}\n`);
}

/** A recording that begins on the track has its first line at the start of a lap, not at the end of one. */
function crossingsOf({ kind, startSeconds, endSeconds }: Lap): number[] {
  if (kind === 'partial' || kind === 'stretch') return [];
  return kind === 'out' ? [endSeconds] : [startSeconds, endSeconds];
}

function details(beacons: readonly number[], laps?: readonly Lap[]): [string, string][] {
  const found: [string, string][] = [['Total Laps', String(beacons.length + 1)]];
  let fastest: { readonly seconds: number; readonly index: number } | undefined;
  for (const { valid, timeSeconds, endSeconds } of laps ?? []) {
    const index = beacons.indexOf(endSeconds);
    if (!valid || index < 0 || timeSeconds >= (fastest?.seconds ?? Number.POSITIVE_INFINITY))
      continue;
    fastest = { seconds: timeSeconds, index };
  }
  if (fastest) {
    found.push(
      ['Fastest Time', toLapTime(fastest.seconds)],
      ['Fastest Lap', String(fastest.index)],
    );
  }
  return found;
}

function toLapTime(seconds: number): string {
  const millis = Math.round(seconds * 1000);
  const rest = ((millis % 60_000) / 1000).toFixed(3).padStart(6, '0');
  return `${Math.floor(millis / 60_000)}:${rest}`;
}
