import type { Size } from './settings.ts';

/** What the sizes of the full shape differ in. */
export type Capacity = {
  readonly zones: number;
  readonly natGateways: number;
  /** Private endpoints of AWS's services beside the free one of S3; without, their traffic goes through the NAT gateways. */
  readonly hasEndpoints: boolean;
  readonly task: {
    readonly cpu: number;
    readonly memoryMiB: number;
    readonly fewest: number;
    readonly most: number;
    /** Connections through the balancer that one task is planned for. */
    readonly connections: number;
  };
  readonly consumers: { readonly fewest: number; readonly most: number };
  readonly database:
    | { readonly kind: 'serverless'; readonly leastUnits: number; readonly mostUnits: number }
    | { readonly kind: 'provisioned'; readonly readers: number };
  readonly cacheGigabytes: number;
  /** Requests of one address in five minutes; logging in has its own, lower limit. */
  readonly requestsOfAddress: number;
};

export const CAPACITIES = {
  small: {
    zones: 2,
    natGateways: 1,
    hasEndpoints: false,
    task: { cpu: 512, memoryMiB: 1024, fewest: 2, most: 4, connections: 500 },
    consumers: { fewest: 1, most: 2 },
    database: { kind: 'serverless', leastUnits: 0.5, mostUnits: 8 },
    cacheGigabytes: 1,
    requestsOfAddress: 3000,
  },
  league: {
    zones: 2,
    natGateways: 2,
    hasEndpoints: true,
    task: { cpu: 1024, memoryMiB: 2048, fewest: 4, most: 12, connections: 1000 },
    consumers: { fewest: 2, most: 6 },
    database: { kind: 'provisioned', readers: 1 },
    cacheGigabytes: 5,
    requestsOfAddress: 6000,
  },
  busy: {
    zones: 3,
    natGateways: 3,
    hasEndpoints: true,
    task: { cpu: 2048, memoryMiB: 4096, fewest: 10, most: 40, connections: 2000 },
    consumers: { fewest: 4, most: 16 },
    database: { kind: 'provisioned', readers: 2 },
    cacheGigabytes: 20,
    requestsOfAddress: 12_000,
  },
} as const satisfies Record<Size, Capacity>;
