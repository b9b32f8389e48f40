// eslint-disable-next-line @typescript-eslint/triple-slash-reference -- also for rooms that only import this file
/// <reference path="./dynalite.d.ts" />
import dynalite from 'dynalite';
import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';

export type DynamoServer = { readonly url: string; readonly close: () => Promise<void> };

/** A DynamoDB in this process, and the setting that names a new table there. Closing it throws if anybody scanned a table. */
export async function startDynamo(): Promise<DynamoServer> {
  const server = dynalite({ createTableMs: 1, deleteTableMs: 1, updateTableMs: 1 });
  let scans = 0;
  server.prependListener('request', ({ headers }: IncomingMessage) => {
    if (/\.(Scan|ExecuteStatement)$/.test(String(headers['x-amz-target']))) scans++;
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const { port } = server.address() as AddressInfo;
  return {
    url: `dynamodb://identity-${randomUUID()}?region=eu-west-1&endpoint=http://127.0.0.1:${port}`,
    close: () =>
      new Promise<void>((closed) => {
        server.close(() => closed());
      }).then(() => {
        if (scans > 0) throw new Error(`A whole table was read ${scans} times`);
      }),
  };
}
