/** `good`: published by AWS itself; `fair`: texts of 2026 agree, or a transcription of AWS's page; `unverified`: look it up before you rely on it. */
export type Confidence = 'good' | 'fair' | 'unverified';
export type Price = {
  readonly key: string;
  readonly unit: string;
  /** USD for one unit, without tax. */
  readonly price: number;
  readonly region: 'us-east-1';
  readonly source: string;
  /** The month it was read in. */
  readonly readOn: string;
  readonly confidence: Confidence;
  /** Units a month that AWS does not charge for, with --free-tier only. */
  readonly freeUnits?: number;
};

const SOURCES: Readonly<Record<Confidence, string>> = {
  good: 'aws/agent-toolkit-for-aws, a repository of AWS',
  fair: 'several texts of 2026 that agree, or a transcription of the price page',
  unverified: 'a list price as it is usually told; the AWS Price List Bulk API has the true one',
};

type Row = readonly [key: string, unit: string, price: number, freeUnits?: number];

const ROWS: Readonly<Record<Confidence, readonly Row[]>> = {
  good: [
    ['dynamodb-write', 'million writes', 0.625],
    ['dynamodb-read', 'million reads', 0.125],
    ['dynamodb-storage', 'GB-month', 0.25, 25],
    ['nat-hour', 'hour', 0.045],
    ['nat-data', 'GB', 0.045],
    ['public-ipv4', 'hour', 0.005],
    ['endpoint-hour', 'hour in a zone', 0.01],
    ['endpoint-data', 'GB', 0.01],
    ['aurora-unit', 'ACU-hour', 0.12],
    ['aurora-storage', 'GB-month', 0.1],
    ['aurora-io', 'million requests', 0.2],
    ['aurora-backup', 'GB-month', 0.021],
    ['aurora-r7g.large', 'hour', 0.276],
    ['aurora-t4g.medium', 'hour', 0.073],
    ['logs-in', 'GB', 0.5, 5],
    ['logs-kept', 'GB-month', 0.03, 5],
    ['custom-metric', 'metric', 0.3, 10],
  ],
  fair: [
    ['fargate-arm-cpu', 'vCPU-hour', 0.03238],
    ['fargate-arm-memory', 'GB-hour', 0.00356],
    ['fargate-x86-cpu', 'vCPU-hour', 0.04048],
    ['fargate-x86-memory', 'GB-hour', 0.004445],
    ['balancer-hour', 'hour', 0.0225],
    ['balancer-unit', 'LCU-hour', 0.008],
    ['firewall', 'ACL', 5],
    ['firewall-rule', 'rule', 1],
    ['firewall-request', 'million requests', 0.6],
    ['key', 'key', 1],
    ['key-call', '10,000 calls', 0.03, 2],
    ['scan-data', 'GB', 0.09],
    ['scan-object', '1,000 objects', 0.215],
    ['valkey-storage', 'GB-hour', 0.084],
    ['valkey-unit', 'million units', 0.0023],
  ],
  unverified: [
    ['dynamodb-write-unit', 'WCU-hour', 0.00065, 18_250],
    ['dynamodb-read-unit', 'RCU-hour', 0.00013, 18_250],
    ['dynamodb-pitr', 'GB-month', 0.2],
    ['secret', 'secret', 0.4],
    ['secret-call', '10,000 calls', 0.05],
    ['zone', 'hosted zone', 0.5],
    ['dns-query', 'million queries', 0.4],
    ['queue-request', 'million requests', 0.4, 1],
    ['mail', '1,000 mails', 0.1],
    ['image-storage', 'GB-month', 0.1],
    ['s3-storage', 'GB-month', 0.023],
    ['s3-write', '1,000 requests', 0.005],
    ['s3-read', '1,000 requests', 0.0004],
    ['cdn-data', 'GB', 0.085, 1024],
    ['cdn-request', '10,000 requests', 0.01, 1000],
    ['cdn-function', 'million calls', 0.1, 2],
    ['lambda-call', 'million calls', 0.2, 1],
    ['lambda-arm-time', 'GB-second', 0.0000133334, 400_000],
    ['http-api', 'million requests', 1],
    ['alarm', 'metric with an alarm', 0.1, 10],
    ['dashboard', 'dashboard', 3, 3],
    ['backup-storage', 'GB-month', 0.05],
  ],
};

/** Every price that is used, us-east-1, in USD. */
export const PRICES: ReadonlyMap<string, Price> = new Map(
  Object.entries(ROWS).flatMap(([level, rows]) =>
    rows.map(([key, unit, price, freeUnits]) => {
      const confidence = level as Confidence;
      const known = { key, unit, price, region: 'us-east-1', readOn: '2026-11' } as const;
      const free = freeUnits === undefined ? {} : { freeUnits };
      return [key, { ...known, source: SOURCES[confidence], confidence, ...free }];
    }),
  ),
);
