import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { isLoopback } from '../../config.ts';
import { connect } from './dynamo/connect.ts';
import { openTable, type Table } from './dynamo/table.ts';

export type DynamoTable = {
  readonly client: DynamoDBClient;
  readonly table: Table;
  readonly name: string;
  /** Whether it lies on this machine, which may make it and asks for no credentials. */
  readonly isLocal: boolean;
};

/** The table that IDENTITY_STORE names, as `dynamodb://table?region=…&endpoint=…`, whether it is there or not. */
export function openDynamoTable(url: string): DynamoTable {
  const { hostname: name, searchParams } = new URL(url);
  const endpoint = searchParams.get('endpoint') ?? undefined;
  const region = searchParams.get('region') ?? 'us-east-1';
  const isLocal = endpoint !== undefined && isLoopback(new URL(endpoint).hostname);
  const client = connect({ endpoint, region, isLocal });
  return { client, table: openTable(client, name), name, isLocal };
}
