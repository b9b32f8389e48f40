import type { Recording } from '@outlap/telemetry';

/** A text as a YAML scalar that every reader takes for text. */
const quote = (text: string | null) =>
  text === null
    ? ''
    : JSON.stringify(text).replace(
        /[\u007f-\u009f]/g,
        (control) => `\\u00${control.charCodeAt(0).toString(16)}`,
      );

/** Kilometres as iRacing has it, or metres where kilometres would lose the last digit. */
function formatLength(metres: number | null): string {
  if (metres === null) return '';
  const kilometres = metres / 1000;
  return kilometres * 1000 === metres ? `${kilometres} km` : `${metres} m`;
}

/** The session text of a recording: track, driver, vehicle and sectors in iRacing's own shape. */
export function writeSessionText({
  track,
  driver,
  vehicle,
  sectorFractions,
}: Pick<Recording, 'track' | 'driver' | 'vehicle' | 'sectorFractions'>): string {
  return [
    '---',
    'WeekendInfo:',
    ` TrackName: ${quote(track.name)}`,
    ` TrackLength: ${formatLength(track.lengthMetres)}`,
    ` TrackDisplayName: ${quote(track.name)}`,
    ` TrackConfigName: ${quote(track.layout)}`,
    ' Category: Road',
    '',
    'SessionInfo:',
    ' Sessions:',
    ' - SessionNum: 0',
    '   SessionType: Offline Testing',
    '',
    'DriverInfo:',
    ' DriverCarIdx: 0',
    ' DriverUserID: 1',
    ' Drivers:',
    ' - CarIdx: 0',
    `   UserName: ${quote(driver)}`,
    '   UserID: 1',
    `   CarScreenName: ${quote(vehicle.name)}`,
    '',
    'SplitTimeInfo:',
    ' Sectors:',
    ...sectorFractions.flatMap((start, i) => [` - SectorNum: ${i}`, `   SectorStartPct: ${start}`]),
    '',
    '...',
    '',
  ].join('\n');
}
