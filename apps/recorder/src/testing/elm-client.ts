import { connect, type Socket } from 'node:net';
import { systemClock } from '../clock.ts';
import {
  type Listening,
  listenElm327,
  type ListenOptions,
} from '../sources/simulator/elm327/listen.ts';
import type { SourceClock } from '../sources/source.ts';

const open: Listening[] = [];
const clients: Socket[] = [];

/** Another client, ended with the test. */
export function connectTo(port: number): Socket {
  const socket = connect(port, '127.0.0.1');
  socket.on('error', () => undefined);
  clients.push(socket);
  return socket;
}

/** Ends every adapter and client of a test. */
export async function closeAll(): Promise<void> {
  for (const client of clients.splice(0)) client.destroy();
  await Promise.all(open.splice(0).map((one) => one.close()));
}

/** A clock whose seconds are set by hand, and that tells how often it was read; who sleeps waits for the real thing. */
export function handClock() {
  let [seconds, read] = [0, 0];
  let look: (() => void) | undefined;
  const clock: SourceClock = {
    ...systemClock,
    seconds: () => {
      read++;
      look?.();
      return seconds;
    },
  };
  const readAgain = async (times: number): Promise<void> => {
    const until = read + times;
    while (read < until) await new Promise<void>((resolve) => (look = resolve));
  };
  return { ...clock, to: (now: number) => void (seconds = now), readAgain };
}

/** The system's clock, on which sleeping takes no time. */
export function unwaiting(onSleep: (seconds: number) => void): SourceClock {
  return {
    ...systemClock,
    sleep: (seconds) => {
      onSleep(seconds);
      return Promise.resolve();
    },
  };
}

/** A client as plain as can be: writes, and takes everything up to the prompt. */
export async function startAdapter(
  options: Partial<ListenOptions> = {},
  clock: SourceClock = systemClock,
) {
  const adapter = await listenElm327(
    { host: '127.0.0.1', port: 0, waiting: 0, seed: 2, ...options },
    clock,
  );
  open.push(adapter);
  const socket = connectTo(adapter.port);
  let text = '';
  let wake: (() => void) | undefined;
  socket.on('data', (bytes) => {
    text += bytes.toString('latin1');
    wake?.();
  });
  const closed = new Promise<void>((resolve) => socket.on('close', () => resolve()));
  await new Promise<void>((resolve) => socket.on('connect', () => resolve()));
  const answered = async (): Promise<string> => {
    while (!text.includes('>')) await new Promise<void>((resolve) => (wake = resolve));
    const end = text.indexOf('>') + 1;
    const answer = text.slice(0, end);
    text = text.slice(end);
    return answer;
  };
  const raw = (bytes: string): Promise<string> => {
    socket.write(bytes, 'latin1');
    return answered();
  };
  /** The lines of an answer, without prompt and empty lines. */
  const ask = async (command: string): Promise<string[]> => {
    const answer = await raw(`${command}\r`);
    return answer
      .slice(0, -1)
      .split(/[\r\n]/)
      .filter((line) => line !== '');
  };
  /** Echo off, spaces off, headers as asked, the search done. */
  const quiet = async (...commands: string[]): Promise<void> => {
    for (const command of ['ATE0', 'ATS0', ...commands, '0100']) await ask(command);
  };
  return { ask, raw, quiet, answered, socket, closed, port: adapter.port, buffered: () => text };
}
