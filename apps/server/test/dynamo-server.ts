// eslint-disable-next-line @typescript-eslint/triple-slash-reference -- also for rooms that only import this file
/// <reference path="./dynalite.d.ts" />
import { ScanCommand } from '@aws-sdk/client-dynamodb';
import dynalite from 'dynalite';
import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { openDynamoTable } from '../src/identity/store/open-dynamo.ts';

export type DynamoServer = {
  readonly url: string;
  /** Keys of all items that hold one of the texts, read past the product. */
  readonly itemsWith: (texts: readonly string[]) => Promise<string[]>;
  readonly close: () => Promise<void>;
};

/** A DynamoDB in this process, and the setting that names a new table there. Closing it throws if anybody scanned a table. */
export async function startDynamo(): Promise<DynamoServer> {
  const server = dynalite({ createTableMs: 1, deleteTableMs: 1, updateTableMs: 1 });
  let scans = 0;
  let own = 0;
  server.prependListener('request', ({ headers }: IncomingMessage) => {
    if (/\.(Scan|ExecuteStatement)$/.test(String(headers['x-amz-target']))) scans++;
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const { port } = server.address() as AddressInfo;
  const url = `dynamodb://identity-${randomUUID()}?region=eu-west-1&endpoint=http://127.0.0.1:${port}`;
  return {
    url,
    itemsWith: async (texts) => {
      const { client, name } = openDynamoTable(url);
      own++;
      // A page of a scan is a megabyte; a test has a thousandth of it.
      const { Items = [] } = await client.send(new ScanCommand({ TableName: name }));
      client.destroy();
      return Items.filter((item) => texts.some((text) => JSON.stringify(item).includes(text))).map(
        ({ pk, sk }) => `${pk?.S ?? ''} ${sk?.S ?? ''}`,
      );
    },
    close: () =>
      new Promise<void>((closed) => {
        server.close(() => closed());
      }).then(() => {
        if (scans > own) throw new Error(`A whole table was read ${scans - own} times`);
      }),
  };
}
