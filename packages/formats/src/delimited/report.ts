import type { ReadReport } from '@outlap/telemetry';
import type { Table } from './table.ts';
import type { Timeline } from './timeline.ts';

/** How much of a table was read, with the warnings of its times and any others. */
export function toReport(
  table: Table,
  timeline: Timeline,
  warnings: readonly string[] = [],
): ReadReport {
  return {
    rowsTotal: table.rows + (table.isCut ? 1 : 0),
    rowsKept: timeline.seconds.length,
    reasons: { ...timeline.reasons, ...(table.isCut ? { row_cut: 1 } : {}) },
    warnings: [...timeline.warnings, ...warnings],
  };
}
