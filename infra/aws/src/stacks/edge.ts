import { type App, Duration, type Stack } from 'aws-cdk-lib';
import type { ICertificate } from 'aws-cdk-lib/aws-certificatemanager';
import {
  AllowedMethods,
  type BehaviorOptions,
  CachePolicy,
  Distribution,
  HttpVersion,
  OriginProtocolPolicy,
  OriginRequestPolicy,
  OriginSslPolicy,
  SecurityPolicyProtocol,
  ViewerProtocolPolicy,
} from 'aws-cdk-lib/aws-cloudfront';
import { HttpOrigin } from 'aws-cdk-lib/aws-cloudfront-origins';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import { acknowledge } from '../acknowledged.ts';
import { addAlarm } from '../alarms.ts';
import { edgeHeaders } from '../edge-secret.ts';
import { addFirewall } from '../firewall.ts';
import type { Settings } from '../settings.ts';
import { addStack } from '../stack.ts';
import { originHostOf } from './balancer.ts';
import { addRecords } from './frontend.ts';
import { cloudFrontErrors, MOST_ERRORS_PERCENT } from './site-watch.ts';

type Needs = { readonly certificate: ICertificate; readonly topic: ITopic };

/** CloudFront and its firewall in front of the balancer. */
export function addEdge(app: App, settings: Settings, { certificate, topic }: Needs): Stack {
  const stack = addStack(app, settings, 'Edge', {
    description: 'CloudFront and firewall',
    isGlobal: true,
  });
  const origin = new HttpOrigin(originHostOf(settings), {
    protocolPolicy: OriginProtocolPolicy.HTTPS_ONLY,
    originSslProtocols: [OriginSslPolicy.TLS_V1_2],
    readTimeout: Duration.seconds(60),
    keepaliveTimeout: Duration.seconds(60),
    customHeaders: edgeHeaders(settings),
  });
  const server = {
    origin,
    viewerProtocolPolicy: ViewerProtocolPolicy.REDIRECT_TO_HTTPS,
    allowedMethods: AllowedMethods.ALLOW_ALL,
    cachePolicy: CachePolicy.CACHING_DISABLED,
    // With the viewer's Host the balancer refuses WebSockets: the server checks Origin instead.
    originRequestPolicy: OriginRequestPolicy.ALL_VIEWER_EXCEPT_HOST_HEADER,
    compress: true,
  } satisfies BehaviorOptions;
  const distribution = new Distribution(stack, 'Distribution', {
    comment: `Outlap, ${settings.domain}`,
    domainNames: [settings.domain],
    certificate,
    minimumProtocolVersion: SecurityPolicyProtocol.TLS_V1_2_2021,
    httpVersion: HttpVersion.HTTP2_AND_3,
    webAclId: addFirewall(stack, settings).attrArn,
    defaultBehavior: server,
    additionalBehaviors: {
      '/_app/immutable/*': {
        origin,
        viewerProtocolPolicy: ViewerProtocolPolicy.REDIRECT_TO_HTTPS,
        cachePolicy: CachePolicy.CACHING_OPTIMIZED,
        compress: true,
      },
    },
  });
  acknowledge(distribution, {
    'AwsSolutions-CFR1': 'Whoever drives may watch, from any country.',
    'AwsSolutions-CFR3':
      'The balancer logs requests for a week; a second log would hold addresses of people once more.',
  });
  addRecords(stack, settings, distribution);
  addAlarm(stack, topic, 'ServerErrors', {
    metric: cloudFrontErrors(distribution.distributionId),
    above: MOST_ERRORS_PERCENT,
    periods: 2,
    means: `More than ${MOST_ERRORS_PERCENT} % of what CloudFront answers are 5xx`,
  });
  return stack;
}
