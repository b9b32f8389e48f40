import { Stack } from 'aws-cdk-lib';
import { Policy, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import { acknowledge, allObjectsOf } from './acknowledged.ts';
import type { Settings } from './settings.ts';

const RULES = 'DO-NOT-DELETE-AmazonGuardDutyMalwareProtectionS3*';

/** What GuardDuty asks for to look into a bucket, and nothing about other buckets. */
export function addScanRole(stack: Stack, settings: Settings, bucket: IBucket, key: IKey) {
  const role = new Role(stack, 'ScanRole', {
    assumedBy: new ServicePrincipal('malware-protection-plan.guardduty.amazonaws.com'),
    description: 'GuardDuty looks into uploads and tags them',
  });
  const rules = stack.formatArn({
    service: 'events',
    resource: 'rule',
    resourceName: RULES,
  });
  const objects = bucket.arnForObjects('*');
  const allow = (actions: string[], resource: string, conditions = {}) =>
    new PolicyStatement({ actions, resources: [resource], conditions });
  const byGuardDuty = {
    StringEquals: { 'events:ManagedBy': 'malware-protection-plan.guardduty.amazonaws.com' },
  };
  const statements = [
    allow(
      ['events:PutRule', 'events:DeleteRule', 'events:PutTargets', 'events:RemoveTargets'],
      rules,
      byGuardDuty,
    ),
    allow(['events:DescribeRule', 'events:ListTargetsByRule'], rules),
    allow(
      [
        's3:GetObjectTagging',
        's3:GetObjectVersionTagging',
        's3:PutObjectTagging',
        's3:PutObjectVersionTagging',
      ],
      objects,
    ),
    allow(['s3:GetObject', 's3:GetObjectVersion'], objects),
    allow(
      ['s3:GetBucketNotification', 's3:ListBucket', 's3:PutBucketNotification'],
      bucket.bucketArn,
    ),
    allow(['s3:PutObject'], bucket.arnForObjects('malware-protection-resource-validation-object')),
    allow(['kms:Decrypt', 'kms:GenerateDataKey'], key.keyArn, {
      StringLike: { 'kms:ViaService': 's3.*.amazonaws.com' },
    }),
  ];
  const policies = new Policy(stack, 'ScanPolicy', { roles: [role], statements });
  acknowledge(policies, {
    [`AwsSolutions-IAM5[Resource::arn:aws:events:${settings.region}:<AWS::AccountId>:rule/${RULES}]`]:
      'GuardDuty gives its rule a name of its own behind this one.',
    [allObjectsOf(settings)]: 'It looks into whatever object comes in.',
  });
  return { role, policies };
}
