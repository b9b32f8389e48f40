import type { Template } from '../src/synthesise.ts';

export type Properties = Readonly<Record<string, unknown>>;
export type Resource = {
  readonly stack: string;
  readonly id: string;
  readonly type: string;
  readonly is: Properties;
  readonly whole: Readonly<Record<string, unknown>>;
};
type Statement = {
  readonly Effect: string;
  readonly Action: string | readonly string[];
  readonly Resource?: unknown;
  readonly Principal?: unknown;
  readonly Condition?: unknown;
};

export function listResources(templates: ReadonlyMap<string, Template>): Resource[] {
  return [...templates].flatMap(([stack, { Resources }]) =>
    Object.entries(Resources).map(([id, whole]) => ({
      stack,
      id,
      type: whole.Type,
      is: whole.Properties ?? {},
      whole,
    })),
  );
}

export function ofType(resources: readonly Resource[], type: string): Resource[] {
  return resources.filter((one) => one.type === type);
}

/** A property by its path, `a.b.0.c`. */
export function at(value: unknown, path: string): unknown {
  return path
    .split('.')
    .reduce<unknown>((found, key) => (found as Properties | undefined)?.[key], value);
}

/** What a policy says, one entry a statement. */
export function listStatements({ is }: Resource): Statement[] {
  const document = (is['PolicyDocument'] ?? is['KeyPolicy']) as
    { readonly Statement: readonly Statement[] } | undefined;
  return [...(document?.Statement ?? [])];
}

/** Each pair of action and resource that the policies of one role allow. */
export function rightsOf(resources: readonly Resource[], stack: string, role: string): string[] {
  return ofType(resources, 'AWS::IAM::Policy')
    .filter((policy) => policy.stack === stack)
    .filter(({ is }) => JSON.stringify(is['Roles']).includes(`"${role}"`))
    .flatMap(listStatements)
    .flatMap(({ Action, Resource: resource }) =>
      [Action]
        .flat()
        .flatMap((action) => [resource].flat().map((one) => `${action} ${JSON.stringify(one)}`)),
    )
    .sort();
}
