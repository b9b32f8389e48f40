import { once } from 'node:events';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { type DynamoServer, startDynamo } from './dynamo-server.ts';
import { startTestServer, type TestServer } from './server.ts';

describe.each(['the database', 'dynamodb'])('tickets in %s', (home) => {
  let server: TestServer;
  let dynamo: DynamoServer | undefined;
  beforeAll(async () => {
    if (home === 'dynamodb') dynamo = await startDynamo();
    server = await startTestServer(dynamo && { IDENTITY_STORE: dynamo.url });
  });
  afterAll(async () => {
    await server.close();
    await dynamo?.close();
  });

  const issue = async () => {
    const url = `${server.address}/api/socket-tickets`;
    const answer = await fetch(url, { method: 'POST', headers: server.headers });
    return ((await answer.json()) as { ticket: string }).ticket;
  };

  /** The subprotocol of a socket that was let in, or the status it was answered with. */
  async function open(protocols: string[], query = ''): Promise<string | number> {
    const address = `${server.address.replace('http', 'ws')}/ws/telemetry${query}`;
    const socket = new WebSocket(address, protocols);
    const refused = once(socket, 'unexpected-response').then(
      ([, response]) => (response as { statusCode: number }).statusCode,
    );
    socket.on('error', () => undefined);
    const outcome = await Promise.race([once(socket, 'open').then(() => socket.protocol), refused]);
    socket.terminate();
    return outcome;
  }

  test.each(['outlap.v1.json', 'outlap.v1.cbor'])(
    'a ticket lets one socket in, once, and is never what the server picks: %s',
    async (protocol) => {
      const ticket = await issue();
      expect(await open([`ticket.${ticket}`, protocol])).toBe(protocol);
      expect(await open([`ticket.${ticket}`, protocol])).toBe(410);
    },
  );

  test('without a ticket, with one that was made up, and with one in the address nobody comes in', async () => {
    expect(await open(['outlap.v1.json'])).toBe(401);
    expect(await open(['outlap.v1.json', 'ticket.nothing'])).toBe(410);
    expect(await open(['outlap.v1.json'], `?ticket=${await issue()}`)).toBe(401);
  });

  test('a ticket of a socket signs nobody in', async () => {
    const ticket = await issue();
    const answer = await fetch(`${server.address}/auth/ticket`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ ticket }),
    });
    expect([answer.status, await answer.json()]).toMatchObject([410, { code: 'ticket_invalid' }]);
    expect(await open([`ticket.${ticket}`, 'outlap.v1.json'])).toBe('outlap.v1.json');
  });
});
