import { Readable } from 'node:stream';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { AppError } from '../errors.ts';
import type { ByteRange } from '../objects/object-store.ts';
import type { StoredFile } from '../resources/stored-file.ts';

/**
 * Sends a stored file: whole, one range of it, or 304. Only under an address that names the file as it is now may a browser
 * keep it without asking again: another one may stand for other bytes tomorrow.
 */
export async function sendObject(
  request: FastifyRequest,
  reply: FastifyReply,
  file: StoredFile,
  named: string | undefined,
) {
  const isKnown = request.headers['if-none-match']?.includes(file.etag) ?? false;
  // These may throw, and nobody is to keep a refusal.
  const range = isKnown ? undefined : rangeOf(request, file, reply);
  const body = isKnown ? undefined : await bodyOf(request, file, range);
  const isNamed = file.etag === `"${named}"`;
  void reply
    .header('accept-ranges', 'bytes')
    .header('etag', file.etag)
    .header('cache-control', isNamed ? 'private, max-age=31536000, immutable' : 'private, no-cache')
    .header('content-disposition', `inline; filename="${file.fileName}"`)
    .type(file.mediaType);
  if (!body) return reply.code(304).send();
  if (!range) return reply.header('content-length', file.bytes).send(body);
  return reply
    .code(206)
    .header('content-range', `bytes ${range.start}-${range.end}/${file.bytes}`)
    .header('content-length', range.end - range.start + 1)
    .send(body);
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
