import { type Static, Type } from 'typebox';
import { component, Uuid } from '../../http/schema.ts';

export const ExportRequest = component(
  'ExportRequest',
  Type.Object(
    {
      format: Type.Enum(['csv', 'parquet', 'ld', 'vbo', 'gpx', 'ibt']),
      lapIds: Type.Optional(Type.Array(Uuid, { minItems: 1, maxItems: 1000 })),
      sessionId: Type.Optional(Uuid),
      channels: Type.Optional(
        Type.Array(Type.String({ minLength: 1, maxLength: 200 }), { minItems: 1, maxItems: 2000 }),
      ),
    },
    { additionalProperties: false, description: 'Laps, or a whole session' },
  ),
);
export type ExportRequest = Static<typeof ExportRequest>;
