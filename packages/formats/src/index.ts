export { type ByteSource, fromBytes } from './bytes.ts';
export { FormatError, type FormatErrorCode } from './errors.ts';
export type { CsvMapping, Format, ReadOptions } from './format.ts';
export { ibt } from './ibt/read.ts';
export { type WriteIbtOptions, writeIbt } from './ibt/write.ts';
export {
  buffersAfter,
  LIVE_HEADER_BYTES,
  type LiveBuffer,
  type LiveHeader,
  type LiveIbtChannel,
  type LiveLayout,
  parseLiveHeader,
  parseLiveLayout,
} from './ibt/live.ts';
export { decodeSessionText, parseSessionText, type SessionText } from './ibt/session-text.ts';
export { VARIABLE_BYTES as IBT_VARIABLE_BYTES } from './ibt/layout.ts';
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
export { parquet } from './parquet/read.ts';
export { writeLapFile, type WriteLapOptions } from './parquet/write.ts';
export {
  type LapFile,
  type LapFileColumn,
  openLapFile,
  type OpenLapOptions,
} from './parquet/open.ts';
export type { LapOrigin, ValueType } from './parquet/description.ts';
export type { RangeSource } from './parquet/metadata.ts';
export type { Decompress } from './parquet/decode.ts';
export { csv } from './csv/read.ts';
export { type CsvDetection, type DetectedColumn, detectCsv } from './csv/detect.ts';
export { findGrid, writeCsv } from './csv/write.ts';
export { raceChrono } from './racechrono/read.ts';
export { lapTimer } from './laptimer/read.ts';
export { garage61 } from './garage61/read.ts';
export { aim } from './aim/read.ts';
export { torque } from './torque/read.ts';
export { decodeHead, decodeText, splitLines } from './text.ts';
export { ld, ldx } from './motec/read.ts';
export { motecCsv } from './motec/csv.ts';
export { vbo } from './vbo/read.ts';
export { writeVbo } from './vbo/write.ts';
export { rcz } from './rcz/read.ts';
export { nmea } from './nmea/read.ts';
export { gpx } from './gpx/read.ts';
export { type GpxTrack, lapsToGpxTracks, writeGpx, writeGpxTracks } from './gpx/write.ts';
export { writeLd } from './motec/write.ts';
export { FORMATS, SNIFF_BYTES, sniffFormat } from './sniff/formats.ts';
export { readRecording } from './read.ts';
export {
  EXPORT_FORMATS,
  type ExportedFile,
  type ExportFormat,
  type ExportOptions,
  exportRecording,
  isExported,
} from './export/export.ts';
