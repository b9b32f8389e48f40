import type { SourceClock } from '../source.ts';
import { type AdapterMemory, set } from './adapter.ts';
import { type Answer, BUSY, findFraming, PENDING, readAnswer } from './answer.ts';
import { type Elm, ElmError, type Exchange } from './elm.ts';
import { readLines, type Status } from './lines.ts';
import type { Framing } from './messages.ts';
import { toHex } from './pids.ts';

/** Why an adapter that is there has no car, or lost it. `settings-lost`, `asleep`: everything is to be set again. */
export class BusFault extends Error {
  override name = 'BusFault';
  readonly status: Status;
  constructor(status: Status) {
    super(DETAILS[status] ?? status);
    this.status = status;
  }
}

/** Whether it was over this request that the bus or the adapter failed: a link that breaks is no fault of a request. */
export function isFailedRequest(error: unknown): boolean {
  return error instanceof BusFault || (error instanceof ElmError && error.code !== 'closed');
}

const DETAILS: Partial<Record<Status, string>> = {
  'no-data': 'no ECU answers',
  'unable-to-connect': 'the adapter finds no car',
  'bus-fault': 'trouble on the bus of the car',
  'settings-lost': 'the adapter has lost its settings',
  asleep: 'the adapter goes to sleep',
};

const FAULTS: readonly Status[] = ['unable-to-connect', 'bus-fault', 'settings-lost', 'asleep'];
const PENDING_SECONDS = 5;
const PENDING_STEP_SECONDS = 0.25;
const MOST_STRAYS = 3;

/** A car behind an adapter: its protocol, and who of its ECUs serves which PID. */
export class Bus {
  readonly elm: Elm;
  readonly framing: Framing;
  /** `1` … `9`, `A`; null where the adapter does not tell. */
  readonly protocol: string | null;
  readonly supported: ReadonlyMap<string, ReadonlySet<number>>;
  readonly #clock: SourceClock;
  #strays = 0;

  constructor(
    elm: Elm,
    clock: SourceClock,
    found: { framing: Framing; protocol: string | null; supported: Bus['supported'] },
  ) {
    this.elm = elm;
    this.#clock = clock;
    this.framing = found.framing;
    this.protocol = found.protocol;
    this.supported = found.supported;
  }

  /** Undefined where neither headers nor the adapter tell; then nothing that depends on it may be read. */
  get isCan(): boolean | undefined {
    return isCan(this.framing, this.protocol);
  }

  /** Least time between requests: J1850 cars of before 2002 take ten a second. */
  get leastInterval(): number {
    return this.protocol === '1' || this.protocol === '2' ? 0.1 : 0;
  }

  /**
   * Asks the car. Interrupted and busy answers are asked for once more, pending ones for up to five seconds. Resolves
   * with what came, which may be nothing; rejects with ElmError (the adapter) or BusFault (the car's bus).
   */
  async ask(command: string, seconds = 3): Promise<Answer> {
    let answer = await this.#once(command, seconds);
    if (answer.statuses.has('stopped') || isOnly(answer, BUSY))
      answer = await this.#once(command, seconds);
    const until = this.#clock.seconds() + PENDING_SECONDS;
    while (isOnly(answer, PENDING) && this.#clock.seconds() < until) {
      await this.#clock.sleep(PENDING_STEP_SECONDS);
      answer = await this.#once(command, seconds);
    }
    return answer;
  }

  async #once(command: string, seconds: number): Promise<Answer> {
    const answer = readAnswer(await this.elm.ask(command, seconds), command, this.framing);
    if (answer.messages.length > 0) this.#strays = 0;
    else {
      const fault = FAULTS.find((status) => answer.statuses.has(status));
      if (fault) throw new BusFault(fault);
      await this.#watchOrder(answer.strays);
    }
    if (answer.statuses.has('buffer-full')) return { ...answer, messages: [] };
    return answer;
  }

  // A late prompt shifts all that follows by one: each answer then belongs to the command before.
  async #watchOrder(strays: number): Promise<void> {
    if (strays === 0) return;
    if (++this.#strays >= MOST_STRAYS) throw new BusFault('settings-lost');
    await this.elm.settle();
  }
}

