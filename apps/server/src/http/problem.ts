import { STATUS_CODES } from 'node:http';
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { AppError, type ErrorCode } from '../errors.ts';

/** What the framework refuses by itself, in our codes. */
const FRAMEWORK_CODES: Readonly<Record<string, ErrorCode>> = {
  FST_ERR_VALIDATION: 'invalid_request',
  FST_ERR_CTP_BODY_TOO_LARGE: 'body_too_large',
  FST_ERR_CTP_INVALID_MEDIA_TYPE: 'unsupported_media_type',
  FST_ERR_CTP_EMPTY_JSON_BODY: 'invalid_request',
  FST_ERR_CTP_INVALID_JSON_BODY: 'invalid_request',
  FST_REQ_FILE_TOO_LARGE: 'file_too_large',
  FST_FILES_LIMIT: 'too_many_files',
  FST_PARTS_LIMIT: 'too_many_files',
  FST_INVALID_MULTIPART_CONTENT_TYPE: 'unsupported_media_type',
};

/** What the database says to a NUL or half a surrogate pair in a text. */
const UNSTORABLE: ReadonlySet<string> = new Set(['22021', '22P05']);

/** Makes every error of the API a problem document (RFC 9457) with a stable code. */
export function answerErrors(app: FastifyInstance): void {
  app.setErrorHandler((error: FastifyError | AppError, request, reply) => {
    const problem = toAppError(error);
    if (problem.status >= 500 && problem.code !== 'overloaded')
      request.log.error({ err: error }, problem.code);
    return sendProblem(problem, request, reply);
  });
}

export function toAppError(error: FastifyError | AppError): AppError {
  if (error instanceof AppError) return error;
  if (UNSTORABLE.has(error.code))
    return new AppError('invalid_request', 'A text has a character that cannot be stored', {
      cause: error,
    });
  const code = FRAMEWORK_CODES[error.code];
  if (code) return new AppError(code, error.message, { cause: error });
  if (error.statusCode !== undefined && error.statusCode >= 400 && error.statusCode < 500)
    return new AppError('invalid_request', error.message, { cause: error });
  return new AppError('internal', 'Something went wrong inside the server', { cause: error });
}

/** Answers a request with one problem. */
export function sendProblem(problem: AppError, request: FastifyRequest, reply: FastifyReply) {
  const { status, code, members } = problem;
  const { retryAfterSeconds } = members;
  if (typeof retryAfterSeconds === 'number') void reply.header('retry-after', retryAfterSeconds);
  return reply
    .code(status)
    .type('application/problem+json')
    .header('cache-control', 'no-store')
    .send(
      JSON.stringify({
        type: `urn:outlap:error:${code}`,
        title: STATUS_CODES[status] ?? 'Error',
        status,
        code,
        detail: problem.message,
        requestId: request.id,
        ...members,
      }),
    );
}
