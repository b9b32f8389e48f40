import { CommandError } from '../errors.ts';

/** The ingest socket of a server given as http://…, https://…, ws://… or wss://…, with a path in front if it has one. */
export function toIngestUrl(server: string): string {
  const url = URL.canParse(server) ? new URL(server) : undefined;
  const protocol = url && SOCKET_PROTOCOLS[url.protocol];
  if (!url || !protocol)
    throw new CommandError('usage', `${server} is not the address of a server (http://HOST:PORT)`);
  return `${protocol}//${url.host}${url.pathname.replace(/\/+$/, '')}/ws/ingest`;
}

const SOCKET_PROTOCOLS: Readonly<Record<string, string>> = {
  'http:': 'ws:',
  'https:': 'wss:',
  'ws:': 'ws:',
  'wss:': 'wss:',
};
