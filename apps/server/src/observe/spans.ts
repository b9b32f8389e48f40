import { type Attributes, SpanStatusCode, trace } from '@opentelemetry/api';
import { findOrigin, withOrigin } from '../audit/origin.ts';

// Without a tracer of the SDK, which is loaded only where traces are sent somewhere, all of this does nothing.

/** Runs a task as a span of the trace it is part of. */
export function inSpan<T>(
  name: string,
  attributes: Attributes,
  task: () => Promise<T>,
): Promise<T> {
  return trace.getTracer('outlap').startActiveSpan(name, { attributes }, async (span) => {
    try {
      return await task();
    } catch (error) {
      span.setStatus({ code: SpanStatusCode.ERROR });
      throw error;
    } finally {
      span.end();
    }
  });
}

/** Notes a statement that has ended as a span of what is under way; statements of nobody make no traces. */
export function noteStatement(text: string, milliseconds: number): void {
  const parent = trace.getActiveSpan();
  if (!parent?.isRecording()) return;
  const end = Date.now();
  const [verb = 'statement'] = text.trimStart().split(/\s/, 1);
  trace
    .getTracer('outlap')
    .startSpan(`database ${verb.toLowerCase()}`, {
      startTime: end - milliseconds,
      attributes: { 'db.system.name': 'postgresql', 'db.query.text': text.slice(0, 1000) },
    })
    .end(end);
}

/** What belongs to a request that has ended, a job or a mail: its lines carry the request's id, and it is a span. */
export function withRequestId<T>(
  requestId: string | null | undefined,
  name: string,
  task: () => Promise<T>,
): Promise<T> {
  const run = () => inSpan(name, requestId ? { requestId } : {}, task);
  if (!requestId) return run();
  const nobody = { address: '', userAgent: '', impersonatorId: () => null };
  return withOrigin({ ...nobody, ...findOrigin(), requestId }, run);
}

/** What joins a log line with its request and its trace. */
export function joinLine(hasRequestId: boolean): Record<string, string> {
  const requestId = hasRequestId ? undefined : findOrigin()?.requestId;
  const traceId = trace.getActiveSpan()?.spanContext().traceId;
  return { ...(requestId && { requestId }), ...(traceId && { traceId }) };
}
