import {
  ConditionalCheckFailedException,
  DeleteItemCommand,
  type DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import type { Counters } from './counters.ts';

type Options = { readonly table: string; readonly now: () => Date };

/** Who finds a count over begins a new one; so often in a row somebody else began it only when something is wrong. */
const MOST_ATTEMPTS = 10;

/** Counts that all functions share, in the table of identity; DynamoDB removes them some time after they are over. */
export function openDynamoCounters(
  client: DynamoDBClient,
  { table: TableName, now }: Options,
): Counters {
  const keyOf = (key: string) => ({ pk: { S: `COUNT#${key}` }, sk: { S: 'COUNT' } });
  const shown = (count: number, until: number) => ({
    count,
    seconds: Math.max(1, Math.ceil((until - now().getTime()) / 1000)),
  });
  const addToLive = async (key: string) => {
    const { Attributes = {} } = await client.send(
      new UpdateItemCommand({
        TableName,
        Key: keyOf(key),
        UpdateExpression: 'ADD #n :one',
        ConditionExpression: '#until > :now',
        ExpressionAttributeNames: { '#n': 'n', '#until': 'until' },
        ExpressionAttributeValues: { ':one': { N: '1' }, ':now': { N: String(now().getTime()) } },
        ReturnValues: 'ALL_NEW',
      }),
    );
    return shown(Number(Attributes['n']?.N), Number(Attributes['until']?.N));
  };
  const begin = async (key: string, seconds: number) => {
    const until = now().getTime() + seconds * 1000;
    await client.send(
      new PutItemCommand({
        TableName,
        Item: {
          ...keyOf(key),
          n: { N: '1' },
          until: { N: String(until) },
          ttl: { N: String(Math.ceil(until / 1000)) },
        },
        ConditionExpression: 'attribute_not_exists(pk) or #until <= :now',
        ExpressionAttributeNames: { '#until': 'until' },
        ExpressionAttributeValues: { ':now': { N: String(now().getTime()) } },
      }),
    );
    return shown(1, until);
  };
  return {
    add: async (key, seconds) => {
      for (let attempt = 0; attempt < MOST_ATTEMPTS; attempt++) {
        const added = (await orOver(addToLive(key))) ?? (await orOver(begin(key, seconds)));
        if (added) return added;
      }
      throw new Error('Too many begin one count at the same time');
    },
    find: async (key) => {
      const { Item } = await client.send(
        new GetItemCommand({ TableName, Key: keyOf(key), ConsistentRead: true }),
      );
      const until = Number(Item?.['until']?.N ?? 0);
      return until > now().getTime() ? shown(Number(Item?.['n']?.N), until) : undefined;
    },
    remove: async (key) => {
      await client.send(new DeleteItemCommand({ TableName, Key: keyOf(key) }));
    },
    close: () => undefined,
  };
}

async function orOver<T>(write: Promise<T>): Promise<T | undefined> {
  try {
    return await write;
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return undefined;
    throw error;
  }
}
