import type { CsvMapping, ImportColumns } from '../api.ts';

/** What the dialog edits: one row a column of the file. */
export type ColumnChoice = {
  readonly index: number;
  readonly header: string;
  readonly samples: readonly string[];
  /** Empty leaves the column out. */
  name: string;
  unit: string;
};

export type TimeUnit = CsvMapping['timeUnit'];

/** The detection as the dialog's start; columns that were not recognised keep their header. */
export function toChoices({ columns, mapping }: ImportColumns): ColumnChoice[] {
  return columns.map(({ index, header, unit, samples, suggestedName }) => {
    const detected = mapping.columns[String(index)];
    return {
      index,
      header,
      samples,
      name: detected?.name ?? (suggestedName || header.trim()),
      unit: detected?.unit ?? unit,
    };
  });
}

/** The mapping the server is told. Columns without a name are left out. */
export function toMapping(
  detected: CsvMapping,
  choices: readonly ColumnChoice[],
  timeColumn: number,
  timeUnit: TimeUnit,
): CsvMapping {
  const named = choices.filter(({ index, name }) => index !== timeColumn && name.trim() !== '');
  return {
    ...detected,
    timeColumn,
    timeUnit,
    columns: Object.fromEntries(
      named.map(({ index, name, unit }) => [
        String(index),
        { name: name.trim(), unit: unit.trim() },
      ]),
    ),
  };
}

/** Names given twice: a recording cannot have two channels of one name. */
export function findRepeated(choices: readonly ColumnChoice[], timeColumn: number): string[] {
  const seen = new Set<string>();
  const repeated = new Set<string>();
  for (const { index, name } of choices) {
    const key = name.trim();
    if (index === timeColumn || key === '') continue;
    if (seen.has(key)) repeated.add(key);
    seen.add(key);
  }
  return [...repeated];
}
