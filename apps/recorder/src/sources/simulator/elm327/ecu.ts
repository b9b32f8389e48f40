import { bitmapOf, bytesOf, type Encode, type Situation } from './pids.ts';

/** What a control unit has, and what it remembers. */
export type EcuMemory = {
  readonly name: string;
  readonly pids: Readonly<Record<number, Encode>>;
  readonly vin: string | null;
  readonly calibration: string;
  readonly verification: number;
  readonly monitors: Readonly<Record<number, readonly number[]>>;
  stored: readonly string[];
  pending: readonly string[];
  readonly permanent: readonly string[];
  freeze: { readonly code: string; readonly at: Situation } | null;
};

/** A request as an ECU gets it, and how it is asked. */
export type Request = {
  readonly bytes: readonly number[];
  readonly isCan: boolean;
  /** To this ECU alone: only then it says what it does not support. */
  readonly isPhysical: boolean;
  readonly now: Situation;
  readonly clear: () => void;
};

/** The messages that answer a request: at most one on CAN, several short ones on older buses, none where it is silent. */
export type Answer = readonly (readonly number[])[];

const NOT_SUPPORTED = 0x12;
const CONDITIONS_NOT_CORRECT = 0x22;
const FREEZE_PIDS = [0x03, 0x04, 0x05, 0x06, 0x07, 0x0b, 0x0c, 0x0d, 0x0f, 0x11, 0x1f, 0x2f];
const BLOCK = 0x20;
const MONITOR_BYTES = 9;
const FILLER = 0xff;

/** What one control unit answers; services it has not are answered only when it was asked alone. */
export function answer(ecu: EcuMemory, request: Request): Answer {
  const [service = 0] = request.bytes;
  const found = SERVICES[service]?.(ecu, request) ?? [];
  if (found.length > 0 || !request.isPhysical) return found;
  return [[0x7f, service, NOT_SUPPORTED]];
}

type Service = (ecu: EcuMemory, request: Request) => Answer;

const current: Service = (ecu, { bytes, isCan, now }) => {
  const wanted = bytes.slice(1);
  if (wanted.length === 0 || wanted.length > (isCan ? 6 : 1)) return [];
  const data = wanted.flatMap((pid) => {
    const value = pid % BLOCK === 0 ? supportOf(keysOf(ecu.pids), pid) : ecu.pids[pid]?.(now);
    return value ? [pid, ...value] : [];
  });
  return data.length > 0 ? [[0x41, ...data]] : [];
};

const frozen: Service = (ecu, { bytes }) => {
  const [, pid = 0, frame = 0] = bytes;
  const data = frozenData(ecu, pid, frame);
  return data ? [[0x42, pid, frame, ...data]] : [];
};

function frozenData(ecu: EcuMemory, pid: number, frame: number): readonly number[] | undefined {
  const { freeze } = ecu;
  if (pid === 2) return freeze ? toCode(freeze.code) : [0, 0];
  const has = freeze ? [2, ...FREEZE_PIDS.filter((one) => one in ecu.pids)] : [2];
  if (pid % BLOCK === 0) return supportOf(has, pid);
  if (!freeze || frame !== 0 || !has.includes(pid)) return undefined;
  return ecu.pids[pid]?.(freeze.at);
}

const codes =
  (service: number, kind: 'stored' | 'pending' | 'permanent'): Service =>
  (ecu, { isCan }) => {
    const data = ecu[kind].flatMap(toCode);
    if (isCan) return [[service, ecu[kind].length, ...data]];
    const lines = Math.max(1, Math.ceil(data.length / 6));
    return Array.from({ length: lines }, (_, i) => [
      service,
      ...Array.from({ length: 6 }, (_, k) => data[i * 6 + k] ?? 0),
    ]);
  };

const clear: Service = (_ecu, { now, clear: clearAll }) => {
  if (now.engineRpm > 0) return [[0x7f, 0x04, CONDITIONS_NOT_CORRECT]];
  clearAll();
  return [[0x44]];
};

const tests: Service = (ecu, { bytes, isCan }) => {
  const [, monitor = 0] = bytes;
  if (monitor % BLOCK === 0) {
    const support = supportOf(keysOf(ecu.monitors), monitor);
    return support ? [[0x46, monitor, ...(isCan ? [] : [FILLER]), ...support]] : [];
  }
  const results = ecu.monitors[monitor];
  if (!results) return [];
  return isCan ? [[0x46, ...results]] : withOneLimit(results);
};

