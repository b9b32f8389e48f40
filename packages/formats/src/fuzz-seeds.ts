import type { Channel, Lap, LapData, Recording, TimeBase } from '@outlap/telemetry';
import { gzipSync, zipSync } from 'fflate';
import { aim } from './aim/read.ts';
import { csv } from './csv/read.ts';
import { writeCsv } from './csv/write.ts';
import type { Format } from './format.ts';
import { garage61 } from './garage61/read.ts';
import { gpx } from './gpx/read.ts';
import { writeGpx } from './gpx/write.ts';
import { ibt } from './ibt/read.ts';
import { writeIbt } from './ibt/write.ts';
import { lapTimer } from './laptimer/read.ts';
import { motecCsv } from './motec/csv.ts';
import { ld } from './motec/read.ts';
import { writeLd } from './motec/write.ts';
import { nmea } from './nmea/read.ts';
import { parquet } from './parquet/read.ts';
import { writeLapFile } from './parquet/write.ts';
import { raceChrono } from './racechrono/read.ts';
import { rcz } from './rcz/read.ts';
import { readRecording } from './read.ts';
import { torque } from './torque/read.ts';
import { vbo } from './vbo/read.ts';
import { writeVbo } from './vbo/write.ts';

/** A format and whole files of it, small and made here, from which damaged ones are made. */
export type FuzzTarget = {
  readonly format: Pick<Format, 'id' | 'sniff' | 'read'>;
  readonly seeds: readonly Uint8Array[];
  /** Most bytes of values for a byte of the file; more where the file is packed. */
  readonly growth: number;
};

/** Every format with at least one seed. */
export function fuzzTargets(): FuzzTarget[] {
  const drive = makeDrive();
  const plain = (format: Format, ...seeds: Uint8Array[]): FuzzTarget => {
    return { format, seeds, growth: 64 };
  };
  const sheets = csvSeeds(drive);
  const wrapped = sheets.flatMap((bytes) => [gzipSync(bytes), zipSync({ 'drive.csv': bytes })]);
  return [
    plain(ibt, writeIbt(drive), writeIbt(drive, { version: 1 })),
    plain(ld, writeLd(drive).ld),
    plain(vbo, writeVbo(drive)),
    plain(gpx, encode([...writeGpx(drive)].join(''))),
    plain(nmea, encode(nmeaText())),
    plain(csv, ...sheets),
    plain(raceChrono, encode(raceChronoText())),
    plain(lapTimer, encode(lapTimerText())),
    plain(garage61, encode(garage61Text())),
    plain(aim, encode(aimText('"')), encode(aimText(''))),
    plain(torque, encode(torqueText()), encode(torqueWebText())),
    plain(motecCsv, encode(motecText())),
    { format: parquet, seeds: [writeLapFile(toLapData(drive))], growth: 2000 },
    { format: rcz, seeds: [rczArchive()], growth: 2000 },
    {
      format: { id: 'gzip and zip', sniff: () => true, read: readRecording },
      seeds: wrapped,
      growth: 2000,
    },
  ];
}

/** The companion `.ldx` of the drive, for damaging on its own. */
export function makeLdx(): { readonly ld: Uint8Array; readonly ldx: Uint8Array } {
  return writeLd(makeDrive());
}

const ROWS = 60;
const encode = (text: string): Uint8Array => new TextEncoder().encode(text);
const rows = (row: (i: number) => string): string =>
  Array.from({ length: ROWS }, (_, i) => row(i)).join('\n');
const wave = (i: number, size: number): string => (size * (1 + Math.sin(i / 7))).toFixed(3);

/** Half a lap of a circle, at 10 a second, with a lap counter, a text and a channel of its own rate. */
function makeDrive(): Recording {
  const time: TimeBase = { kind: 'uniform', startSeconds: 0, rateHz: 10, count: ROWS };
  const slow: TimeBase = { kind: 'uniform', startSeconds: 0, rateHz: 1, count: ROWS / 10 };
  const on = (base: TimeBase, name: string, unit: string, f: (i: number) => number): Channel => {
    const count = base.kind === 'uniform' ? base.count : base.seconds.length;
    return {
      name,
      sourceName: name,
      unit,
      sourceUnit: unit,
      rateHz: base.kind === 'uniform' ? base.rateHz : null,
      time: base,
      values: Float64Array.from({ length: count }, (_, i) => f(i)),
    };
  };
  return {
    format: 'csv',
    formatVersion: null,
    startedAt: '2024-05-05T10:00:00.000Z',
    durationSeconds: (ROWS - 1) / 10,
    driver: 'A Driver',
    vehicle: { name: 'A Car' },
    track: { name: 'A Circuit', layout: null, lengthMetres: 1000 },
    channels: [
      on(time, 'speed', 'm/s', (i) => 30 + 10 * Math.sin(i / 7)),
      on(time, 'latitude', 'deg', (i) => 50 + 0.002 * Math.sin(i / 20)),
      on(time, 'longitude', 'deg', (i) => 7 + 0.003 * Math.cos(i / 20)),
      on(time, 'engineSpeed', 'rpm', (i) => 4000 + 50 * i),
      on(time, 'throttle', 'ratio', (i) => (i % 10) / 10),
      on(time, 'lapProgress', 'ratio', (i) => (i / 40) % 1),
      on(time, 'lapNumber', '', (i) => Math.floor(i / 40)),
      on(slow, 'engineCoolantTemperature', '°C', (i) => 80 + i),
    ],
    beaconSeconds: [4],
    gates: [],
    sectorFractions: [],
    report: { rowsTotal: ROWS, rowsKept: ROWS, reasons: {}, warnings: [] },
  };
}

