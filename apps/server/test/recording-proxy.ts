import { once } from 'node:events';
import { createServer, request as ask } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Stands before a DynamoDB and notes which actions are asked for. */
export type RecordingProxy = {
  readonly url: string;
  readonly actions: ReadonlySet<string>;
  readonly close: () => Promise<void>;
};

export async function openRecordingProxy(target: string): Promise<RecordingProxy> {
  const actions = new Set<string>();
  const server = createServer((request, response) => {
    const [, action = ''] = /\.(\w+)$/.exec(String(request.headers['x-amz-target'])) ?? [];
    actions.add(`dynamodb:${action}`);
    const { method, headers } = request;
    const onward = ask(target, { method, headers, path: request.url }, (answer) => {
      response.writeHead(answer.statusCode ?? 500, answer.headers);
      answer.pipe(response);
    });
    onward.on('error', () => response.destroy());
    request.pipe(onward);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    actions,
    close: async () => {
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
    },
  };
}
