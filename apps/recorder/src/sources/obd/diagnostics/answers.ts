import type {
  ClearAnswer,
  DiagnosticMethod,
  FreezeFrame,
  MonitorsAnswer,
  PidsAnswer,
  PidValue,
  TroubleCodesAnswer,
  VehicleAnswer,
} from '@outlap/protocol';
import { SourceError } from '../../source.ts';
import type { Answer } from '../answer.ts';
import { type Bus, pidsOfBitmap } from '../bus.ts';
import { fieldRows, type Recording } from '../recording.ts';
import { hexOf, toHex } from '../pids.ts';
import { readCodes } from './codes.ts';
import { monitorResults, olderMonitorResults } from './monitors.ts';
import { readinessOf } from './readiness.ts';
import { checkDigitFits, INFO_SIZES, infoItems, textOf, verificationOf } from './vehicle-info.ts';

/** What a question may look at. `seconds`: of the stream. */
export type Diagnosed = {
  readonly bus: Bus;
  /** Null where no ECU tells, or where asking has failed too often. */
  readonly readVin: () => Promise<string | null>;
  readonly recording: Recording;
  readonly adapterName: string | null;
  readonly seconds: () => number;
  readonly signal: AbortSignal;
};

const METHODS: {
  readonly [M in DiagnosticMethod]: (car: Diagnosed) => Promise<unknown>;
} = {
  pids: async (car) => pidsAnswer(car),
  dtc: troubleCodesAnswer,
  'clear-dtc': clearAnswer,
  monitors: monitorsAnswer,
  vehicle: vehicleAnswer,
};

/** Answers a diagnostic question; rejects with SourceError, BusFault or ElmError. */
export function answerDiagnostics(method: DiagnosticMethod, car: Diagnosed): Promise<unknown> {
  return METHODS[method](car);
}

function pidsAnswer({ recording, seconds }: Diagnosed): PidsAnswer {
  const now = seconds();
  return { pids: recording.list(now), achievedHz: recording.readsPerSecond(now) };
}

/** One request of a longer examination, between which the car goes on being polled. */
async function ask({ bus, signal }: Diagnosed, command: string): Promise<Answer> {
  if (signal.aborted) throw new SourceError('no_answer', 'The time for the answer is over');
  return bus.ask(command, 5);
}

async function troubleCodesAnswer(car: Diagnosed): Promise<TroubleCodesAnswer> {
  const status = await ask(car, '0101');
  if (status.messages.length === 0) throw new SourceError('no_answer', 'No ECU answers');
  const data = status.messages.map(({ bytes }) => bytes.subarray(2));
  const richest = data.toSorted((a, b) => bitCount(b[2]) - bitCount(a[2]))[0];
  const vin = await car.readVin();
  return {
    vin,
    vinCheckDigitFits: vin === null ? null : checkDigitFits(vin),
    milOn: data.some(([a = 0]) => (a & 0x80) !== 0),
    stored: await readCodes(car.bus, 'stored'),
    pending: await readCodes(car.bus, 'pending'),
    permanent: await readCodes(car.bus, 'permanent'),
    freezeFrames: await readFreezeFrames(car),
    readiness: richest && richest.length >= 4 ? readinessOf(richest) : null,
  };
}

function bitCount(byte = 0): number {
  return byte.toString(2).replaceAll('0', '').length;
}

async function readFreezeFrames(car: Diagnosed): Promise<FreezeFrame[]> {
  const frames: FreezeFrame[] = [];
  for (const { ecu, bytes } of (await ask(car, '020200')).messages) {
    const [code] = car.recording.values(0x02, ecu, bytes.subarray(3));
    if (typeof code === 'string')
      frames.push({ code, ecu, values: await readFreezeFrame(car, ecu) });
  }
  return frames;
}

async function readFreezeFrame(car: Diagnosed, ecu: string): Promise<PidValue[]> {
  const of = (answer: Answer) => answer.messages.find((message) => message.ecu === ecu)?.bytes;
  const values: PidValue[] = [];
  for (let base = 0; base < 0x100; base += 0x20) {
    const bitmap = of(await ask(car, `02${toHex(base)}00`));
    if (!bitmap) break;
    const pids = pidsOfBitmap(bitmap.subarray(3), base);
    for (const pid of pids) {
      if (pid === 0x02 || pid % 0x20 === 0) continue;
      const data = of(await ask(car, `02${toHex(pid)}00`))?.subarray(3);
      if (data && data.length > 0) values.push(...frozen(car.recording, pid, ecu, data));
    }
    if (!pids.includes(base + 0x20)) break;
  }
  return values;
}

