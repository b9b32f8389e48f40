import { once } from 'node:events';
import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/** Seconds to bring files through a socket of this machine onto its disk, until they are safe there. */
export async function copyThroughSocket(files: readonly string[], to: string): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const started = performance.now();
  const sender = connect((server.address() as AddressInfo).port, '127.0.0.1');
  const [receiver] = (await once(server, 'connection')) as [Socket];
  const received = writeAll(receiver, to);
  for (const file of files)
    for await (const chunk of createReadStream(file))
      if (!sender.write(chunk as Buffer)) await once(sender, 'drain');
  sender.end();
  await received;
  server.close();
  return (performance.now() - started) / 1000;
}

async function writeAll(from: Socket, path: string): Promise<void> {
  const target = await open(path, 'w');
  for await (const chunk of from) await target.write(chunk as Buffer);
  await target.sync();
  await target.close();
}
