import type { App } from 'aws-cdk-lib';
import { ConfigurationSet, EmailIdentity, Identity, SuppressionReasons } from 'aws-cdk-lib/aws-ses';
import { CnameRecord, MxRecord, TxtRecord } from 'aws-cdk-lib/aws-route53';
import type { Settings } from '../settings.ts';
import { addStack } from '../stack.ts';
import { zoneOf } from './dns.ts';

/** The domain as a sender that receivers believe: DKIM, SPF and DMARC. */
export function addMail(app: App, settings: Settings): void {
  const stack = addStack(app, settings, 'Mail', { description: 'sender of mails' });
  const zone = zoneOf(stack, settings);
  const { domain } = settings;
  const returns = `bounce.${domain}`;
  const identity = new EmailIdentity(stack, 'Identity', {
    identity: Identity.domain(domain),
    mailFromDomain: returns,
    configurationSet: new ConfigurationSet(stack, 'Sent', {
      suppressionReasons: SuppressionReasons.BOUNCES_AND_COMPLAINTS,
      reputationMetrics: true,
    }),
  });
  identity.dkimRecords.forEach(({ name, value }, index) => {
    // The name is that of the domain already.
    new CnameRecord(stack, `Dkim${index + 1}`, { zone, recordName: `${name}.`, domainName: value });
  });
  new MxRecord(stack, 'Returns', {
    zone,
    recordName: `${returns}.`,
    values: [{ priority: 10, hostName: `feedback-smtp.${settings.region}.amazonses.com` }],
  });
  new TxtRecord(stack, 'Spf', {
    zone,
    recordName: `${returns}.`,
    values: ['v=spf1 include:amazonses.com ~all'],
  });
  new TxtRecord(stack, 'Dmarc', {
    zone,
    recordName: `_dmarc.${domain}.`,
    values: ['v=DMARC1; p=quarantine; adkim=s'],
  });
}
