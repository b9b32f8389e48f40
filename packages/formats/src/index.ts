export { type ByteSource, fromBytes } from './bytes.ts';
export { FormatError, type FormatErrorCode } from './errors.ts';
export type { CsvMapping, Format, ReadOptions } from './format.ts';
