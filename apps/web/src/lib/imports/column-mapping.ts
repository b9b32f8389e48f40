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

const LIKE_TIME = /^(time|t|zeit|elapsed|seconds|timestamp)\b/i;

/** The detection as the dialog's start; unnamed columns keep their header. */
export function toChoices({ columns, mapping }: ImportColumns): ColumnChoice[] {
  return columns.map(({ index, header, unit, samples }) => {
    const detected = mapping?.columns[String(index)];
    return {
      index,
      header,
      samples,
      name: detected?.name ?? header.trim(),
      unit: detected?.unit ?? unit,
    };
  });
}

/** Which column looks like the time. */
export function guessTimeColumn({ columns, mapping }: ImportColumns): number {
  if (mapping) return mapping.timeColumn;
  return columns.find(({ header }) => LIKE_TIME.test(header.trim()))?.index ?? 0;
}

/** The mapping the server is told. Names are unique; columns without a name are left out. */
export function toMapping(
  detected: CsvMapping | null,
  choices: readonly ColumnChoice[],
  timeColumn: number,
  timeUnit: TimeUnit,
): CsvMapping {
  const named = choices.filter(({ index, name }) => index !== timeColumn && name.trim() !== '');
  return {
    delimiter: detected?.delimiter ?? ',',
    decimalComma: detected?.decimalComma ?? false,
    headerRow: detected?.headerRow ?? 0,
    unitRow: detected?.unitRow ?? null,
    firstDataRow: detected?.firstDataRow ?? 1,
    timeColumn,
    timeUnit,
    columns: Object.fromEntries(
      named.map(({ index, name, unit }) => [String(index), { name: name.trim(), unit: unit.trim() }]),
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
