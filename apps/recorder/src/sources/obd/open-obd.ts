import type { Source, SourceClock } from '../source.ts';
import { parseAddress } from './address.ts';
import { openTcp } from './link.ts';
import { ObdSource, type ProtocolMemory } from './obd-source.ts';
import { importSerial, openSerial } from './serial.ts';

export type ObdOptions = {
  /** `tcp://HOST:PORT`, or the path of a serial port (`/dev/ttyUSB0`, `COM3`). */
  readonly port: string;
  /** Of a serial port; the usual ones are tried where it is not given. */
  readonly baudRate?: number;
  readonly vehicle?: string;
  readonly driver?: string;
  /** Keeps the protocol of the vehicle between runs. */
  readonly protocol?: ProtocolMemory;
};

/**
 * A car behind an ELM327 adapter, by TCP or a serial port. Does not wait for the adapter, which may be switched on later;
 * throws CommandError where the port cannot be one, or the optional package for serial ports is missing.
 */
export async function openObd(options: ObdOptions, clock: SourceClock): Promise<Source> {
  const address = parseAddress(options.port);
  const open =
    address.kind === 'tcp'
      ? openTcp(address.host, address.port)
      : openSerial(await importSerial(), address.path, options.baudRate, clock);
  const { vehicle = null, driver = null, protocol } = options;
  return new ObdSource(open, { vehicle, driver, protocol }, clock);
}
