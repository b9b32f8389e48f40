import type { FramePart, StreamEvent } from '@outlap/protocol';
import { FRAME_SECONDS, type SourceClock, SourceError, type SourceItem } from '../source.ts';
import { type AdapterMemory, readVolts, restLonger } from './adapter.ts';
import { BusFault, type Bus } from './bus.ts';
import { CodeWatch } from './diagnostics/codes.ts';
import { ElmError } from './elm.ts';
import type { Recording } from './recording.ts';
import { type PidReading, type PidRequest, Requests } from './requests.ts';
import { Schedule } from './schedule.ts';
import { Timing } from './timing.ts';

const VOLTS_SECONDS = 5;
const SILENT_ANSWERS = 5;
const MOST_TIME_OUTS = 3;
const ENGINE_OFF_SECONDS = 60;
const PARKED_REQUEST_SECONDS = 1;
const PROBE_SECONDS = 5;
const LONGEST_PROBE_SECONDS = 30;
const STEP_SECONDS = 0.25;

/** What a drive needs of its source, and what it leaves there when the link breaks. */
export type DriveParts = {
  readonly bus: Bus;
  readonly memory: AdapterMemory;
  readonly recording: Recording;
  readonly codes: CodeWatch;
  readonly clock: SourceClock;
  /** Seconds of the stream. */
  readonly seconds: () => number;
  readonly stop: AbortSignal;
  /** The description, where there are groups that it does not tell of yet: an ECU answered what none had promised. */
  readonly describe: () => SourceItem | undefined;
};

/**
 * Polls a car that was found until the link or the bus breaks (ElmError, BusFault). Ignition off is no end: then only the
 * adapter's voltage is read and now and then asked whether the car is back. With the engine off it asks once a second:
 * the battery has to start the car again.
 */
export class Drive {
  readonly #parts: DriveParts;
  readonly #requests: Requests;
  readonly #schedule: Schedule;
  readonly #timing = new Timing();
  #batch: FramePart[] = [];
  #events: StreamEvent[] = [];
  #batchSince = 0;
  #voltsAt = -Infinity;
  #silent = 0;
  #timeOuts = 0;
  #turnedAt: number;
  #askedAt = -Infinity;

