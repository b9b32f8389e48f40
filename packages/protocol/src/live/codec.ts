import { Encoder } from 'cbor-x';
import { WireError } from './close-codes.ts';
import { isColumnType, isInRange, toColumn } from './columns.ts';
import { problemOfEvents } from './event-check.ts';
import type { Frame } from './frame.ts';
import { decodeFrame, isEvent } from './frame-read.ts';
import { encodeFrame } from './frame-write.ts';
import { decodeItem } from './item.ts';
import type {
  ChannelGroup,
  Column,
  FrameInput,
  FrameMessage,
  FramePart,
  Gap,
  LiveChannel,
  StreamDescription,
  StreamEvent,
  Subprotocol,
  ToIngest,
} from './messages.ts';
import { hasWholeTexts } from './whole-text.ts';

const encoder = new Encoder({ useRecords: false, variableMapSize: true });
const MOST_CHANNELS = 2000;
const MOST_GROUPS = 2000;

/** A message as it goes over the socket: bytes on `outlap.v1.cbor`, text on `outlap.v1.json`. */
export function encodeMessage(
  message: { readonly type: string },
  subprotocol: Subprotocol,
): Uint8Array<ArrayBuffer> | string {
  if (subprotocol === 'outlap.v1.json') return JSON.stringify(message, toJson);
  if (message.type === 'frame' && 'seq' in message)
    return encodeFrame(message as unknown as FrameMessage);
  return Uint8Array.from(encoder.encode(message));
}

/** Typed arrays as lists; what is no number is null. */
function toJson(_key: string, value: unknown): unknown {
  if (ArrayBuffer.isView(value))
    return Array.from(value as unknown as ArrayLike<number>, (one) =>
      Number.isFinite(one) ? one : null,
    );
  return typeof value === 'number' && !Number.isFinite(value) ? null : value;
}

/** Any message as an object with a `type`; columns of CBOR come as typed arrays. Throws WireError malformed_message. */
export function decodeMessage(data: Uint8Array | string): { readonly type: string } {
  const message = decodeItem(data);
  const { type } = (message ?? {}) as { type?: unknown };
  if (typeof message !== 'object' || typeof type !== 'string')
    throw new WireError('malformed_message', 'A message is a map with a type');
  return message as { type: string };
}

export type IngestMessage =
  Exclude<ToIngest, FrameMessage> | { readonly type: 'frame'; readonly frame: Frame };

/** `a4 64 "type" 65 "frame"`: how a frame in canonical order begins, behind the size of its map. */
const FRAME_START = [0x64, 0x74, 0x79, 0x70, 0x65, 0x65, 0x66, 0x72, 0x61, 0x6d, 0x65];

function beginsAsFrame(data: Uint8Array): boolean {
  return FRAME_START.every((byte, i) => data[i + 1] === byte);
}

/**
 * A message of a recorder, its shape checked; a frame is ready to be stored but not yet compared with its description
 * (`checkFrame`). A frame in JSON needs the groups to know its types. Throws WireError.
 */
export function decodeIngest(
  data: Uint8Array | string,
  groups: readonly ChannelGroup[],
): IngestMessage {
  if (typeof data !== 'string' && beginsAsFrame(data))
    return { type: 'frame', frame: decodeFrame(data) };
  const message = decodeMessage(data) as ToIngest;
  if (message.type === 'frame')
    return { type: 'frame', frame: decodeFrame(encodeFrame(toFrameInput(message, groups))) };
  checkMessage(message);
  return message;
}

/** A frame from plain values (JSON, or CBOR in another order), typed by its description. */
export function toFrameInput(message: unknown, groups: readonly ChannelGroup[]): FrameInput {
  const { seq, sentAt, lane, parts, events } = (message ?? {}) as Partial<FrameInput>;
  if (typeof seq !== 'number' || !Number.isSafeInteger(seq) || seq < 1)
    throw new WireError('invalid_frame', 'seq must be a whole number from 1');
  if (typeof sentAt !== 'number' || !Array.isArray(parts))
    throw new WireError('invalid_frame', 'A frame has sentAt and parts', seq);
  return {
    seq,
    sentAt,
    ...(lane === 'live' ? { lane } : {}),
    parts: parts.map((part) => toPart(part, groups, seq)),
    ...(Array.isArray(events) ? { events: toEvents(events, seq) } : {}),
  };
}

