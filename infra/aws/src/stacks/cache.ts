import type { App } from 'aws-cdk-lib';
import { SubnetType } from 'aws-cdk-lib/aws-ec2';
import { CfnServerlessCache } from 'aws-cdk-lib/aws-elasticache';
import type { Settings } from '../settings.ts';
import { CAPACITIES } from '../sizes.ts';
import { addStack } from '../stack.ts';
import type { Base } from './base.ts';
import type { Network } from './network.ts';

type Needs = { readonly base: Base; readonly network: Network };
export type Cache = { readonly url: string; readonly name: string };

/** What servers tell each other, and counters of the throttle: nothing that is missed when it is gone. */
export function addCache(app: App, settings: Settings, { base, network }: Needs): Cache {
  const stack = addStack(app, settings, 'Cache', { description: 'bus between servers' });
  const name = `${settings.name}-cache`.toLowerCase();
  const cache = new CfnServerlessCache(stack, 'Cache', {
    serverlessCacheName: name,
    engine: 'valkey',
    majorEngineVersion: '8',
    cacheUsageLimits: {
      dataStorage: { unit: 'GB', maximum: CAPACITIES[settings.size].cacheGigabytes },
    },
    kmsKeyId: base.keyIn(stack).keyArn,
    securityGroupIds: [network.groups.cache.securityGroupId],
    subnetIds: network.vpc.selectSubnets({ subnetType: SubnetType.PRIVATE_ISOLATED }).subnetIds,
  });
  return { url: `rediss://${cache.attrEndpointAddress}:${cache.attrEndpointPort}`, name };
}
