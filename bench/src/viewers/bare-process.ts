// A process of its own: what a broadcast costs at least. Whatever moment comes on `/car` is written into one and the same
// message, which goes to everyone else by `ws` as it is. Told the message in base64; says its port.
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { WebSocketServer } from 'ws';
import { placeOfTakenAt } from './taken-at.ts';

const message = Buffer.from(process.argv[2] ?? '', 'base64');
const place = placeOfTakenAt(message) ?? 0;
const server = new WebSocketServer({
  host: '127.0.0.1',
  port: 0,
  perMessageDeflate: false,
  handleProtocols: () => 'outlap.v1.cbor',
});
server.on('connection', (socket, request) => {
  if (request.url !== '/car') return;
  socket.on('message', (moment: Buffer) => {
    const bytes = Buffer.from(message);
    moment.copy(bytes, place);
    for (const client of server.clients) if (client !== socket) client.send(bytes);
  });
});
await once(server, 'listening');
console.log((server.address() as AddressInfo).port);
