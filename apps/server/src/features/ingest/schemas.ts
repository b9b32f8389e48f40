import { type Static, Type } from 'typebox';
import { component, nullable, Uuid } from '../../http/schema.ts';

/** What of a batch is checked here; descriptions and frames are checked as those of the socket. */
export const IngestBatch = component(
  'IngestBatch',
  Type.Object(
    {
      streamId: Uuid,
      teamId: Type.Optional(
        Type.String({ format: 'uuid', description: 'The team that a new stream is shared with' }),
      ),
      description: Type.Optional(Type.Unknown()),
      frames: Type.Optional(Type.Array(Type.Unknown(), { maxItems: 10_000 })),
      gaps: Type.Optional(
        Type.Array(
          Type.Object({
            seq: Type.Integer({ minimum: 1 }),
            to: Type.Integer({ minimum: 1 }),
            reason: Type.Enum(['dropped', 'lost', 'quarantined']),
          }),
          { maxItems: 10_000, description: 'Frames that will never come' },
        ),
      ),
      end: Type.Optional(Type.Integer({ minimum: 0, description: 'The last seq there is' })),
    },
    { description: 'Frames of one stream, as JSON or CBOR; the messages of /ws/ingest' },
  ),
);
export type IngestBatch = Static<typeof IngestBatch>;

export const IngestReceipt = component(
  'IngestReceipt',
  Type.Object({
    seq: Type.Integer({ description: 'Everything up to it is durable' }),
    duplicates: Type.Integer(),
    sessionId: nullable(Uuid),
  }),
);
export type IngestReceipt = Static<typeof IngestReceipt>;
