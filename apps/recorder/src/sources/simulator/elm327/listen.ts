import { createServer, type Socket } from 'node:net';
import { CommandError } from '../../../errors.ts';
import type { SourceClock } from '../../source.ts';
import { type SimulatorOptions, toCar } from '../open-simulator.ts';
import { Elm327 } from './elm327.ts';
import { createFaults, type Fault } from './faults.ts';
import { type Codes, createVehicle, type Key } from './vehicle.ts';

export type ListenOptions = SimulatorOptions & {
  readonly host: string;
  /** 0 takes a free one. */
  readonly port: number;
  /** The bus of the car by the number of ELM327 adapters: 6 (CAN 11 bit, 500 kbit/s) by default. */
  readonly protocol?: number;
  readonly codes?: Codes;
  readonly vin?: string;
  readonly faults?: readonly Fault[];
  /** 1: waits as long as the real thing, 0: not at all. */
  readonly waiting?: number;
};

export type Listening = {
  readonly host: string;
  readonly port: number;
  readonly close: () => Promise<void>;
};

/** How often it is looked whether a connection is to be cut. */
const LOOK_SECONDS = 0.05;

/** A simulated car behind an ELM327 adapter on a TCP port, from now on until it is closed. */
export async function listenElm327(options: ListenOptions, clock: SourceClock): Promise<Listening> {
  const { host, port, protocol: bus = 6, waiting = 1, seed = 1 } = options;
  const origin = clock.seconds();
  const seconds = (): number => clock.seconds() - origin;
  const faults = createFaults(options.faults ?? [], seed, seconds);
  const key = (): Key =>
    faults.strikes('ignition-off') ? 'off' : faults.strikes('engine-off') ? 'on' : 'running';
  const memory = { protocol: 0, isAutomatic: true };
  const vehicle = createVehicle({
    car: toCar({ road: true, ...options }),
    seconds: () => seconds() * (options.speed ?? 1),
    key,
    ...(options.codes ? { codes: options.codes } : {}),
    ...(options.vin ? { vin: options.vin } : {}),
  });
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    if (faults.strikes('drop-connection')) return void socket.destroy();
    const write = (text: string): void => {
      if (socket.writable) socket.write(text, 'latin1');
    };
    const adapter = new Elm327({ vehicle, bus, memory, faults, clock, waiting, write });
    sockets.add(socket.setNoDelay(true));
    socket.on('data', (bytes) => adapter.receive(bytes));
    socket.on('error', () => socket.destroy());
    socket.on('close', () => {
      adapter.close();
      sockets.delete(socket);
    });
  });
  const stop = new AbortController();
  const cut = async (): Promise<void> => {
    while (!stop.signal.aborted) {
      if (sockets.size > 0 && faults.strikes('drop-connection'))
        for (const socket of sockets) socket.destroy();
      await clock.sleep(LOOK_SECONDS, stop.signal);
    }
  };
  await new Promise<void>((resolve, reject) => {
    const fail = (cause: Error): void =>
      reject(
        new CommandError('address_not_usable', `${host}:${port}: ${cause.message}`, { cause }),
      );
    server.once('error', fail);
    server.listen(port, host, () => {
      server.off('error', fail);
      resolve();
    });
  });
  const isCut = options.faults?.some(({ kind }) => kind === 'drop-connection') ?? false;
  const cutting = isCut ? cut() : Promise.resolve();
  return {
    host,
    port: portOf(server.address()),
    close: async () => {
      stop.abort();
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
      await cutting;
    },
  };
}

function portOf(address: ReturnType<ReturnType<typeof createServer>['address']>): number {
  return typeof address === 'object' && address ? address.port : 0;
}
