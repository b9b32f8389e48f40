import buildSerializers from '@fastify/fast-json-stringify-compiler';
import { TypeBoxValidatorCompiler } from '@fastify/type-provider-typebox';
import type { FastifyServerOptions } from 'fastify';

// Checks and serializers of the routes' schemas are made when they are first needed: made at the start, as Fastify does,
// they are half of the time until the server listens, and much of its memory.

type SchemaController = NonNullable<FastifyServerOptions['schemaController']>;
type BuildSerializer = NonNullable<SchemaController['compilersFactory']>['buildSerializer'];

export const checkOnUse: typeof TypeBoxValidatorCompiler = (route) =>
  onUse(() => TypeBoxValidatorCompiler(route));

/** One serializer for all routes with the same answer. */
export function serializeOnUse(): SchemaController {
  const build = buildSerializers();
  // Fastify asks for a builder of serializers once for each plugin.
  const made = new WeakMap<object, (document: unknown) => string>();
  const buildSerializer: BuildSerializer = (components, options) => {
    const compile = build(components, options);
    return (route) => {
      const schema = route.schema as object;
      const serialize = made.get(schema) ?? onUse(() => compile(route));
      made.set(schema, serialize);
      return serialize;
    };
  };
  return { compilersFactory: { buildSerializer } };
}

function onUse<In, Out>(make: () => (value: In) => Out): (value: In) => Out {
  let made: ((value: In) => Out) | undefined;
  return (value) => (made ??= make())(value);
}
