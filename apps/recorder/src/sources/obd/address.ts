import { CommandError } from '../../errors.ts';

/** Where the adapter is: a TCP port (Wi-Fi adapters, simulators) or a serial one (USB, Bluetooth, by its path). */
export type Address =
  | { readonly kind: 'tcp'; readonly host: string; readonly port: number }
  | { readonly kind: 'serial'; readonly path: string };

/** Reads `tcp://HOST:PORT`, `/dev/ttyUSB0`, `COM3`. Throws CommandError usage. */
export function parseAddress(text: string): Address {
  if (!text.includes('://')) {
    if (text.trim() !== '') return { kind: 'serial', path: text };
    throw new CommandError('usage', 'The port of the adapter is empty');
  }
  const url = URL.parse(text);
  const port = Number(url?.port);
  if (url?.protocol !== 'tcp:' || url.hostname === '' || !(port > 0))
    throw new CommandError('usage', `Not a port of an adapter: ${text} (tcp://HOST:PORT)`);
  return { kind: 'tcp', host: url.hostname.replace(/^\[|\]$/g, ''), port };
}
