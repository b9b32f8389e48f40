/** How much of the traffic each group of servers gets, in percent, by the id of its target group in the template. */
export type Weights = Readonly<Record<string, number>>;

type Resource = { readonly Type: string; readonly Properties?: Readonly<Record<string, unknown>> };
export type ListenerTemplate = { readonly Resources: Readonly<Record<string, Resource>> };

type Forward = {
  readonly ForwardConfig?: {
    readonly TargetGroups?: readonly {
      readonly TargetGroupArn: { readonly Ref?: string };
      readonly Weight?: number;
    }[];
  };
};

/** A rule of the listener as AWS describes it, with the target groups by their ARN. */
export type LiveRule = {
  readonly Actions: readonly {
    readonly ForwardConfig?: {
      readonly TargetGroups?: readonly {
        readonly TargetGroupArn: string;
        readonly Weight?: number;
      }[];
    };
  }[];
};

export type Verdict =
  | { readonly kind: 'new' }
  | { readonly kind: 'unchanged'; readonly live: Weights }
  | { readonly kind: 'same-weights'; readonly live: Weights }
  | { readonly kind: 'would-move'; readonly live: Weights; readonly template: Weights };

const RULE = 'AWS::ElasticLoadBalancingV2::ListenerRule';

/** The rules of a template that share traffic out between two groups: those that ECS rewrites while it deploys. */
export function rulesOf({ Resources }: ListenerTemplate): ReadonlyMap<string, Weights> {
  const rules = Object.entries(Resources).flatMap(([id, { Type, Properties }]) => {
    if (Type !== RULE) return [];
    const actions = (Properties?.['Actions'] ?? []) as readonly Forward[];
    const groups = actions.flatMap(({ ForwardConfig }) => ForwardConfig?.TargetGroups ?? []);
    if (groups.length < 2) return [];
    const weights = groups.map(({ TargetGroupArn, Weight }) => [
      TargetGroupArn.Ref ?? JSON.stringify(TargetGroupArn),
      Weight ?? 1,
    ]);
    return [[id, Object.fromEntries(weights) as Weights] as const];
  });
  return new Map(rules);
}

/** The weights of a live rule by the ids that its target groups have in the template. */
export function liveWeights({ Actions }: LiveRule, idOf: ReadonlyMap<string, string>): Weights {
  const groups = Actions.flatMap(({ ForwardConfig }) => ForwardConfig?.TargetGroups ?? []);
  return Object.fromEntries(
    groups.map(({ TargetGroupArn, Weight }) => [
      idOf.get(TargetGroupArn) ?? TargetGroupArn,
      Weight ?? 1,
    ]),
  );
}

/**
 * Whether an update of the stack of the listener would send people to the idle group: CloudFormation writes the weights of
 * the template back whenever it touches the rule, though ECS has swapped them since.
 */
export function judge(
  template: ListenerTemplate,
  deployed: ListenerTemplate | undefined,
  rule: { readonly id: string; readonly live: Weights } | undefined,
): Verdict {
  if (deployed === undefined || rule === undefined) return { kind: 'new' };
  const { id, live } = rule;
  if (canonical(template) === canonical(deployed)) return { kind: 'unchanged', live };
  const wanted = rulesOf(template).get(id) ?? {};
  return canonical(share(wanted)) === canonical(share(live))
    ? { kind: 'same-weights', live }
    : { kind: 'would-move', live, template: wanted };
}

/** Who gets anything at all: 1 and 100 of a whole are the same. */
function share(weights: Weights): Weights {
  const whole = Object.values(weights).reduce((sum, weight) => sum + weight, 0);
  return Object.fromEntries(
    Object.entries(weights).map(([id, weight]) => [id, whole === 0 ? 0 : weight / whole]),
  );
}

function canonical(value: unknown): string {
  return JSON.stringify(value, (_, inner: unknown) =>
    typeof inner === 'object' && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  );
}
