import { type Static, type TSchema, Type } from 'typebox';

// Schemas with an $id are components of the OpenAPI document, so that the typed client has names for them.

const components: TSchema[] = [];

/** Makes an object schema a named component of the OpenAPI document. */
export function component<T extends TSchema>(name: string, schema: T): T {
  const named = { ...schema, $id: name };
  components.push(named);
  return named;
}

/** Every component made so far; complete once the routes are imported. */
export function listComponents(): readonly TSchema[] {
  return components;
}

/** A reference to a component that keeps its static type. */
export function ref<T extends TSchema>(schema: T) {
  const { $id } = schema as T & { $id: string };
  return Type.Unsafe<Static<T>>({ $ref: `${$id}#` });
}

export function nullable<T extends TSchema>(schema: T) {
  return Type.Union([schema, Type.Null()]);
}

export const Uuid = Type.String({ format: 'uuid' });
export const Time = Type.String({ format: 'date-time', description: 'ISO 8601, UTC' });
export const IdParams = Type.Object({ id: Uuid });

export const Page = {
  cursor: Type.Optional(
    Type.String({ maxLength: 500, description: '`nextCursor` of the page before' }),
  ),
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 500, default: 50 })),
};

export function listOf<T extends TSchema>(item: T) {
  return Type.Object({ items: Type.Array(item) });
}

export function pageOf<T extends TSchema>(item: T) {
  return Type.Object({ items: Type.Array(item), nextCursor: nullable(Type.String()) });
}

const Problem = component(
  'Problem',
  Type.Object(
    {
      type: Type.String(),
      title: Type.String(),
      status: Type.Integer(),
      code: Type.String({ description: 'Stable: what a program decides by' }),
      detail: Type.String(),
      requestId: Type.String(),
      challenge: Type.Optional(
        Type.String({
          description: 'With `second_factor_required`: what the second factor is sent with',
        }),
      ),
      methods: Type.Optional(Type.Array(Type.String())),
      retryAfterSeconds: Type.Optional(
        Type.Integer({ description: 'With `too_many_requests` and what else ends soon' }),
      ),
      reason: Type.Optional(
        nullable(
          Type.String({ description: 'With `account_locked`, or why a password was refused' }),
        ),
      ),
      until: Type.Optional(nullable(Type.String({ description: 'With `account_locked`' }))),
    },
    { description: 'RFC 9457 problem details' },
  ),
);

const problemAnswer = Type.Unsafe<Static<typeof Problem>>({
  description: 'RFC 9457 problem details',
  content: { 'application/problem+json': { schema: ref(Problem) } },
});

/** The answers a route can give: its own ones and the problem. */
export function answers<T extends Record<number, TSchema>>(own: T) {
  return { ...own, '4xx': problemAnswer, '5xx': problemAnswer };
}
