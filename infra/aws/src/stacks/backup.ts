import { type App, Duration, RemovalPolicy } from 'aws-cdk-lib';
import {
  BackupPlan,
  BackupPlanRule,
  BackupResource,
  BackupVault,
  BackupVaultEvents,
} from 'aws-cdk-lib/aws-backup';
import { Metric, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import { Schedule } from 'aws-cdk-lib/aws-events';
import { ManagedPolicy, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { acknowledge } from '../acknowledged.ts';
import { addAlarm } from '../alarms.ts';
import type { Settings } from '../settings.ts';
import { addStack } from '../stack.ts';
import type { Base } from './base.ts';
import type { Data } from './data.ts';

type Needs = { readonly base: Base; readonly data: Data };

const DAYS = 35;
const MONTHS_DAYS = 366;

/** Copies beside the running restore points of the database: a day for five weeks, a month for a year. */
export function addBackup(app: App, settings: Settings, { base, data }: Needs): void {
  const stack = addStack(app, settings, 'Backup', { description: 'backups', isKept: true });
  const vault = new BackupVault(stack, 'Vault', {
    encryptionKey: base.keyIn(stack),
    notificationTopic: base.topic,
    notificationEvents: [
      BackupVaultEvents.BACKUP_JOB_FAILED,
      BackupVaultEvents.RESTORE_JOB_COMPLETED,
    ],
    blockRecoveryPointDeletion: true,
    removalPolicy: RemovalPolicy.RETAIN,
  });
  const plan = new BackupPlan(stack, 'Plan', { backupVault: vault });
  plan.addRule(
    new BackupPlanRule({
      ruleName: 'Daily',
      scheduleExpression: Schedule.cron({ hour: '3', minute: '0' }),
      deleteAfter: Duration.days(DAYS),
      startWindow: Duration.hours(1),
      completionWindow: Duration.hours(8),
    }),
  );
  plan.addRule(
    new BackupPlanRule({
      ruleName: 'Monthly',
      scheduleExpression: Schedule.cron({ day: '1', hour: '4', minute: '0' }),
      deleteAfter: Duration.days(MONTHS_DAYS),
      startWindow: Duration.hours(1),
      completionWindow: Duration.hours(24),
    }),
  );
  const role = new Role(stack, 'Role', {
    assumedBy: new ServicePrincipal('backup.amazonaws.com'),
    managedPolicies: [
      ManagedPolicy.fromAwsManagedPolicyName('service-role/AWSBackupServiceRolePolicyForBackup'),
      ManagedPolicy.fromAwsManagedPolicyName('AWSBackupServiceRolePolicyForS3Backup'),
    ],
  });
  acknowledge(role, {
    'AwsSolutions-IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/service-role/AWSBackupServiceRolePolicyForBackup]':
      'AWS Backup keeps the list of what it needs for a database itself.',
    'AwsSolutions-IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/AWSBackupServiceRolePolicyForS3Backup]':
      'AWS Backup keeps the list of what it needs for a bucket itself.',
  });
  plan.addSelection('Data', {
    role,
    disableDefaultBackupPolicy: true,
    resources: [
      BackupResource.fromArn(data.database.clusterArn),
      BackupResource.fromArn(data.bucket.bucketArn),
    ],
  });
  const jobs = (metricName: string) =>
    new Metric({
      namespace: 'AWS/Backup',
      metricName,
      dimensionsMap: { BackupVaultName: vault.backupVaultName },
      period: Duration.days(1),
      statistic: Stats.SUM,
    });
  addAlarm(stack, base.topic, 'BackupFailed', {
    metric: jobs('NumberOfBackupJobsFailed'),
    above: 0,
    means: 'A backup failed: AWS Backup says why',
  });
  addAlarm(stack, base.topic, 'NoBackup', {
    metric: jobs('NumberOfBackupJobsCompleted'),
    below: 1,
    means: 'No backup was finished for a day',
    mustSpeak: true,
  });
}
