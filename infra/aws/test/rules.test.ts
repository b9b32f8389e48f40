import { App, CfnResource, Stack, Validations } from 'aws-cdk-lib';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { AwsSolutionsChecks } from 'cdk-nag';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { flags } from '../src/outlap-app.ts';
import { appOf, PROFILES } from '../src/synthesise.ts';

const SLOW = 240_000;

type Acknowledged = { readonly id: string; readonly reason: string; readonly where: string };

function listAcknowledged(app: App): Acknowledged[] {
  return app.node.findAll().flatMap(({ node }) =>
    node.metadata
      .filter(({ type }) => type === Validations.ACKNOWLEDGED_RULES_METADATA_KEY)
      .flatMap(({ data }) => Object.entries(data as Record<string, string>))
      // CDK itself acknowledges one of them.
      .filter(([id]) => !id.startsWith('CloudFormation-Validate'))
      .map(([id, reason]) => ({ id, reason, where: node.path })),
  );
}

test('each rule that is broken on purpose says why, at one construct', () => {
  for (const profile of PROFILES)
    for (const { id, reason, where } of listAcknowledged(appOf(profile))) {
      expect(`${where} ${id}: ${String(reason)}`).toMatch(/: [A-Z].{20,}\.$/s);
      expect(where).toContain('/');
    }
});

test.each([
  ['serverless', 20],
  ['small', 29],
] as const)('%s breaks no more rules on purpose than %i', (profile, count) => {
  expect(listAcknowledged(appOf(profile))).toHaveLength(count);
});

describe('the rules of CloudFormation and of cdk-nag hold', () => {
  test.each(PROFILES)(
    '%s',
    (profile) => {
      expect(() => appOf(profile).synth()).not.toThrow();
    },
    SLOW,
  );

  test.each([
    [
      'a bucket that anybody may ask without TLS',
      /AwsSolutions-S10/,
      (stack: Stack) => new Bucket(stack, 'Open'),
    ],
    [
      'a property that there is not',
      /'Colour' was unexpected/,
      (stack: Stack) =>
        new CfnResource(stack, 'Wrong', { type: 'AWS::SQS::Queue', properties: { Colour: 'red' } }),
    ],
  ])(
    'and would find %s',
    (_, said, plant) => {
      const outdir = mkdtempSync(join(tmpdir(), 'outlap-cdk-'));
      const app = new App({ context: flags(), outdir, analyticsReporting: false });
      Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
      plant(new Stack(app, 'Planted', { env: { region: 'eu-central-1' } }));
      expect(() => app.synth()).toThrow(said);
    },
    SLOW,
  );
});
