import { Readable } from 'node:stream';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { AppError } from '../errors.ts';
import type { ByteRange } from '../objects/object-store.ts';
import type { StoredFile } from '../resources/stored-file.ts';

/** Sends a stored file: whole, one range of it, or 304. */
export async function sendObject(request: FastifyRequest, reply: FastifyReply, file: StoredFile) {
  void reply
    .header('accept-ranges', 'bytes')
    .header('etag', file.etag)
    .header('cache-control', 'private, max-age=31536000, immutable')
    .header('content-disposition', `inline; filename="${file.fileName}"`)
    .type(file.mediaType);
  if (request.headers['if-none-match']?.includes(file.etag)) return reply.code(304).send();
  const range = rangeOf(request, file, reply);
  if (!range) {
    void reply.header('content-length', file.bytes);
    return reply.send(await bodyOf(request, file));
  }
  void reply
    .code(206)
    .header('content-range', `bytes ${range.start}-${range.end}/${file.bytes}`)
    .header('content-length', range.end - range.start + 1);
  return reply.send(await bodyOf(request, file, range));
}

/** An answer to HEAD has no body, but the length that GET would have. */
async function bodyOf(request: FastifyRequest, file: StoredFile, range?: ByteRange) {
  return request.method === 'HEAD' ? Readable.from([]) : file.open(range);
}

function rangeOf(
  request: FastifyRequest,
  { bytes, etag }: StoredFile,
  reply: FastifyReply,
): ByteRange | undefined {
  const { range = '', 'if-range': ifRange = etag } = request.headers;
  const [, from = '', to = ''] =
    /^bytes=(\d{0,15})-(\d{0,15})$/.exec(range.replaceAll(' ', '')) ?? [];
  // No range, several ones, or another unit: a server may answer with the whole.
  if (ifRange !== etag || (from === '' && to === '')) return undefined;
  const { start, end } = from === '' ? suffix(Number(to), bytes) : span(Number(from), to, bytes);
  if (start < bytes && start <= end) return { start, end };
  void reply.header('content-range', `bytes */${bytes}`);
  throw new AppError('range_not_satisfiable', `The file has ${bytes} bytes`);
}

function suffix(length: number, bytes: number): ByteRange {
  return { start: length === 0 ? bytes : Math.max(0, bytes - length), end: bytes - 1 };
}

function span(start: number, to: string, bytes: number): ByteRange {
  return { start, end: to === '' ? bytes - 1 : Math.min(Number(to), bytes - 1) };
}
