import { type Static, Type } from 'typebox';
import { component } from '../../http/schema.ts';

export const Health = component(
  'Health',
  Type.Object({ status: Type.Literal('ok'), version: Type.String() }),
);
export type Health = Static<typeof Health>;

const Check = Type.Union([Type.Literal('ok'), Type.Literal('failed')]);

export const Readiness = component(
  'Readiness',
  Type.Object({
    status: Type.Union([Type.Literal('ok'), Type.Literal('unavailable')]),
    checks: Type.Object({ database: Check, objects: Check }),
  }),
);
export type Readiness = Static<typeof Readiness>;
