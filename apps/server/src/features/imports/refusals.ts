import { type ErrorCode, ERRORS } from '../../errors.ts';

/** Failures after which the file stays: it waits to be mapped by hand, is kept apart, or the fault is the server's. */
export const KEEPING_CODES: readonly string[] = (Object.keys(ERRORS) as ErrorCode[]).filter(
  (code) => code === 'mapping_needed' || code === 'file_quarantined' || ERRORS[code] >= 500,
);

/** Whether a failed import keeps its file; a file that was refused goes at once. */
export function keepsFile(code: string | null): boolean {
  return code !== null && KEEPING_CODES.includes(code);
}
