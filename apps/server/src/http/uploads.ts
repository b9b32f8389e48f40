import type { FastifyRequest } from 'fastify';
import type { Config } from '../config.ts';
import { AppError } from '../errors.ts';
import type { Upload } from '../resources/upload.ts';

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
