import type { Line } from './estimate.ts';

/** What a bill is told in: the first pattern that a type matches decides. */
const AREAS = [
  ['watching', /::(CloudWatch|Logs)::/],
  ['database', /::(RDS|DynamoDB|ElastiCache|Backup)::/],
  ['servers and functions', /::(ECS|ECR|Lambda|ApiGatewayV2)::/],
  ['objects and queues', /::(S3|SQS|GuardDuty)::/],
  ['network', /::(EC2|ElasticLoadBalancingV2)::/],
  ['visitors', /::(CloudFront|WAFv2|Route53|SES)::/],
  ['keys and secrets', /::(KMS|SecretsManager)::/],
] as const;

export type Area = (typeof AREAS)[number][0];
export const AREA_NAMES: readonly Area[] = AREAS.map(([name]) => name);

/** Throws for a type that belongs nowhere, so that no cost is left out of a sum. */
export function areaOf({ type }: Pick<Line, 'type'>): Area {
  const found = AREAS.find(([, pattern]) => pattern.test(type));
  if (!found) throw new Error(`${type} belongs to no area of the bill`);
  return found[0];
}

/** Sums of a bill by area, in USD a month; an area without costs is 0. */
export function sumByArea(lines: readonly Line[]): ReadonlyMap<Area, number> {
  const sums = new Map<Area, number>(AREA_NAMES.map((name) => [name, 0]));
  for (const line of lines) sums.set(areaOf(line), (sums.get(areaOf(line)) ?? 0) + line.usd);
  return sums;
}
