import { type Static, Type } from 'typebox';
import { component, listOf, nullable, ref, Time, Uuid } from '../../http/schema.ts';

const ImportState = Type.Union([
  Type.Literal('scanning'),
  Type.Literal('queued'),
  Type.Literal('reading'),
  Type.Literal('analysing'),
  Type.Literal('storing'),
  Type.Literal('done'),
  Type.Literal('failed'),
]);

export const Import = component(
  'Import',
  Type.Object({
    id: Uuid,
    fileName: Type.String(),
    fileBytes: Type.Integer(),
    state: ImportState,
    progress: Type.Number({ minimum: 0, maximum: 1 }),
    sessionId: nullable(Uuid),
    duplicate: Type.Boolean({ description: 'The same file was there already, as `sessionId`' }),
    error: nullable(Type.Object({ code: Type.String(), detail: Type.String() })),
    createdAt: Time,
    finishedAt: nullable(Time),
  }),
);
export type Import = Static<typeof Import>;

export const ImportList = component('ImportList', listOf(ref(Import)));

export const ImportQuery = Type.Object({
  state: Type.Optional(Type.Union([Type.Literal('active'), Type.Literal('all')])),
});
export const WaitQuery = Type.Object({
  waitSeconds: Type.Optional(Type.Number({ minimum: 0, maximum: 20 })),
});

const row = Type.Integer({ minimum: 0, maximum: 10_000 });

export const CsvMapping = component(
  'CsvMapping',
  Type.Object(
    {
      delimiter: Type.Enum([',', ';', '\t', '|', ' ']),
      decimalComma: Type.Boolean(),
      headerRow: row,
      unitRow: nullable(row),
      firstDataRow: row,
      timeColumn: row,
      timeUnit: Type.Enum(['s', 'ms', 'us', 'iso', 'hms']),
      columns: Type.Record(
        Type.String({ pattern: '^\\d{1,5}$' }),
        Type.Object({
          name: Type.String({ minLength: 1, maxLength: 200 }),
          unit: Type.String({ maxLength: 50 }),
        }),
      ),
    },
    { additionalProperties: false, description: 'Rows and columns are counted from 0' },
  ),
);
export type CsvMapping = Static<typeof CsvMapping>;

export const ImportColumns = component(
  'ImportColumns',
  Type.Object({
    certain: Type.Boolean(),
    doubt: Type.String({ description: 'What could not be told; empty when certain' }),
    mapping: ref(CsvMapping),
    columns: Type.Array(
      Type.Object({
        index: Type.Integer(),
        header: Type.String(),
        unit: Type.String(),
        suggestedName: Type.String(),
        samples: Type.Array(Type.String()),
      }),
    ),
  }),
);
export type ImportColumns = Static<typeof ImportColumns>;
