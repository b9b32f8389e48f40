import type { Readable } from 'node:stream';
import type { FastifyRequest } from 'fastify';
import type { Config } from '../config.ts';
import { AppError } from '../errors.ts';

/** One file of a form. Its stream must be read to the end before the next file comes. */
export type Upload = {
  readonly fileName: string;
  readonly stream: Readable;
  /** Whether the stream was cut because the file is larger than the server takes; known when it has ended. */
  readonly isCut: () => boolean;
};

const FILES_AT_ONCE = 100;

/** The files of a multipart request, one after the other. */
export async function* listUploads(
  request: FastifyRequest,
  { UPLOAD_LIMIT_BYTES }: Pick<Config, 'UPLOAD_LIMIT_BYTES'>,
): AsyncGenerator<Upload> {
  if (!request.isMultipart())
    throw new AppError('unsupported_media_type', 'Files come as multipart/form-data');
  const parts = request.files({
    limits: { fileSize: UPLOAD_LIMIT_BYTES, files: FILES_AT_ONCE, fields: 20, parts: 200 },
    throwFileSizeLimit: false,
  });
  for await (const part of parts) {
    yield {
      fileName: part.filename,
      stream: part.file,
      isCut: () => part.file.truncated,
    };
  }
}
