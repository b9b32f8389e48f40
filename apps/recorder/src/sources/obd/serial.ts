import { CommandError } from '../../errors.ts';
import type { SourceClock } from '../source.ts';
import type { Link, LinkEvents, OpenLink } from './link.ts';

type Done = (error?: Error | null) => void;

/** The part of a port of the optional package `serialport` that is used here. */
type Port = {
  readonly isOpen: boolean;
  open(done: Done): void;
  close(done: Done): void;
  update(settings: { readonly baudRate: number }, done: Done): void;
  write(text: string, encoding: 'latin1', done?: Done): boolean;
  on(event: 'data', listener: (chunk: Buffer) => void): unknown;
  on(event: 'error', listener: (error: Error) => void): unknown;
  once(event: 'close', listener: Done): unknown;
};

export type SerialModule = {
  readonly SerialPort: new (options: {
    readonly path: string;
    readonly baudRate: number;
    readonly autoOpen: false;
  }) => Port;
};

const BAUD_RATES = [38_400, 9600, 230_400, 115_200, 57_600, 19_200];

export async function importSerial(): Promise<SerialModule> {
  try {
    return await import('serialport');
  } catch (error) {
    throw new CommandError(
      'adapter_not_usable',
      'Serial ports need the optional package serialport, which is not installed (npm install serialport)',
      { cause: error },
    );
  }
}

/** A serial link. Without a baud rate the usual ones are tried until a prompt comes back; the one found is kept. */
export function openSerial(
  module: SerialModule,
  path: string,
  baudRate: number | undefined,
  clock: SourceClock,
): OpenLink {
  let known = baudRate;
  return async (events, signal) => {
    let listen: LinkEvents = { onData: () => undefined, onClose: () => undefined };
    const port = new module.SerialPort({
      path,
      baudRate: known ?? BAUD_RATES[0] ?? 38_400,
      autoOpen: false,
    });
    port.on('data', (chunk: Buffer) => listen.onData(chunk.toString('latin1')));
    port.on('error', (error: Error) => listen.onClose(error.message));
    port.once('close', (error?: Error | null) => listen.onClose(error?.message ?? 'closed'));
    await new Promise<void>((resolve, reject) =>
      port.open((error) => (error ? reject(error) : resolve())),
    );
    if (known === undefined) {
      const found = await probe(port, clock, signal, (onData) => {
        listen = { onData, onClose: () => undefined };
      });
      if (found === undefined) {
        await closePort(port);
        throw new Error('no adapter answers at any baud rate');
      }
      known = found;
    }
    listen = once(events);
    return linkOf(port, listen);
  };
}

function once(events: LinkEvents): LinkEvents {
  let open = true;
  return {
    onData: (text) => {
      if (open) events.onData(text);
    },
    onClose: (reason) => {
      if (open) {
        open = false;
        events.onClose(reason);
      }
    },
  };
}

function linkOf(port: Port, events: LinkEvents): Link {
  return {
    write: (text) => {
      port.write(text, 'latin1', (error) => {
        if (error) events.onClose(error.message);
      });
    },
    close: () => {
      void closePort(port);
      events.onClose('closed');
    },
  };
}

async function closePort(port: Port): Promise<void> {
  if (port.isOpen) await new Promise<void>((resolve) => port.close(() => resolve()));
}

async function probe(
  port: Port,
  clock: SourceClock,
  signal: AbortSignal,
  listen: (onData: (text: string) => void) => void,
): Promise<number | undefined> {
  for (const baudRate of BAUD_RATES) {
    if (signal.aborted) return undefined;
    await new Promise<void>((resolve) => port.update({ baudRate }, () => resolve()));
    const answered = new AbortController();
    let text = '';
    listen((more) => {
      text = (text + more).slice(-200);
      if (/[?\r\n]\s*>/.test(text)) answered.abort();
    });
    // DEL bytes end a half-typed command; a bare CR would repeat the last one.
    port.write('\x7f\x7f\r', 'latin1');
    await clock.sleep(0.5, AbortSignal.any([signal, answered.signal]));
    if (answered.signal.aborted) return baudRate;
  }
  return undefined;
}