function frozen(recording: Recording, pid: number, ecu: string, data: Uint8Array): PidValue[] {
  const values = recording.values(pid, ecu, data);
  return fieldRows(pid).map(({ field, name, unit }, index) => ({
    pid: toHex(pid),
    field,
    name,
    channel: null,
    value: field === null ? null : (values[index] ?? null),
    unit,
    raw: hexOf(data),
    ageSeconds: null,
    ecu,
  }));
}

async function clearAnswer(car: Diagnosed): Promise<ClearAnswer> {
  await refuseWhileRunning(car);
  const cleared = await readCodes(car.bus, 'stored');
  const { messages, negatives } = await ask(car, '04');
  if (messages.length > 0) return { cleared };
  if (negatives.some(({ code }) => code === 0x22))
    throw new SourceError('engine_running', 'The car refuses: switch the engine off');
  if (negatives.length > 0) throw new SourceError('unsupported', 'The car refuses to clear codes');
  throw new SourceError('no_answer', 'No ECU answers');
}

// The last value may be old: what turns is asked for anew, and what promises to know it has to answer.
async function refuseWhileRunning(car: Diagnosed): Promise<void> {
  const serves = (pid: number) => [...car.bus.supported.values()].some((pids) => pids.has(pid));
  for (const [pid, what] of [
    [0x0c, 'engine'],
    [0x0d, 'car'],
  ] as const) {
    if (!serves(pid)) continue;
    const { messages } = await ask(car, `01${toHex(pid)}`);
    if (messages.length === 0) throw new SourceError('no_answer', `No ECU says whether it runs`);
    const turns = messages.some(({ bytes }) => bytes.subarray(2).some((byte) => byte !== 0));
    if (turns) throw new SourceError('engine_running', `The ${what} is running`);
  }
}

async function monitorsAnswer(car: Diagnosed): Promise<MonitorsAnswer> {
  const { isCan } = car.bus;
  if (isCan === undefined)
    throw new SourceError('unsupported', 'The adapter does not tell which bus the car has');
  const results = isCan ? monitorResults : olderMonitorResults;
  const ids = new Set<number>();
  for (let base = 0; base < 0x100; base += 0x20) {
    const { messages } = await ask(car, `06${toHex(base)}`);
    for (const { bytes } of messages)
      for (const id of pidsOfBitmap(bytes.subarray(isCan ? 2 : 3), base)) ids.add(id);
    if (!ids.has(base + 0x20)) break;
  }
  const monitors: MonitorsAnswer['monitors'][number][] = [];
  for (const id of ids) {
    if (id % 0x20 === 0) continue;
    const { messages } = await ask(car, `06${toHex(id)}`);
    monitors.push(...messages.flatMap(results));
  }
  return { monitors };
}

/** The VIN of the first ECU that has one; null where none tells. */
export async function readVin(bus: Bus): Promise<string | null> {
  const answer = await bus.ask('0902', 5);
  const items = infoItems(answer, INFO_SIZES.vin, bus.isCan ?? true);
  return (
    [...items.values()]
      .flat()
      .map(textOf)
      .find((vin) => vin !== '') ?? null
  );
}

async function vehicleAnswer(car: Diagnosed): Promise<VehicleAnswer> {
  const { bus, recording } = car;
  const can = bus.isCan ?? true;
  const items = async (type: string, size: number) =>
    infoItems(await ask(car, `09${type}`), size, can);
  const vin = await car.readVin();
  const ids = await items('04', INFO_SIZES.calibrationId);
  const verifications = await items('06', INFO_SIZES.calibrationVerification);
  const names = await items('0A', INFO_SIZES.ecuName);
  const ecus = new Set([...bus.supported.keys(), ...ids.keys(), ...names.keys()]);
  return {
    vin,
    adapter: car.adapterName,
    protocol: bus.protocol,
    batteryVolts: recording.lastVolts,
    ecus: [...ecus].map((ecu) => ({
      ecu,
      name: names.get(ecu)?.map(textOf)[0] ?? null,
      calibrationIds: ids.get(ecu)?.map(textOf) ?? [],
      calibrationVerifications: verifications.get(ecu)?.map(verificationOf) ?? [],
    })),
  };
}
