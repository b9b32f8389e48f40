import { connect } from 'node:net';

/** A line of bytes to an adapter; each character is one byte. */
export type Link = {
  readonly write: (text: string) => void;
  readonly close: () => void;
};

/** `onClose` comes once, whoever closed. Nothing comes after it. */
export type LinkEvents = {
  readonly onData: (text: string) => void;
  readonly onClose: (reason: string) => void;
};

/** Opens a link anew; rejects where there is none. */
export type OpenLink = (events: LinkEvents, signal: AbortSignal) => Promise<Link>;

/** A TCP link; the name of the host is looked up at each opening. */
export function openTcp(host: string, port: number): OpenLink {
  return (events, signal) =>
    new Promise((resolve, reject) => {
      if (signal.aborted) {
        reject(new Error('given up'));
        return;
      }
      let reason = 'the adapter closed the connection';
      const socket = connect({ host, port, noDelay: true, keepAlive: true });
      const giveUp = () => socket.destroy(new Error('no answer in time'));
      signal.addEventListener('abort', giveUp, { once: true });
      socket.setEncoding('latin1');
      socket.on('data', (text) => events.onData(String(text)));
      socket.on('error', (error) => {
        reason = error.message;
      });
      socket.once('close', () => {
        signal.removeEventListener('abort', giveUp);
        reject(new Error(reason));
        events.onClose(reason);
      });
      socket.once('connect', () => {
        signal.removeEventListener('abort', giveUp);
        resolve({
          write: (text) => socket.write(text, 'latin1'),
          close: () => socket.destroy(),
        });
      });
    });
}