function toLapData(drive: Recording): LapData {
  const endSeconds = drive.durationSeconds;
  const lap: Lap = {
    number: 1,
    kind: 'full',
    valid: true,
    invalidReasons: [],
    startSeconds: 0,
    endSeconds,
    timeSeconds: endSeconds,
    timeSource: 'crossing',
    distanceMetres: 1000,
    sectorSeconds: [],
  };
  return { lap, channels: drive.channels };
}

function nmeaText(): string {
  const sentence = (body: string): string => {
    let sum = 0;
    for (let i = 0; i < body.length; i++) sum ^= body.charCodeAt(i);
    return `$${body}*${sum.toString(16).padStart(2, '0').toUpperCase()}`;
  };
  return rows((i) => {
    const time = `1200${String(i).padStart(2, '0')}.00`;
    const place = `5130.${1000 + i},N,00030.${1000 + i},W`;
    const rmc = sentence(`GPRMC,${time},A,${place},${wave(i, 20)},90.0,050524,,,A`);
    return `${rmc}\r\n${sentence(`GPGGA,${time},${place},1,07,1.2,100.5,M,46.0,M,,`)}\r`;
  });
}

function rczArchive(): Uint8Array {
  const start = 1_714_903_200_000;
  const count = { length: ROWS };
  const bytes = (values: BigInt64Array | Int32Array | Float64Array): Uint8Array =>
    new Uint8Array(values.buffer);
  const times = bytes(BigInt64Array.from(count, (_, i) => BigInt(start + i * 100)));
  return zipSync({
    'session.json': encode(JSON.stringify({ trackName: 'A Circuit', laps: [] })),
    channel_1_100_0_1_1: times,
    channel_1_100_0_3_1: bytes(Int32Array.from({ length: ROWS * 2 }, (_, i) => 3e8 + i * 60)),
    channel_1_100_0_4_0: bytes(Int32Array.from(count, (_, i) => 10_000 + i)),
    channel_12_200_10024_1_1: times,
    channel2_12_200_10024_10024_3: bytes(Float64Array.from(count, (_, i) => 5000 + i)),
  });
}

function csvSeeds(drive: Recording): Uint8Array[] {
  const grid = drive.channels[0]?.time;
  const own = grid ? [...writeCsv(grid, drive.channels)].join('') : '';
  const sheet = rows(
    (i) => `${i * 20};${wave(i, 90).replace('.', ',')};"a;b";${i % 3 === 0 ? '(null)' : i}`,
  );
  const stamped = rows(
    (i) => `2024-05-05T10:00:${String(i).padStart(2, '0')}.5Z\t${wave(i, 5)}\ttrue`,
  );
  return [
    encode(own),
    encode(`Zeit (ms);Speed (km/h);Note;Gear\n${sheet}\n`),
    encode(`Timestamp\tRPM\tOnPitRoad\n${stamped}\n`),
  ];
}

function raceChronoText(): string {
  const head = [
    'This file is created using RaceChrono Pro v9.1.3 ( http://racechrono.com/ ).',
    'Format,3',
    'Session title,"A day"',
    'Session type,Lap timing',
    'Track name,"A Circuit"',
    'Driver name,',
    'Created,05/05/2024,10:00',
    'Note,"two\nlines"',
    '',
    'timestamp,fragment_id,lap_number,elapsed_time,distance_traveled,latitude,longitude,speed,speed,rpm',
    'unix time,,,s,m,deg,deg,m/s,m/s,rpm',
    ',,,,,100: gps,100: gps,100: gps,200: canbus,200: canbus',
  ];
  const data = rows((i) => {
    const lap = i < 10 ? '' : String(1 + Math.floor(i / 30));
    const gps = i % 2 === 0 ? `50.00${i},7.00${i},${wave(i, 20)}` : ',,';
    return `${1_714_903_200 + i / 10},0,${lap},${i / 10},${i * 3},${gps},${wave(i, 19)},${4000 + i}`;
  });
  return `${head.join('\n')}\n${data}\n`;
}

