/** Why a file was refused. Codes are stable: they cross the API and the command line. */
export type FormatErrorCode =
  /** The file has no bytes. */
  | 'file_empty'
  /** Larger than the reader accepts, or it expands beyond the bound (zip bomb). */
  | 'file_too_large'
  /** No known format's signs are in it. */
  | 'format_unknown'
  /** A known format, but of a kind or version that cannot be read (live memory image, RaceChrono v1). */
  | 'format_unsupported'
  /** The signs are right but the structure is not: offsets outside, cycles, nonsense counts. */
  | 'file_damaged'
  /** It ends before its first complete sample. */
  | 'file_truncated'
  /** Whole, but without one usable sample. */
  | 'no_samples'
  /** Generic CSV whose columns must be mapped by hand. */
  | 'mapping_needed';

export class FormatError extends Error {
  override name = 'FormatError';
  readonly code: FormatErrorCode;
  /** Where in the file: a byte offset (binary) or a line counted from 1 (text). */
  readonly at: { readonly offset: number } | { readonly line: number } | null;
  constructor(
    code: FormatErrorCode,
    detail: string,
    at: FormatError['at'] = null,
    options?: { cause?: unknown },
  ) {
    super(detail, options);
    this.code = code;
    this.at = at;
  }
}
