export { continuedBy } from './continued.ts';
export { isDiskTrouble, readJson, replaceFile } from './files.ts';
export { findHolder, lockSpool, type SpoolLock } from './lock.ts';
export { type LogRecord, readRecords } from './record.ts';
export { Spool, type SpoolOptions } from './spool.ts';
export type { Cursor, LogItem } from './cursor.ts';
export { readManifest } from './manifest.ts';
export type { FsyncPolicy, NewFrame, StreamLog } from './stream-log.ts';