function lapTimerText(): string {
  const data = rows((i) => {
    const second = String(Math.floor(i / 2) % 60).padStart(2, '0');
    return `${i},${4 + Math.floor(i / 30)},05-MAY-24,23:59:${second}.00,${((i % 30) / 2).toFixed(2)},50.1,7.1,${wave(i, 60)},${((i % 30) / 100).toFixed(3)},0.2`;
  });
  return `Harry's GPS LapTimer\nINDEX,LAPINDEX,DATE,TIME,TIME_LAP,LATITUDE,LONGITUDE,SPEED_KPH,DISTANCE_KM,LATERALG\n${data}\n`;
}

function garage61Text(): string {
  const data = rows(
    (i) => `${wave(i, 30)},${((i / ROWS + 0.001) % 1).toFixed(6)},50.1,7.1,0,1,false,false,3`,
  );
  return `Speed,LapDistPct,Lat,Lon,Brake,Throttle,ABSActive,DRSActive,PositionType\n${data}\n`;
}

function aimText(quote: string): string {
  const line = (cells: readonly (string | number)[]): string =>
    cells.map((cell) => `${quote}${cell}${quote}`).join(',');
  const head = [
    line(['Format', 'AiM CSV File']),
    line(['Session', 'A Circuit']),
    line(['Vehicle', 'A Kart']),
    line(['Racer', 'A Driver']),
    'Date,"Sunday, May 5, 2024"',
    line(['Time', '1:34 PM']),
    line(['Sample Rate', 10]),
    line(['Duration', (ROWS - 1) / 10]),
    line(['Beacon Markers', 2.5, 4.1, (ROWS - 1) / 10]),
    line(['Segment Times', '00:02.5', '00:01.6']),
    '',
    line(['Time', 'GPS Speed', 'GPS LatAcc', 'GPS PosAccuracy', 'Engine RPM']),
    line(['s', 'km/h', 'g', 'mm', 'rpm']),
    '',
  ];
  const data = rows((i) => line([i / 10, wave(i, 60), wave(i, 1), 900, 5000 + i]));
  return `${head.join('\n')}\n${data}\n`;
}

function torqueText(): string {
  const titles =
    'GPS Time, Device Time, Longitude, Latitude,GPS Speed (Meters/second),Engine RPM(rpm),Throttle Position(Manifold)(%)';
  const data = rows((i) => {
    const second = String(i).padStart(2, '0');
    const again = i === 30 ? `${titles}\n` : '';
    return `${again}Sun May 05 12:00:${second} GMT+02:00 2024,05-May-2024 12:00:${second}.100,7.1,50.1,${wave(i, 20)},${i % 5 === 0 ? '-' : 900 + i},${i}`;
  });
  return `${titles}\n${data}\n`;
}

function torqueWebText(): string {
  const data = rows(
    (i) => `1714903200000,${1_714_903_200_000 + i * 500},7.1,50.1,${wave(i, 60)},${i % 4 ? i : ''}`,
  );
  return `session,time,GPS Longitude,GPS Latitude,Speed (OBD),Engine RPM\n${data}\n`;
}

function motecText(): string {
  const line = (...cells: (string | number)[]): string =>
    cells.map((cell) => `"${cell}"`).join(',');
  const head = [
    line('Format', 'MoTeC CSV File', '', '', 'Workbook', ''),
    line('Venue', 'A Circuit', '', '', 'Worksheet', ''),
    line('Vehicle', 'A Car', '', '', 'Vehicle Desc', ''),
    line('Driver', 'A Driver', '', '', 'Engine ID', ''),
    line('Device', 'ADL'),
    line('Comment', '', '', '', 'Session', '2'),
    line('Log Date', '05/05/2024', '', '', 'Origin Time', '0', 's'),
    line('Log Time', '10:00:00', '', '', 'Start Time', '0', 's'),
    line('Sample Rate', '10.000', 'Hz', '', 'End Time', '5.9', 's'),
    line('Duration', '5.9', 's', '', 'Start Distance', '0', 'm'),
    line('Range', 'entire outing', '', '', 'End Distance', '100', 'm'),
    line('Beacon Markers', '2.5 4.1'),
    '',
    line('Time', 'Ground Speed', 'Engine RPM', 'Throttle Pos'),
    line('s', 'km/h', 'rpm', '%'),
    '',
  ];
  return `${head.join('\n')}\n${rows((i) => line(i / 10, wave(i, 60), 5000 + i, i))}\n`;
}
