import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

export type Sent = {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: URLSearchParams;
};

/** A provider of text messages of a test, and what came in. Both providers take forms. */
export type TextMessages = {
  readonly port: number;
  readonly sent: Sent[];
  /** What it answers from now on. */
  answer: { status: number; body: string };
  readonly close: () => Promise<void>;
};

export async function openTextMessages(): Promise<TextMessages> {
  const sent: Sent[] = [];
  const messages = { sent, answer: { status: 201, body: '{"sid":"SM1"}' } };
  const server = createServer((request, response) => {
    const { method = '', url = '', headers } = request;
    text(request).then(
      (body) => {
        sent.push({ method, path: url, headers, body: new URLSearchParams(body) });
        response.writeHead(messages.answer.status, { 'content-type': 'application/xml' });
        response.end(messages.answer.body);
      },
      () => response.destroy(),
    );
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const close = async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  };
  return Object.assign(messages, { port, close });
}