  constructor(parts: DriveParts) {
    this.#parts = parts;
    this.#requests = new Requests(parts.bus.isCan === true);
    const pids = new Set([...parts.bus.supported.values()].flatMap((of) => [...of]));
    const now = parts.clock.seconds();
    this.#schedule = new Schedule(
      [...pids].filter((pid) => pid % 0x20 !== 0),
      now,
    );
    this.#turnedAt = now;
  }

  async *run(): AsyncGenerator<SourceItem, void, undefined> {
    const { bus, memory, clock } = this.#parts;
    await this.#timing.start(bus, memory, clock.seconds());
    try {
      yield* this.#steps();
    } catch (error) {
      this.#batchSince = -Infinity;
      yield* this.#flush();
      throw error;
    }
  }

  async *#steps(): AsyncGenerator<SourceItem, void, undefined> {
    while (!this.#parts.stop.aborted) {
      await this.#step();
      yield* this.#flush();
      if (this.#silent >= SILENT_ANSWERS && !(await this.#isThere())) yield* this.#off();
    }
  }

  async #step(): Promise<void> {
    const { clock, stop, seconds } = this.#parts;
    await this.#readVolts();
    const now = clock.seconds();
    const pause = Math.max(this.#schedule.wait(now), this.#askedAt + this.#interval() - now);
    if (pause > 0) {
      if (this.#batch.length === 0 || pause < FRAME_SECONDS)
        await clock.sleep(Math.min(pause, STEP_SECONDS), stop);
      else this.#batchSince = -Infinity;
      return;
    }
    this.#askedAt = now;
    await this.#poll(now);
    this.#watchEngine(seconds());
  }

  #interval(): number {
    const parked = this.#parts.clock.seconds() - this.#turnedAt > ENGINE_OFF_SECONDS;
    return parked ? PARKED_REQUEST_SECONDS : this.#parts.bus.leastInterval;
  }

  async #poll(now: number): Promise<void> {
    const due = this.#schedule.due(now);
    let request = this.#requests.next(due);
    let readings = await this.#ask(request);
    if (!readings) {
      request = this.#requests.next(due);
      readings = (await this.#ask(request)) ?? [];
    }
    this.#silent = readings.length > 0 ? 0 : this.#silent + 1;
    const answered = new Set(readings.map(({ pid }) => pid));
    for (const pid of request.pids) this.#schedule.asked(pid, now, answered.has(pid));
    await this.#noteTiming(request, answered);
    const status = readings.filter(({ pid }) => pid === 0x01);
    for (const { ecu, data } of status)
      if (this.#parts.codes.note(ecu, data[0] ?? 0)) await this.#readCodes();
  }

  async #noteTiming({ pids }: PidRequest, answered: ReadonlySet<number>): Promise<void> {
    const { bus, memory, clock, recording } = this.#parts;
    const lost = pids.some((pid) => !answered.has(pid) && recording.last(pid) !== undefined);
    await this.#timing.note(bus, memory, clock.seconds(), lost);
  }

  /** Undefined where the request has to be made in another way. A time-out that the adapter survived counts as silence. */
  async #ask(request: PidRequest): Promise<PidReading[] | undefined> {
    const { bus, memory, clock, seconds, recording } = this.#parts;
    const answer = await bus.ask(request.command).catch((error: unknown) => {
      if (!(error instanceof ElmError) || error.code !== 'time-out') throw error;
      if (++this.#timeOuts >= MOST_TIME_OUTS) throw new BusFault('settings-lost');
      return undefined;
    });
    if (!answer) return [];
    this.#timeOuts = 0;
    if (answer.statuses.has('buffer-full')) this.#requests.askSingly();
    if (answer.statuses.has('unknown-command') && request.command.length === 4)
      restLonger(bus.elm, memory);
    const readings = this.#requests.read(request, answer);
    const at = Math.max(0, seconds() - (clock.seconds() - answer.at));
    for (const reading of readings ?? []) this.#add(recording.sample(reading, at));
    return readings;
  }

  async #readVolts(): Promise<void> {
    const { bus, memory, clock, seconds, recording } = this.#parts;
    if (clock.seconds() - this.#voltsAt < VOLTS_SECONDS) return;
    this.#voltsAt = clock.seconds();
    const volts = await readVolts(bus.elm, memory);
    if (volts === undefined) return;
    recording.expectVolts();
    const part = recording.volts(volts, seconds());
    if (part) this.#add(part);
  }

  async #readCodes(): Promise<void> {
    const { bus, codes, seconds } = this.#parts;
    try {
      this.#events.push(...(await codes.changes(bus, seconds)));
    } catch (error) {
      const isSurvived = error instanceof ElmError && error.code === 'time-out';
      if (!isSurvived && !(error instanceof SourceError)) throw error;
    }
  }

  // A hybrid drives with its engine off, so a car is parked only when it stands as well.
  #watchEngine(now: number): void {
    const { recording, clock } = this.#parts;
    const engine = recording.last(0x0c);
    const speed = recording.last(0x0d);
    const known = engine ?? speed;
    const moves = (engine?.value ?? 0) > 0 || (speed?.value ?? 0) > 0;
    if (!known || moves || now - known.at > ENGINE_OFF_SECONDS) this.#turnedAt = clock.seconds();
  }

  #add(part: FramePart): void {
    if (this.#batch.length === 0) this.#batchSince = this.#parts.clock.seconds();
    this.#batch.push(part);
  }

  *#flush(): Generator<SourceItem, void, undefined> {
    const { clock, describe } = this.#parts;
    const description = describe();
    if (description) yield description;
    const ripe = clock.seconds() - this.#batchSince >= FRAME_SECONDS;
    if (this.#events.length === 0 && (this.#batch.length === 0 || !ripe)) return;
    const events = this.#events;
    const parts = this.#batch;
    this.#batch = [];
    this.#events = [];
    yield events.length > 0 ? { kind: 'samples', parts, events } : { kind: 'samples', parts };
  }

  async #isThere(): Promise<boolean> {
    const { messages } = await this.#parts.bus.ask('0100');
    if (messages.length > 0) this.#silent = 0;
    return messages.length > 0;
  }

  async *#off(): AsyncGenerator<SourceItem, void, undefined> {
    const { clock, stop, seconds } = this.#parts;
    yield { kind: 'link', state: 'ignition-off', detail: 'the car does not answer' };
    this.#events.push({ seconds: seconds(), kind: 'ignition', data: { on: false } });
    const since = clock.seconds();
    let probedAt = since;
    while (!stop.aborted) {
      await this.#readVolts();
      this.#batchSince = -Infinity;
      yield* this.#flush();
      await clock.sleep(STEP_SECONDS, stop);
      const wait = Math.min(LONGEST_PROBE_SECONDS, PROBE_SECONDS + (probedAt - since) / 60);
      if (clock.seconds() - probedAt < wait) continue;
      probedAt = clock.seconds();
      if (await this.#isThere()) break;
    }
    if (stop.aborted) return;
    this.#schedule.reset(clock.seconds());
    this.#turnedAt = clock.seconds();
    this.#events.push({ seconds: seconds(), kind: 'ignition', data: { on: true } });
    yield { kind: 'link', state: 'connected', detail: 'the car answers again' };
  }
}
