import { Readable } from 'node:stream';
import {
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { Upload } from '@aws-sdk/lib-storage';
import {
  checkKey,
  type ObjectInfo,
  type ObjectStore,
  type ObjectStoreSettings,
} from './object-store.ts';

const PART_BYTES = 8 * 1024 * 1024;

/** An object store in a bucket: `s3://bucket/prefix?region=…&endpoint=…`; with an endpoint, names go into the path. */
export function openS3(url: URL, settings: ObjectStoreSettings): ObjectStore {
  const bucket = url.hostname;
  const prefix = url.pathname.replace(/^\/+|\/+$/g, '');
  const toKey = (key: string) => (prefix === '' ? checkKey(key) : `${prefix}/${checkKey(key)}`);
  const client = clientOf(url, settings);

  const list = async function* (within: string): AsyncGenerator<ObjectInfo> {
    const Prefix = within === '' ? (prefix === '' ? '' : `${prefix}/`) : toKey(within);
    let token: string | undefined;
    do {
      const page = await client.send(
        new ListObjectsV2Command({ Bucket: bucket, Prefix, ContinuationToken: token }),
      );
      for (const { Key = '', Size = 0, LastModified = new Date(0) } of page.Contents ?? [])
        yield {
          key: prefix === '' ? Key : Key.slice(prefix.length + 1),
          bytes: Size,
          modifiedAt: LastModified,
        };
      token = page.NextContinuationToken;
    } while (token);
  };
  const remove = async (key: string) => {
    await client.send(new DeleteObjectCommand({ Bucket: bucket, Key: toKey(key) }));
  };
  return {
    settings,
    localPath: () => undefined,
    close: () => client.destroy(),
    list,
    delete: remove,
    deletePrefix: async (within) => {
      for await (const { key } of list(within)) await remove(key);
    },
    head: (key) =>
      orUndefined(async () => {
        const found = await client.send(new HeadObjectCommand({ Bucket: bucket, Key: toKey(key) }));
        return {
          key,
          bytes: found.ContentLength ?? 0,
          modifiedAt: found.LastModified ?? new Date(0),
        };
      }),
    get: (key, range) =>
      orUndefined(async () => {
        const Range = range && `bytes=${range.start}-${range.end}`;
        const found = await client.send(
          new GetObjectCommand({ Bucket: bucket, Key: toKey(key), Range }),
        );
        return found.Body as Readable;
      }),
    put: async (key, body) => {
      const target = { Bucket: bucket, Key: toKey(key) };
      if (!(body instanceof Readable)) {
        await client.send(new PutObjectCommand({ ...target, Body: body }));
        return { bytes: body.length };
      }
      let bytes = 0;
      const counted = body.map((chunk: Uint8Array) => {
        bytes += chunk.length;
        return chunk;
      });
      const upload = new Upload({
        client,
        params: { ...target, Body: counted },
        partSize: PART_BYTES,
        leavePartsOnError: false,
      });
      await upload.done();
      return { bytes };
    },
  };
}

function clientOf(url: URL, { accessKey, secretKey }: ObjectStoreSettings): S3Client {
  const endpoint = url.searchParams.get('endpoint');
  return new S3Client({
    region: url.searchParams.get('region') ?? 'us-east-1',
    ...(endpoint === null ? {} : { endpoint, forcePathStyle: true }),
    ...(accessKey === ''
      ? {}
      : { credentials: { accessKeyId: accessKey, secretAccessKey: secretKey } }),
    // A store that does not say a word is given up, and asked again; large objects take as long as they do.
    requestHandler: { connectionTimeout: 5000, socketTimeout: 60_000 },
    // Stores that are not AWS refuse the newer checksums.
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
  });
}

async function orUndefined<T>(ask: () => Promise<T>): Promise<T | undefined> {
  try {
    return await ask();
  } catch (error) {
    const { name, $metadata } = error as { name?: string; $metadata?: { httpStatusCode?: number } };
    if (name === 'NoSuchKey' || name === 'NotFound' || $metadata?.httpStatusCode === 404)
      return undefined;
    throw error;
  }
}
