import { type Elm, ElmError, type Exchange } from './elm.ts';
import { readLines } from './lines.ts';

/** What outlives a link: an adapter that was learned once is not learned again after each break. */
export type AdapterMemory = {
  name: string | null;
  pauseSeconds: number;
  /** Commands it answered `?`, or never. */
  readonly unsupported: Set<string>;
  /** How often in a row the adapter fell silent over a command: the second time it is not asked again. */
  readonly hangs: Map<string, number>;
};

export function newAdapterMemory(): AdapterMemory {
  return { name: null, pauseSeconds: 0, unsupported: new Set(), hangs: new Map() };
}

const SETTINGS = ['ATL0', 'ATH1', 'ATS0', 'ATAL', 'ATM0', 'ATAT1'];
const LONGER_PAUSES = [0.02, 0.05, 0.1, 0.2, 0.4];
const GREATEST_PAUSE_SECONDS = 0.4;

/** Sends a setting unless this adapter is known not to have it. A clone that hangs on it is not asked again. */
export async function set(
  elm: Elm,
  memory: AdapterMemory,
  command: string,
  seconds = 2,
): Promise<Exchange | undefined> {
  if (memory.unsupported.has(command)) return undefined;
  const exchange = await elm.ask(command, seconds).catch((error: unknown) => {
    // A cable that was pulled says nothing about the command.
    if (!(error instanceof ElmError) || error.code === 'closed') throw error;
    const hangs = (memory.hangs.get(command) ?? 0) + 1;
    memory.hangs.set(command, hangs);
    if (hangs > 1) memory.unsupported.add(command);
    if (error.code === 'time-out') return undefined;
    throw error;
  });
  if (!exchange) return undefined;
  memory.hangs.delete(command);
  if (!readLines(exchange.text, command).statuses.has('unknown-command')) return exchange;
  memory.unsupported.add(command);
  return undefined;
}

/** Wakes an adapter, resets it and sets it up. Rejects with ElmError where nobody is there. */
export async function initialise(elm: Elm, memory: AdapterMemory): Promise<void> {
  elm.pauseSeconds = memory.pauseSeconds;
  await elm.ask('', 2);
  await elm.settle();
  await reset(elm, memory);
  await elm.settle();
  await settleEcho(elm, memory);
  for (const command of SETTINGS) await set(elm, memory, command);
  memory.name ??= (await identify(elm, memory)) ?? null;
}

async function reset(elm: Elm, memory: AdapterMemory): Promise<void> {
  const answer = (await set(elm, memory, 'ATZ', 4)) ?? (await set(elm, memory, 'ATWS', 4));
  memory.name ??= nameIn(answer, 'ATZ') ?? null;
}

// ATE0 is known to every adapter. Sent twice without a rest, it shows who loses characters then, and which rest helps.
async function settleEcho(elm: Elm, memory: AdapterMemory): Promise<void> {
  for (const pause of [memory.pauseSeconds, ...LONGER_PAUSES]) {
    elm.pauseSeconds = pause;
    if (!(await set(elm, memory, 'ATE0')) || !(await set(elm, memory, 'ATE0'))) {
      memory.unsupported.delete('ATE0');
      continue;
    }
    memory.pauseSeconds = pause;
    return;
  }
  elm.pauseSeconds = memory.pauseSeconds;
}

/** A command that an adapter knows was answered `?`: it loses characters, so it gets longer rests from now on. */
export function restLonger(elm: Elm, memory: AdapterMemory): void {
  memory.pauseSeconds = Math.min(GREATEST_PAUSE_SECONDS, Math.max(0.02, memory.pauseSeconds * 2));
  elm.pauseSeconds = memory.pauseSeconds;
}

async function identify(elm: Elm, memory: AdapterMemory): Promise<string | undefined> {
  for (const command of ['ATI', 'AT@1']) {
    const name = nameIn(await set(elm, memory, command), command);
    if (name !== undefined) return name;
  }
  return undefined;
}

function nameIn(exchange: Exchange | undefined, command: string): string | undefined {
  if (!exchange) return undefined;
  return readLines(exchange.text, command).texts.find(
    (line) => /[a-z]{2}/i.test(line) && line.toUpperCase() !== 'OK',
  );
}

/** Voltage at the adapter's plug; undefined where it cannot tell. */
export async function readVolts(elm: Elm, memory: AdapterMemory): Promise<number | undefined> {
  const answer = await set(elm, memory, 'ATRV');
  if (!answer) return undefined;
  const text = readLines(answer.text, 'ATRV').texts.join(' ');
  const volts = Number(/(\d{1,2}(?:\.\d+)?)\s*V?/i.exec(text)?.[1]);
  return Number.isFinite(volts) ? volts : undefined;
}