/**
 * Older buses tell each limit in a message of its own; bit 7 of the component: it is the least. They have no signed values:
 * those are told from the middle of the range.
 */
function withOneLimit(results: readonly number[]): Answer {
  const blocks = Array.from({ length: results.length / MONITOR_BYTES }, (_, i) =>
    results.slice(i * MONITOR_BYTES, (i + 1) * MONITOR_BYTES),
  );
  return blocks.flatMap(([id = 0, test = 0, scaling = 0, ...words]) => {
    const middle = scaling & 0x80;
    const [value, least, most] = [0, 2, 4].map((at) => [
      (words[at] ?? 0) ^ middle,
      words[at + 1] ?? 0,
    ]) as [number[], number[], number[]];
    return [
      [0x46, id, (test & 0x7f) | 0x80, ...value, ...least],
      [0x46, id, test & 0x7f, ...value, ...most],
    ];
  });
}

const about: Service = (ecu, { bytes, isCan }) => {
  const [, type = 0] = bytes;
  const texts = textsOf(ecu);
  const types = keysOf(texts).flatMap((one) => (isCan ? [one] : [one - 1, one]));
  if (type === 0) return [[0x49, 0, ...(isCan ? [] : [1]), ...bitmapOf(types, 0)]];
  const data = texts[type];
  if (isCan) return data ? [[0x49, type, data.items, ...data.bytes]] : [];
  const counted = texts[type + 1];
  if (counted && !data) return [[0x49, type, Math.ceil(counted.bytes.length / 4)]];
  return data ? inFours(type, data.bytes) : [];
};

/** Older buses carry long answers in numbered messages of four bytes, padded in front. */
function inFours(type: number, bytes: readonly number[]): Answer {
  const count = Math.ceil(bytes.length / 4);
  const padded = [...Array.from({ length: count * 4 - bytes.length }, () => 0), ...bytes];
  return Array.from({ length: count }, (_, i) => [
    0x49,
    type,
    i + 1,
    ...padded.slice(i * 4, i * 4 + 4),
  ]);
}

const SERVICES: Readonly<Record<number, Service>> = {
  0x01: current,
  0x02: frozen,
  0x03: codes(0x43, 'stored'),
  0x04: clear,
  0x06: tests,
  0x07: codes(0x47, 'pending'),
  0x09: about,
  0x0a: codes(0x4a, 'permanent'),
};

type Texts = Readonly<
  Record<number, { readonly items: number; readonly bytes: readonly number[] }>
>;

function textsOf(ecu: EcuMemory): Texts {
  const counters = Array.from({ length: 16 }, (_, i) => bytesOf(120 + 7 * i, 2)).flat();
  return {
    ...(ecu.vin ? { 0x02: { items: 1, bytes: toBytes(ecu.vin, 17) } } : {}),
    0x04: { items: 1, bytes: toBytes(ecu.calibration, 16) },
    0x06: { items: 1, bytes: bytesOf(ecu.verification, 4) },
    ...(ecu.vin ? { 0x08: { items: 16, bytes: counters } } : {}),
    0x0a: { items: 1, bytes: toBytes(ecu.name, 20) },
  };
}

function toBytes(text: string, length: number): number[] {
  return Array.from({ length }, (_, i) => (i < text.length ? text.charCodeAt(i) : 0));
}

const keysOf = (table: Readonly<Record<number, unknown>>): number[] =>
  Object.keys(table).map(Number);

/** The bitmap behind `base`; undefined where the block before does not announce it. */
function supportOf(pids: readonly number[], base: number): number[] | undefined {
  return base === 0 || pids.some((pid) => pid > base) ? bitmapOf(pids, base) : undefined;
}

/** `P0133` → the two bytes that stand for it. */
function toCode(code: string): number[] {
  const kind = 'PCBU'.indexOf(code[0] ?? 'P');
  const digits = Number.parseInt(code.slice(1), 16);
  return bytesOf((Math.max(0, kind) << 14) | (digits & 0x3fff), 2);
}
