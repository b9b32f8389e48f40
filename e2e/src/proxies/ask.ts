import { once } from 'node:events';
import type { IncomingHttpHeaders } from 'node:http';
import { request } from 'node:https';
import { buffer } from 'node:stream/consumers';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Proxy } from './start.ts';

/** Another address of this machine than the proxy's own: who the server shall see. */
export const CLIENT = '127.0.0.2';

export type Answer = {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
};

/** One request as a browser at the public address makes it: that name as Host, and a forged X-Forwarded-For. */
export async function ask(
  { httpsPort, ca }: Proxy,
  path: string,
  options: {
    readonly method?: string;
    readonly headers?: Readonly<Record<string, string>>;
    readonly json?: unknown;
    readonly body?: Readable;
  } = {},
): Promise<Answer> {
  const { method = 'GET', json, body } = options;
  const asking = request({
    host: 'localhost',
    port: httpsPort,
    localAddress: CLIENT,
    family: 4,
    ca,
    path,
    method,
    agent: false,
    headers: {
      host: 'localhost',
      'x-forwarded-for': '203.0.113.9',
      'x-forwarded-proto': 'http',
      ...(json !== undefined && { 'content-type': 'application/json' }),
      ...options.headers,
    },
  });
  const sent = body
    ? pipeline(body, asking)
    : asking.end(json === undefined ? undefined : JSON.stringify(json));
  const [answer] = (await once(asking, 'response')) as [Readable & IncomingAnswer];
  await sent;
  return {
    status: answer.statusCode ?? 0,
    headers: answer.headers,
    body: await buffer(answer),
  };
}

type IncomingAnswer = {
  readonly statusCode?: number;
  readonly headers: IncomingHttpHeaders;
};
