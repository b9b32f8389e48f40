import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Template } from '../src/synthesise.ts';
import { rulesOf } from './listener-weights.ts';

// Templates are validated where they are tested; here their names are read.
process.env['CDK_VALIDATION'] = 'false';
const { synthesise } = await import('../src/synthesise.ts');
const workflow = readFileSync(
  join(import.meta.dirname, '../../../.github/workflows/deploy.yml'),
  'utf8',
);
const full = synthesise('small');
const serverless = synthesise('serverless');
const outputsOf = (template: Template | undefined) =>
  Object.keys((template as { Outputs?: Record<string, unknown> } | undefined)?.Outputs ?? {});

describe('the workflow that deploys', () => {
  test('names stacks that there are', () => {
    const named = new Set([...workflow.matchAll(/\$STACKS-(\w+)/g)].map(([, name]) => name));
    expect([...named].sort()).toEqual(['Balancer', 'Frontend', 'Registry', 'Service']);
    const there = [...full.keys(), ...serverless.keys()].map((name) => name.replace(/^\w+-/, ''));
    expect([...named].filter((name) => !there.includes(name ?? ''))).toEqual([]);
  });

  test('asks for outputs that these have', () => {
    expect(outputsOf(full.get('Outlap-Registry'))).toContain('RepositoryUri');
    expect(outputsOf(serverless.get('OutlapSite-Frontend'))).toEqual(
      expect.arrayContaining(['SiteBucket', 'DistributionId']),
    );
  });

  test('finds the digest that runs in the template of the service, and nothing else of that look', () => {
    const digest = `sha256:${'ab'.repeat(32)}`;
    const service = synthesise('small', { image: digest }).get('Outlap-Service');
    const found = JSON.stringify(service).match(/sha256:[0-9a-f]{64}/g) ?? [];
    expect([...new Set(found)]).toEqual([digest]);
  });

  test('guards a rule that shares traffic out between both colours, all of it to one', () => {
    const balancer = full.get('Outlap-Balancer');
    expect(balancer).toBeDefined();
    const [weights, ...others] = [...rulesOf(balancer ?? { Resources: {} }).values()];
    expect(others).toEqual([]);
    expect(Object.values(weights ?? {}).sort((a, b) => a - b)).toEqual([0, 100]);
  });
});
