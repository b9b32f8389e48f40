import type { DiagnosticMethod, StreamDescription } from '@outlap/protocol';
import { type Source, type SourceClock, SourceError, type SourceItem } from '../source.ts';
import { type AdapterMemory, initialise, newAdapterMemory, readVolts } from './adapter.ts';
import { type Bus, BusFault, connectBus, isFailedRequest } from './bus.ts';
import { answerDiagnostics, readVin } from './diagnostics/answers.ts';
import { CodeWatch } from './diagnostics/codes.ts';
import { Drive } from './drive.ts';
import { Elm, ElmError } from './elm.ts';
import type { OpenLink } from './link.ts';
import { Recording } from './recording.ts';

/** Where the protocol of a vehicle is kept between runs, so that the adapter need not search for it. */
export type ProtocolMemory = {
  readonly load: () => Promise<string | undefined>;
  readonly store: (protocol: string) => Promise<void>;
};

export type ObdVehicle = {
  readonly vehicle: string | null;
  readonly driver: string | null;
  readonly protocol: ProtocolMemory | undefined;
};

type LinkItem = Extract<SourceItem, { kind: 'link' }>;

const OPEN_SECONDS = 5;
const FIRST_RETRY_SECONDS = 0.5;
const LONGEST_RETRY_SECONDS = 30;
const LONGEST_SEARCH_PAUSE_SECONDS = 10;
const MOST_VIN_FAILURES = 2;

/** A car behind an ELM327 adapter. Whatever breaks on the way to it is opened again, for as long as it is wanted. */
export class ObdSource implements Source {
  readonly #open: OpenLink;
  readonly #clock: SourceClock;
  readonly #vehicle: ObdVehicle;
  readonly #zero: number;
  readonly #startedAt: string;
  readonly #closing = new AbortController();
  readonly #recording = new Recording();
  readonly #codes = new CodeWatch();
  readonly #memory: AdapterMemory = newAdapterMemory();
  #bus: Bus | undefined;
  #vin: string | undefined;
  #vinFailures = 0;
  #protocol: string | undefined;
  #groupsDescribed = 0;
  #told: LinkItem | undefined;
  #failures = 0;

  constructor(open: OpenLink, vehicle: ObdVehicle, clock: SourceClock) {
    this.#open = open;
    this.#vehicle = vehicle;
    this.#clock = clock;
    this.#zero = clock.seconds();
    this.#startedAt = new Date(clock.wall()).toISOString();
  }

