/**
 * Writes positions as a GPX 1.1 track, piece by piece. GPX 1.1 has elevation, time and satellites for a point; a speed
 * has no place in it, so none is written. A hole in the position (no fix) or a pause of more than 10 s ends a segment.
 */
import {
  type Channel,
  findChannel,
  isNumeric,
  type Lap,
  type LapData,
  type Recording,
  toSeconds,
} from '@outlap/telemetry';
import { valuesAt } from '../resample.ts';

/** One `<trk>`: channels whose times count from `startedAt` (ISO 8601; null leaves the times out). */
export type GpxTrack = {
  readonly name: string;
  readonly startedAt: string | null;
  readonly channels: readonly Channel[];
  /** Only points from here … */
  readonly fromSeconds?: number;
  /** … to before here. */
  readonly toSeconds?: number;
};

const PAUSE_SECONDS = 10;
const POINTS_A_PIECE = 500;

/** The pieces of a GPX file of a recording: one track a lap, or one for all where no laps are given. */
export function writeGpx(
  recording: Recording,
  laps: readonly Lap[] = [],
): Generator<string, void, undefined> {
  const { track, startedAt, channels } = recording;
  const whole: GpxTrack = { name: track.name ?? 'Session', startedAt, channels };
  return writeGpxTracks(
    laps.length === 0
      ? [whole]
      : laps.map(({ number, startSeconds, endSeconds }) => ({
          ...whole,
          name: `Lap ${number}`,
          fromSeconds: startSeconds,
          toSeconds: endSeconds,
        })),
  );
}

/** The pieces of a GPX file with these tracks; a track without positions has no points. */
export function* writeGpxTracks(tracks: Iterable<GpxTrack>): Generator<string, void, undefined> {
  yield (
    '<?xml version="1.0" encoding="UTF-8"?>\n' +
    '<gpx version="1.1" creator="Outlap" xmlns="http://www.topografix.com/GPX/1/1">\n'
  );
  for (const track of tracks) yield* writeTrack(track);
  yield '</gpx>\n';
}

/** Stored laps of one recording as a track each; `startedAt` is that of the recording. */
export function* lapsToGpxTracks(
  laps: Iterable<LapData>,
  startedAt: string | null,
): Generator<GpxTrack, void, undefined> {
  for (const { lap, channels } of laps) {
    const origin = startedAt === null ? Number.NaN : parseStart(startedAt);
    const start = new Date(origin + lap.startSeconds * 1000);
    const known = !Number.isNaN(start.getTime());
    yield { name: `Lap ${lap.number}`, startedAt: known ? start.toISOString() : null, channels };
  }
}

function* writeTrack(track: GpxTrack): Generator<string> {
  const { name, channels } = track;
  yield ` <trk>\n  <name>${escapeText(name)}</name>\n`;
  const latitude = findChannel(channels, 'latitude');
  const longitude = findChannel(channels, 'longitude');
  if (latitude && longitude && isNumeric(latitude.values)) {
    yield* writePoints(latitude, longitude, track);
  }
  yield ' </trk>\n';
}

function* writePoints(
  latitude: Channel,
  longitude: Channel,
  { channels, startedAt, fromSeconds, toSeconds: until }: GpxTrack,
): Generator<string> {
  const all = toSeconds(latitude.time);
  const seconds = all.filter(
    (now) => !(now < (fromSeconds ?? now)) && !(now >= (until ?? Infinity)),
  );
  const at = (channel: Channel | undefined) =>
    channel ? valuesAt(channel, seconds) : new Float64Array(seconds.length).fill(Number.NaN);
  const [lat, lon] = [at(latitude), at(longitude)];
  const ele = at(findChannel(channels, 'altitude'));
  const sat = at(findChannel(channels, 'satellites'));
  const origin = startedAt === null ? Number.NaN : parseStart(startedAt);
  let last = Number.NaN;
  let piece: string[] = [];
  for (const [i, now] of seconds.entries()) {
    const [y = Number.NaN, x = Number.NaN] = [lat[i], lon[i]];
    const there = Math.abs(y) <= 90 && Math.abs(x) <= 180;
    piece.push(borderOf(last, now, there));
    last = there ? now : Number.NaN;
    if (there) piece.push(point(y, x, ele[i], toTime(origin, now), sat[i]));
    if (piece.length >= POINTS_A_PIECE) {
      yield piece.join('');
      piece = [];
    }
  }
  if (!Number.isNaN(last)) piece.push(SEGMENT_END);
  yield piece.join('');
}

const SEGMENT_START = '  <trkseg>\n';
const SEGMENT_END = '  </trkseg>\n';

/** What stands between the last point (NaN: none in this segment) and the next. */
function borderOf(last: number, now: number, there: boolean): string {
  const inside = !Number.isNaN(last);
  if (!there) return inside ? SEGMENT_END : '';
  if (!inside) return SEGMENT_START;
  return now - last > PAUSE_SECONDS ? SEGMENT_END + SEGMENT_START : '';
}

function point(y: number, x: number, ele: number | undefined, time: string | null, sat?: number) {
  const parts = [`   <trkpt lat="${y.toFixed(9)}" lon="${x.toFixed(9)}">`];
  if (ele !== undefined && Number.isFinite(ele)) parts.push(`<ele>${ele.toFixed(3)}</ele>`);
  if (time !== null) parts.push(`<time>${time}</time>`);
  if (sat !== undefined && sat >= 0) parts.push(`<sat>${Math.round(sat)}</sat>`);
  return `${parts.join('')}</trkpt>\n`;
}

/** GPX knows UTC only: a time without a zone is taken for it. */
const parseStart = (startedAt: string): number =>
  Date.parse(/(Z|[+-]\d{2}:\d{2})$/.test(startedAt) ? startedAt : `${startedAt}Z`);

function toTime(origin: number, seconds: number): string | null {
  const time = new Date(Math.round(origin + seconds * 1000));
  return Number.isNaN(time.getTime()) ? null : time.toISOString();
}

/** Text without what XML forbids: markup escaped, control characters dropped. */
function escapeText(text: string): string {
  return Array.from(text, (character) => {
    const escaped = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }[character];
    const code = character.codePointAt(0) ?? 0;
    if (code < 0x20 || (code >= 0xd800 && code <= 0xdfff) || (code & 0xfffe) === 0xfffe) return ' ';
    return escaped ?? character;
  }).join('');
}
