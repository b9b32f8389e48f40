import { Aws, Duration, type Stack } from 'aws-cdk-lib';
import {
  Alarm,
  ComparisonOperator,
  type IMetric,
  MathExpression,
  TreatMissingData,
} from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { type ITopic, Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';

type Rule = {
  readonly metric: IMetric;
  readonly above?: number;
  readonly below?: number;
  /** Periods in a row. */
  readonly periods?: number;
  readonly means: string;
  /** Whether silence is an alarm, too. */
  readonly mustSpeak?: boolean;
};

/** The topic that mails whoever is on duty. */
export function addTopic(stack: Stack, mails: readonly string[], key?: IKey): Topic {
  const topic = new Topic(stack, 'Alarms', { enforceSSL: true, ...(key && { masterKey: key }) });
  // Refusing plain http gives the topic a policy, which takes the place of SNS's own: without this no alarm gets through.
  topic.addToResourcePolicy(
    new PolicyStatement({
      principals: [new ServicePrincipal('cloudwatch.amazonaws.com')],
      actions: ['sns:Publish'],
      resources: [topic.topicArn],
      conditions: { StringEquals: { 'aws:SourceAccount': Aws.ACCOUNT_ID } },
    }),
  );
  for (const mail of mails) topic.addSubscription(new EmailSubscription(mail));
  return topic;
}

/** An alarm that tells the topic when it goes off and when it is over. */
export function addAlarm(stack: Stack, topic: ITopic, id: string, rule: Rule): Alarm {
  const { metric, above, below, periods = 1, means, mustSpeak = false } = rule;
  const alarm = new Alarm(stack, id, {
    metric,
    threshold: above ?? below ?? 0,
    evaluationPeriods: periods,
    comparisonOperator:
      above === undefined
        ? ComparisonOperator.LESS_THAN_THRESHOLD
        : ComparisonOperator.GREATER_THAN_THRESHOLD,
    treatMissingData: mustSpeak ? TreatMissingData.BREACHING : TreatMissingData.NOT_BREACHING,
    alarmDescription: means,
  });
  alarm.addAlarmAction(new SnsAction(topic));
  alarm.addOkAction(new SnsAction(topic));
  return alarm;
}

/** How many of a hundred failed. */
export function percent(
  part: IMetric,
  whole: IMetric,
  period = Duration.minutes(5),
): MathExpression {
  return new MathExpression({
    expression: 'IF(whole > 0, 100 * part / whole, 0)',
    usingMetrics: { part, whole },
    period,
  });
}