  describe(): StreamDescription {
    return {
      source: 'obd',
      startedAt: this.#startedAt,
      driver: this.#vehicle.driver,
      vehicle: { name: this.#vehicle.vehicle, vin: this.#vin ?? null },
      track: { name: null, layout: null, lengthMetres: null },
      groups: [...this.#recording.groups],
    };
  }

  /** Samples per second of each channel over the last ten seconds. */
  achievedHz(): Readonly<Record<string, number>> {
    return this.#recording.achievedHz(this.#seconds());
  }

  async *frames(signal: AbortSignal): AsyncGenerator<SourceItem, void, undefined> {
    const stop = AbortSignal.any([signal, this.#closing.signal]);
    const remembered = await this.#vehicle.protocol?.load();
    if (remembered !== undefined && /^[1-9A-C]$/.test(remembered)) this.#protocol = remembered;
    yield* this.#tell('connecting', 'opening the adapter');
    while (!stop.aborted) {
      try {
        yield* this.#connection(stop);
      } catch (error) {
        if (!(error instanceof ElmError)) throw error;
        if (!stop.aborted) yield* this.#tell('silent', error.message);
      }
      const pause = Math.min(LONGEST_RETRY_SECONDS, FIRST_RETRY_SECONDS * 2 ** this.#failures++);
      await this.#clock.sleep(pause, stop);
    }
  }

  async request(method: DiagnosticMethod, signal: AbortSignal): Promise<unknown> {
    const bus = this.#bus;
    if (!bus) throw new SourceError('not_connected', 'There is no link to the car');
    try {
      return await answerDiagnostics(method, {
        bus,
        readVin: () => this.#readVin(bus),
        recording: this.#recording,
        adapterName: this.#memory.name,
        seconds: () => this.#seconds(),
        signal,
      });
    } catch (error) {
      if (error instanceof BusFault)
        throw new SourceError('no_answer', error.message, { cause: error });
      if (error instanceof ElmError)
        throw new SourceError(
          error.code === 'time-out' ? 'no_answer' : 'not_connected',
          error.message,
          { cause: error },
        );
      throw error;
    }
  }

  async close(): Promise<void> {
    this.#closing.abort();
  }

  #seconds(): number {
    return this.#clock.seconds() - this.#zero;
  }

  *#tell(state: LinkItem['state'], detail: string): Generator<SourceItem, void, undefined> {
    if (this.#told?.state === state && this.#told.detail === detail) return;
    this.#told = { kind: 'link', state, detail };
    yield this.#told;
    if (state === 'connected' || state === 'silent')
      yield {
        kind: 'samples',
        parts: [],
        events: [{ seconds: this.#seconds(), kind: 'link', data: { state, detail } }],
      };
  }

  /** One link from its opening until it breaks (ElmError). The car behind it may come and go. */
  async *#connection(stop: AbortSignal): AsyncGenerator<SourceItem, void, undefined> {
    const elm = new Elm(this.#clock);
    const giveUp = () => elm.close('closed');
    stop.addEventListener('abort', giveUp, { once: true });
    try {
      await this.#openLink(elm, stop);
      for (let searches = 0; !stop.aborted; searches++) {
        await initialise(elm, this.#memory);
        this.#failures = 0;
        try {
          const remembered = searches % 2 === 0 ? this.#protocol : undefined;
          this.#bus = await connectBus(elm, this.#memory, this.#clock, remembered);
          searches = -1;
          yield* this.#drive(this.#bus, stop);
        } catch (error) {
          if (!(error instanceof BusFault)) throw error;
          this.#bus = undefined;
          yield* this.#tell('ignition-off', error.message);
          yield* this.#voltsOnly(elm);
          await this.#clock.sleep(Math.min(LONGEST_SEARCH_PAUSE_SECONDS, 1 + searches), stop);
        }
      }
    } finally {
      stop.removeEventListener('abort', giveUp);
      this.#bus = undefined;
      elm.close('closed');
    }
  }

  async #openLink(elm: Elm, stop: AbortSignal): Promise<void> {
    const late = new AbortController();
    const opened = new AbortController();
    const limit = this.#clock
      .sleep(OPEN_SECONDS, AbortSignal.any([stop, opened.signal]))
      .then(() => late.abort());
    try {
      const events = {
        onData: (text: string) => elm.receive(text),
        onClose: (reason: string) => elm.close(reason),
      };
      elm.attach(await this.#open(events, AbortSignal.any([stop, late.signal])));
    } catch (error) {
      throw new ElmError('closed', error instanceof Error ? error.message : String(error));
    } finally {
      opened.abort();
      await limit;
    }
  }

  async *#drive(bus: Bus, stop: AbortSignal): AsyncGenerator<SourceItem, void, undefined> {
    if (bus.protocol !== null && bus.protocol !== this.#protocol) {
      this.#protocol = bus.protocol;
      await this.#vehicle.protocol?.store(bus.protocol);
    }
    const vinKnown = this.#vin !== undefined;
    this.#vin ??= (await this.#readVin(bus)) ?? undefined;
    this.#recording.expect(bus.supported);
    const description = vinKnown ? this.#grown() : this.#described();
    if (description) yield description;
    yield* this.#tell('connected', this.#memory.name ?? 'the adapter does not tell its name');
    yield* new Drive({
      bus,
      memory: this.#memory,
      recording: this.#recording,
      codes: this.#codes,
      clock: this.#clock,
      seconds: () => this.#seconds(),
      stop,
      describe: () => this.#grown(),
    }).run();
  }

  // A clone that hangs on the VIN, or loses the bus over it, would never come to record anything.
  async #readVin(bus: Bus): Promise<string | null> {
    if (this.#vinFailures >= MOST_VIN_FAILURES) return this.#vin ?? null;
    try {
      const vin = await readVin(bus);
      this.#vinFailures = 0;
      return vin;
    } catch (error) {
      if (isFailedRequest(error)) this.#vinFailures++;
      if (error instanceof ElmError && error.code === 'time-out') return this.#vin ?? null;
      throw error;
    }
  }

  // Samples of a group that was not described are refused by the server for good.
  #grown(): SourceItem | undefined {
    return this.#recording.groups.length > this.#groupsDescribed ? this.#described() : undefined;
  }

  #described(): SourceItem {
    this.#groupsDescribed = this.#recording.groups.length;
    return { kind: 'described', description: this.describe() };
  }

  // An adapter without a car still knows the voltage at its plug: a battery that runs down is worth seeing.
  async *#voltsOnly(elm: Elm): AsyncGenerator<SourceItem, void, undefined> {
    const volts = await readVolts(elm, this.#memory);
    const part = volts === undefined ? undefined : this.#recording.volts(volts, this.#seconds());
    if (!part) return;
    const description = this.#grown();
    if (description) yield description;
    yield { kind: 'samples', parts: [part] };
  }
}