function isOnly({ messages, negatives }: Answer, code: number): boolean {
  return messages.length === 0 && negatives.length > 0 && negatives.every((n) => n.code === code);
}

function isCan(framing: Framing, protocol: string | null): boolean | undefined {
  if (framing === 'can11' || framing === 'can29') return true;
  if (framing === 'legacy') return false;
  return protocol === null ? undefined : protocol >= '6';
}

/**
 * Finds the car: by the protocol it had last time, then by the adapter's own search, which may take ten seconds. Rejects
 * with BusFault where there is none.
 */
export async function connectBus(
  elm: Elm,
  memory: AdapterMemory,
  clock: SourceClock,
  remembered: string | undefined,
): Promise<Bus> {
  const first = await findCar(elm, memory, remembered);
  const framing = findFraming(first) ?? 'plain';
  const protocol = await readProtocol(elm, memory);
  const supported = new Map<string, Set<number>>();
  const bus = new Bus(elm, clock, { framing, protocol, supported });
  collectSupported(supported, readAnswer(first, '0100', framing), 0);
  for (let base = 0x20; base < 0x100 && hasNext(supported, base); base += 0x20)
    collectSupported(supported, await bus.ask(`01${toHex(base)}`), base);
  return bus;
}

async function findCar(
  elm: Elm,
  memory: AdapterMemory,
  remembered: string | undefined,
): Promise<Exchange> {
  let fault: Status = 'no-data';
  for (const protocol of remembered === undefined ? ['0'] : [remembered, '0']) {
    await set(elm, memory, `ATSP${protocol}`);
    const exchange = await elm.ask('0100', 12);
    if (findFraming(exchange)) return exchange;
    const { statuses } = readLines(exchange.text, '0100');
    fault = FAULTS.find((status) => statuses.has(status)) ?? 'no-data';
    if (fault === 'settings-lost' || fault === 'asleep') break;
  }
  throw new BusFault(fault);
}

// ATDPN answers A6 (found by search) or 6; what does not know it may know ATDP, which spells it out.
async function readProtocol(elm: Elm, memory: AdapterMemory): Promise<string | null> {
  const number = await set(elm, memory, 'ATDPN');
  const digit = number && readLines(number.text, 'ATDPN').texts.at(-1)?.trim().toUpperCase();
  if (digit && /^A?[1-9A-C]$/.test(digit)) return digit.slice(-1);
  const words = await set(elm, memory, 'ATDP');
  const text = words ? readLines(words.text, 'ATDP').texts.join(' ').toUpperCase() : '';
  return SPELLED.find(([pattern]) => pattern.test(text))?.[1] ?? null;
}

const SPELLED: readonly (readonly [RegExp, string])[] = [
  [/PWM/, '1'],
  [/VPW/, '2'],
  [/9141/, '3'],
  [/KWP.*5.?BAUD/, '4'],
  [/KWP/, '5'],
  [/11\/500/, '6'],
  [/29\/500/, '7'],
  [/11\/250/, '8'],
  [/29\/250/, '9'],
];

function collectSupported(
  supported: Map<string, Set<number>>,
  { messages }: Answer,
  base: number,
): void {
  for (const { ecu, bytes } of messages) {
    if (bytes[1] !== base) continue;
    const pids = supported.get(ecu) ?? new Set();
    for (const pid of pidsOfBitmap(bytes.subarray(2), base)) pids.add(pid);
    supported.set(ecu, pids);
  }
}

/** Numbers in a support bitmap: bit 7 of its first byte is `base` + 1. */
export function pidsOfBitmap(bitmap: Uint8Array, base: number): number[] {
  return Array.from({ length: 32 }, (_, i) => i + 1)
    .filter((i) => ((bitmap[(i - 1) >> 3] ?? 0) & (0x80 >> ((i - 1) & 7))) !== 0)
    .map((i) => base + i);
}

function hasNext(supported: ReadonlyMap<string, ReadonlySet<number>>, base: number): boolean {
  return [...supported.values()].some((pids) => pids.has(base));
}
