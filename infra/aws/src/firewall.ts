import type { Stack } from 'aws-cdk-lib';
import { CfnWebACL } from 'aws-cdk-lib/aws-wafv2';
import type { Settings } from './settings.ts';
import { CAPACITIES } from './sizes.ts';

const LOGINS_OF_ADDRESS = 100;
const WINDOW_SECONDS = 300;

type Rule = CfnWebACL.RuleProperty;

/** The firewall of CloudFront: how often one address may ask, and the lists of AWS. */
export function addFirewall(stack: Stack, settings: Settings): CfnWebACL {
  const rules: Omit<Rule, 'priority' | 'visibilityConfig'>[] = [
    { name: 'Reputation', ...managed('AWSManagedRulesAmazonIpReputationList', 'none') },
    {
      name: 'Logins',
      ...rate(LOGINS_OF_ADDRESS, {
        byteMatchStatement: {
          fieldToMatch: { uriPath: {} },
          positionalConstraint: 'STARTS_WITH',
          searchString: '/auth/',
          textTransformations: [{ priority: 0, type: 'NORMALIZE_PATH' }],
        },
      }),
    },
    { name: 'Requests', ...rate(CAPACITIES[settings.size].requestsOfAddress) },
    { name: 'KnownBadInputs', ...managed('AWSManagedRulesKnownBadInputsRuleSet', 'none') },
    // Counts only: it refuses bodies over some kilobytes, which uploads are.
    { name: 'Common', ...managed('AWSManagedRulesCommonRuleSet', 'count') },
  ];
  return new CfnWebACL(stack, 'Firewall', {
    scope: 'CLOUDFRONT',
    defaultAction: { allow: {} },
    visibilityConfig: visible('Firewall'),
    rules: rules.map((rule, priority) => ({
      ...rule,
      priority,
      visibilityConfig: visible(rule.name),
    })),
  });
}

function managed(
  name: string,
  instead: 'none' | 'count',
): Pick<Rule, 'statement' | 'overrideAction'> {
  return {
    statement: { managedRuleGroupStatement: { vendorName: 'AWS', name } },
    overrideAction: { [instead]: {} },
  };
}

function rate(
  limit: number,
  scopeDownStatement?: CfnWebACL.StatementProperty,
): Pick<Rule, 'statement' | 'action'> {
  return {
    statement: {
      rateBasedStatement: {
        limit,
        aggregateKeyType: 'IP',
        evaluationWindowSec: WINDOW_SECONDS,
        ...(scopeDownStatement && { scopeDownStatement }),
      },
    },
    action: { block: { customResponse: { responseCode: 429 } } },
  };
}

function visible(metricName: string): CfnWebACL.VisibilityConfigProperty {
  return { cloudWatchMetricsEnabled: true, sampledRequestsEnabled: true, metricName };
}
