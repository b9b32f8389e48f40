import { type App, Stack } from 'aws-cdk-lib';
import {
  Certificate,
  CertificateValidation,
  type ICertificate,
} from 'aws-cdk-lib/aws-certificatemanager';
import { HostedZone, type IHostedZone } from 'aws-cdk-lib/aws-route53';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { Construct } from 'constructs';
import { acknowledge } from '../acknowledged.ts';
import { addAlarm, addTopic } from '../alarms.ts';
import type { Settings } from '../settings.ts';
import { addStack } from '../stack.ts';

export type Dns = { readonly certificate: ICertificate; readonly topic: ITopic };

const LEAST_DAYS = 30;

/** What CloudFront needs from its one region: the certificate of the site, and whom its alarms tell. */
export function addDns(app: App, settings: Settings): Dns {
  const stack = addStack(app, settings, 'Dns', {
    description: 'certificate of the site, alarms of CloudFront',
    isGlobal: true,
  });
  const certificate = certificateOf(stack, settings, settings.domain);
  const topic = addTopic(stack, settings.alarmMail);
  acknowledge(topic, {
    'AwsSolutions-SNS2':
      'CloudWatch cannot write to a topic under the key of AWS, and a key of our own costs more than the site: a notice names an alarm and a number.',
  });
  addAlarm(stack, topic, 'CertificateDays', {
    metric: certificate.metricDaysToExpiry(),
    below: LEAST_DAYS,
    means: 'The certificate of the site was not renewed: is its record still in the zone?',
  });
  return { certificate, topic };
}

export function zoneOf(scope: Construct, { hostedZone: { id, name } }: Settings): IHostedZone {
  const stack = Stack.of(scope);
  const known = stack.node.tryFindChild('Zone') as IHostedZone | undefined;
  return (
    known ??
    HostedZone.fromHostedZoneAttributes(stack, 'Zone', { hostedZoneId: id, zoneName: name })
  );
}

/** A certificate that proves itself, and renews, by a record in the zone. */
export function certificateOf(scope: Construct, settings: Settings, name: string): Certificate {
  return new Certificate(scope, 'Certificate', {
    domainName: name,
    validation: CertificateValidation.fromDns(zoneOf(scope, settings)),
  });
}
