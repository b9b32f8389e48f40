import { createHash } from 'node:crypto';
import { Transform } from 'node:stream';
import type { Ctx } from '../../deps.ts';
import { AppError } from '../../errors.ts';
import { deleteObjects } from '../../objects/delete-objects.ts';
import { recordingKey } from '../../objects/keys.ts';
import type { Upload } from '../../resources/upload.ts';

/** A file that lies in the object store, and what it is. */
export type StoredUpload = {
  readonly importId: string;
  readonly fileName: string;
  readonly bytes: number;
  readonly hash: string;
  readonly key: string;
  readonly companion: { readonly key: string; readonly hash: string } | null;
};

type Received = {
  readonly importId: string;
  readonly fileName: string;
  readonly bytes: number;
  readonly hash: string;
  readonly key: string;
};

/** Stores the files of one request as they come. If one of them cannot be taken, none stays. */
export async function storeUploads(
  ctx: Ctx,
  uploads: AsyncIterable<Upload>,
): Promise<StoredUpload[]> {
  const received: Received[] = [];
  try {
    for await (const upload of uploads) received.push(await receive(ctx, upload));
    if (received.length === 0) throw new AppError('no_file', 'The request has no file');
    return pairUp(received);
  } catch (error) {
    await deleteObjects(ctx, { keys: received.map((one) => one.key) });
    throw error;
  }
}

async function receive(ctx: Ctx, upload: Upload): Promise<Received> {
  const importId = ctx.newId();
  const fileName = toFileName(upload.fileName);
  const key = recordingKey(importId, isCompanion(fileName) ? 'companion' : 'recording');
  const hash = createHash('sha256');
  const hashed = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      hash.update(chunk);
      done(null, chunk);
    },
  });
  upload.stream.on('error', (error) => hashed.destroy(error));
  const { bytes } = await ctx.objects.put(key, upload.stream.pipe(hashed));
  const refused = upload.isCut()
    ? new AppError('file_too_large', `${fileName} is larger than this server takes`)
    : bytes === 0
      ? new AppError('file_empty', `${fileName} has no bytes`)
      : undefined;
  if (refused) {
    await deleteObjects(ctx, { keys: [key] });
    throw refused;
  }
  return { importId, fileName, bytes, hash: hash.digest('hex'), key };
}

/** An .ldx belongs to the .ld of the same name. */
function pairUp(received: readonly Received[]): StoredUpload[] {
  const companions = new Map(
    received.filter((one) => isCompanion(one.fileName)).map((one) => [stemOf(one.fileName), one]),
  );
  const recordings = received.filter((one) => !isCompanion(one.fileName));
  const paired = recordings.map((one) => {
    const companion = /\.ld$/i.test(one.fileName)
      ? companions.get(stemOf(one.fileName))
      : undefined;
    if (companion) companions.delete(stemOf(one.fileName));
    return {
      ...one,
      hash: companion ? hashOf(one.hash + companion.hash) : one.hash,
      companion: companion ? { key: companion.key, hash: companion.hash } : null,
    };
  });
  const [lonely] = companions.values();
  if (lonely)
    throw new AppError(
      'companion_without_recording',
      `${lonely.fileName} only describes an .ld file: send both together`,
    );
  return paired;
}

function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

function isCompanion(fileName: string): boolean {
  return /\.ldx$/i.test(fileName);
}

function stemOf(fileName: string): string {
  return fileName.toLowerCase().replace(/\.[^.]*$/, '');
}

/** The last part of what the client calls the file, without anything invisible. */
function toFileName(given: string | undefined): string {
  const last = (given ?? '').split(/[/\\]/).at(-1) ?? '';
  const name = last.replaceAll(/\p{C}/gu, '').trim().slice(-200);
  return name === '' ? 'recording' : name;
}
