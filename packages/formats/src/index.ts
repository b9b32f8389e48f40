export { type ByteSource, fromBytes } from './bytes.ts';
export { FormatError, type FormatErrorCode } from './errors.ts';
export type { CsvMapping, Format, ReadOptions } from './format.ts';
export { ibt } from './ibt/read.ts';
export { type WriteIbtOptions, writeIbt } from './ibt/write.ts';
export {
  encodeRecords,
  type IbtField,
  type IbtFileHead,
  type IbtLayout,
  writeIbtHeader,
} from './ibt/encode.ts';
export {
  type InspectedChannel,
  type InspectedValue,
  type Inspection,
  inspectRecording,
} from './inspect/inspect.ts';
