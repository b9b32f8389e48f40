import {
  CreateTableCommand,
  DescribeTableCommand,
  DynamoDBClient,
  ResourceNotFoundException,
  UpdateTimeToLiveCommand,
  waitUntilTableExists,
} from '@aws-sdk/client-dynamodb';

const MAKING_SECONDS = 30;

type Place = {
  readonly endpoint: string | undefined;
  readonly region: string;
  /** One on this machine, which asks for no credentials. */
  readonly isLocal: boolean;
};

export function connect({ endpoint, region, isLocal }: Place): DynamoDBClient {
  return new DynamoDBClient({
    region,
    ...(endpoint !== undefined && { endpoint }),
    ...(isLocal && { credentials: { accessKeyId: 'local', secretAccessKey: 'local' } }),
  });
}

/** Whether the table was made. Throws where it is not there and is not this machine's own to make. */
export async function ensureTable(
  client: DynamoDBClient,
  name: string,
  { isLocal }: Pick<Place, 'isLocal'>,
): Promise<boolean> {
  try {
    await client.send(new DescribeTableCommand({ TableName: name }));
    return false;
  } catch (error) {
    if (!isLocal || !(error instanceof ResourceNotFoundException)) throw error;
  }
  await client.send(
    new CreateTableCommand({
      TableName: name,
      BillingMode: 'PAY_PER_REQUEST',
      KeySchema: [
        { AttributeName: 'pk', KeyType: 'HASH' },
        { AttributeName: 'sk', KeyType: 'RANGE' },
      ],
      AttributeDefinitions: [
        { AttributeName: 'pk', AttributeType: 'S' },
        { AttributeName: 'sk', AttributeType: 'S' },
      ],
    }),
  );
  await waitUntilTableExists(
    { client, maxWaitTime: MAKING_SECONDS, minDelay: 0.1, maxDelay: 1 },
    { TableName: name },
  );
  const ttl = { AttributeName: 'ttl', Enabled: true };
  // Stand-ins of DynamoDB know no time to live; expired rows count as absent there, too.
  await client
    .send(new UpdateTimeToLiveCommand({ TableName: name, TimeToLiveSpecification: ttl }))
    .catch(() => undefined);
  return true;
}
