import type { Template } from '../src/synthesise.ts';
import { CostError } from './cost-error.ts';
import { FREE } from './free.ts';
import { type Item, PRICERS, type Resource } from './pricers.ts';
import { type Confidence, PRICES } from './prices.ts';
import type { Usage } from './usage.ts';

/** One line of a bill: quantity × price, in USD a month. */
export type Line = {
  readonly type: string;
  readonly what: string;
  readonly price: string;
  readonly quantity: number;
  readonly unit: string;
  readonly usd: number;
  readonly confidence: Confidence;
};

const ZONES: Item = { what: 'zone that is there already', price: 'zone', quantity: 0 };

/** What the templates cost in a month at this usage; throws CostError for a type that is neither priced nor free. */
export function estimate(
  templates: ReadonlyMap<string, Template>,
  usage: Usage,
  { isFreeTier = false }: { readonly isFreeTier?: boolean } = {},
): Line[] {
  const resources: Resource[] = [...templates].flatMap(([stack, template]) =>
    Object.entries(template.Resources).map(([id, { Type, Properties = {} }]) => ({
      stack,
      id,
      type: Type,
      properties: Properties,
      template,
    })),
  );
  const types = new Set(resources.map(({ type }) => type));
  const unpriced = [...types].filter((type) => !(type in PRICERS) && !(type in FREE));
  if (unpriced.length > 0)
    throw new CostError('cost_type_unpriced', `no price is known for ${unpriced.join(', ')}`);
  const counted = resources.flatMap((resource) =>
    (PRICERS[resource.type]?.each?.(resource, usage) ?? []).map((item) => [resource.type, item]),
  ) as [string, Item][];
  const used = [...types].flatMap((type) =>
    (PRICERS[type]?.byUse?.(usage) ?? []).map((item) => [type, item]),
  ) as [string, Item][];
  const outside: [string, Item] = [
    'AWS::Route53::HostedZone',
    { ...ZONES, quantity: types.has('AWS::Route53::HostedZone') ? 0 : usage.hostedZones },
  ];
  const lines = merge([...counted, ...used, outside]);
  return isFreeTier ? lines.map(withoutFree) : lines;
}

export function totalOf(lines: readonly Line[]): number {
  return lines.reduce((sum, { usd }) => sum + usd, 0);
}

/** The same thing of several resources becomes one line; what is not used becomes none. */
function merge(items: readonly (readonly [string, Item])[]): Line[] {
  const lines = new Map<string, Line>();
  for (const [type, { what, price, quantity }] of items) {
    const known = PRICES.get(price);
    if (!known) throw new CostError('cost_price_missing', `${type} asks for the price ${price}`);
    const key = `${type} ${what} ${price}`;
    const whole = quantity + (lines.get(key)?.quantity ?? 0);
    const { unit, confidence } = known;
    const usd = whole * known.price;
    if (whole > 0) lines.set(key, { type, what, price, quantity: whole, unit, usd, confidence });
  }
  return [...lines.values()];
}

function withoutFree(line: Line): Line {
  const { freeUnits = 0, price = 0 } = PRICES.get(line.price) ?? {};
  const quantity = Math.max(0, line.quantity - freeUnits);
  return { ...line, quantity, usd: quantity * price };
}