/** Writing them would make a whole text of a half one: they are looked at as they came. */
function toEvents(events: readonly unknown[], seq: number): readonly StreamEvent[] {
  if (!events.every(isEvent))
    throw new WireError('invalid_frame', 'events are not understood', seq);
  const problem = problemOfEvents(events);
  if (problem) throw new WireError('invalid_frame', problem, seq);
  return events;
}

function toPart(part: unknown, groups: readonly ChannelGroup[], seq: number): FramePart {
  const { group, start, count, offsets, columns } = (part ?? {}) as {
    [Key in keyof FramePart]?: unknown;
  };
  const known = typeof group === 'number' ? groups[group] : undefined;
  if (!known) throw new WireError('invalid_frame', 'A part names a group that there is', seq);
  if (typeof start !== 'number' || !isCount(count) || !Array.isArray(columns))
    throw new WireError('invalid_frame', 'A part has group, start, count and columns', seq);
  return {
    group: group as number,
    start,
    count,
    ...(offsets === undefined ? {} : { offsets: toOffsets(offsets, seq) }),
    columns: columns.map((column: unknown, c): Column => {
      if (ArrayBuffer.isView(column)) return column as unknown as Column;
      if (!Array.isArray(column))
        throw new WireError('invalid_frame', `Column ${c} is not a list`, seq);
      return toColumn(known.channels[c]?.type ?? 'f32', column, seq);
    }),
  };
}

function isCount(count: unknown): count is number {
  return typeof count === 'number' && Number.isInteger(count) && count >= 0;
}

function isOffset(offset: unknown): offset is number {
  return typeof offset === 'number' && !Number.isNaN(offset) && isInRange('u32', offset);
}

