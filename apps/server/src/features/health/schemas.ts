import { type Static, Type } from 'typebox';
import { component } from '../../http/schema.ts';

export const Health = component(
  'Health',
  Type.Object({ status: Type.Literal('ok'), version: Type.String() }),
);
export type Health = Static<typeof Health>;

const Check = Type.Enum(['ok', 'failed', 'off']);
export type Check = Static<typeof Check>;

export const Readiness = component(
  'Readiness',
  Type.Object({
    status: Type.Enum(['ok', 'unavailable', 'draining']),
    checks: Type.Object(
      {
        database: Check,
        objects: Check,
        jobs: Check,
        redis: Check,
        ingestQueue: Check,
        objectEventsQueue: Check,
        mail: Check,
      },
      { description: '`off`: the server is not configured to use it' },
    ),
    required: Type.Array(Type.String(), {
      description: 'Checks that must be ok for the server to be ready',
    }),
  }),
);
export type Readiness = Static<typeof Readiness>;