function toOffsets(offsets: unknown, seq: number): Uint32Array {
  if (offsets instanceof Uint32Array) return offsets;
  if (Array.isArray(offsets) && offsets.every(isOffset)) return Uint32Array.from(offsets);
  throw new WireError('invalid_frame', 'offsets are microseconds, from 0 to 4294967295', seq);
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
const isSeq = (value: unknown): value is number =>
  Number.isSafeInteger(value) && Number(value) >= 0;

const NOT_WHOLE = 'texts hold no NUL and no half of a surrogate pair';
const GAP_REASONS: readonly Gap['reason'][] = ['dropped', 'lost', 'quarantined'];

const isUuid = (value: unknown) => isText(value, 36) && UUID.test(value);

type Small = Exclude<ToIngest, FrameMessage>;
type Check<T extends Small['type']> = (message: Extract<Small, { type: T }>) => string | false;

/** What is wrong with a message of each type, if anything. */
const PROBLEMS: { readonly [T in Small['type']]: Check<T> } = {
  hello: ({ streamId, teamId, recorder }) =>
    (!isUuid(streamId) && 'hello needs a streamId that is a UUID') ||
    (teamId !== undefined && !isUuid(teamId) && 'teamId is a UUID') ||
    (!hasWholeTexts(recorder) && `recorder: ${NOT_WHOLE}`),
  session: ({ description }) => {
    checkDescription(description);
    return false;
  },
  gap: ({ seq, to, reason }) =>
    (!(isSeq(seq) && isSeq(to) && seq >= 1 && to >= seq) &&
      'gap goes from seq to a later or the same one') ||
    (!GAP_REASONS.includes(reason) && `the reason of a gap is one of ${GAP_REASONS.join(', ')}`),
  end: ({ seq }) => !isSeq(seq) && 'end needs the last seq',
  ping: ({ id }) => typeof id !== 'number' && 'ping needs an id',
  pong: ({ id }) => typeof id !== 'number' && 'pong needs an id',
  answer: ({ id }) => typeof id !== 'string' && 'answer needs the id of its request',
  status: ({ queuedFrames, droppedFrames }) =>
    !(isSeq(queuedFrames) && isSeq(droppedFrames)) && 'status needs queuedFrames and droppedFrames',
};

function checkMessage(message: Small): void {
  const known = Object.hasOwn(PROBLEMS, message.type);
  const check = PROBLEMS[message.type] as Check<Small['type']>;
  const problem = known
    ? check(message)
    : `There is no message of type ${String(message.type).slice(0, 40)}`;
  if (problem) throw new WireError('malformed_message', problem);
}

/** Checks what a recorder says about its stream. Throws WireError invalid_description. */
export function checkDescription(description: unknown): asserts description is StreamDescription {
  const given = (description ?? {}) as Partial<StreamDescription>;
  const problem = problemOfDescription(given);
  if (problem) throw new WireError('invalid_description', problem);
}

function problemOfDescription(given: Partial<StreamDescription>): string | undefined {
  const { source, startedAt, driver, vehicle, track, groups } = given;
  // All of it, as what is not known here is stored, too.
  if (!hasWholeTexts(given)) return NOT_WHOLE;
  if (!isText(source, 100)) return 'source is missing';
  if (typeof startedAt !== 'string' || Number.isNaN(Date.parse(startedAt)))
    return 'startedAt must be a time (ISO 8601)';
  if (!hasTexts(vehicle, 'name', 'vin')) return 'vehicle must name a vehicle or null';
  if (!hasTexts(track, 'name', 'layout') || !isLength(track?.lengthMetres))
    return 'track must name a track or null';
  if (!isTextOrNull(driver)) return 'driver must be a name or null';
  if (!Array.isArray(groups) || groups.length > MOST_GROUPS)
    return `groups is a list of at most ${MOST_GROUPS}`;
  return problemOfGroups(groups as readonly unknown[]);
}

/** Whether there is a thing whose fields of these names are texts or not known. */
function hasTexts(thing: object | null | undefined, ...names: readonly string[]): boolean {
  if (typeof thing !== 'object' || thing === null) return false;
  const fields = thing as Readonly<Record<string, unknown>>;
  return names.every((name) => isTextOrNull(fields[name]));
}

function isLength(metres: unknown): boolean {
  return metres === null || metres === undefined || (Number.isFinite(metres) && Number(metres) > 0);
}

function problemOfGroups(groups: readonly unknown[]): string | undefined {
  const names = new Set<string>();
  for (const group of groups) {
    const { rateHz, channels } = (group ?? {}) as Partial<ChannelGroup>;
    if (!isRate(rateHz)) return 'rateHz is a rate or null';
    if (!Array.isArray(channels) || channels.length === 0) return 'A group has channels';
    for (const channel of channels as readonly (Partial<LiveChannel> | null)[]) {
      const problem = problemOfChannel(channel);
      if (problem) return problem;
      const name = String(channel?.name);
      if (names.has(name)) return `Channel ${name} is there twice`;
      names.add(name);
    }
  }
  return names.size > MOST_CHANNELS ? `A stream has at most ${MOST_CHANNELS} channels` : undefined;
}

function isRate(rateHz: unknown): boolean {
  return rateHz === null || (typeof rateHz === 'number' && rateHz > 0 && rateHz <= 100_000);
}

function problemOfChannel(channel: Partial<LiveChannel> | null): string | undefined {
  const { name, type, sourceName = '', unit = '', sourceUnit = '' } = channel ?? {};
  if (!isText(name, 200)) return 'A channel has a name of 1 to 200 characters';
  if (!isColumnType(type)) return `Channel ${name} has no known type`;
  if (!isText(sourceName, 200, 0)) return `Channel ${name}: sourceName`;
  const hasUnits = isText(unit, 40, 0) && isText(sourceUnit, 40, 0);
  return hasUnits ? undefined : `Channel ${name}: unit`;
}

function isText(value: unknown, longest: number, shortest = 1): value is string {
  return typeof value === 'string' && value.length >= shortest && value.length <= longest;
}
function isTextOrNull(value: unknown): boolean {
  return value === null || value === undefined || isText(value, 200, 0);
}
