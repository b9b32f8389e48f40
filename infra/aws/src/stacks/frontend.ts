import { type App, CfnOutput, Duration, RemovalPolicy, type Stack } from 'aws-cdk-lib';
import type { ICertificate } from 'aws-cdk-lib/aws-certificatemanager';
import {
  AllowedMethods,
  type BehaviorOptions,
  CachePolicy,
  Distribution,
  Function,
  FunctionCode,
  FunctionEventType,
  FunctionRuntime,
  HeadersFrameOption,
  HeadersReferrerPolicy,
  HttpVersion,
  OriginRequestPolicy,
  ResponseHeadersPolicy,
  SecurityPolicyProtocol,
  ViewerProtocolPolicy,
} from 'aws-cdk-lib/aws-cloudfront';
import { HttpOrigin, S3BucketOrigin } from 'aws-cdk-lib/aws-cloudfront-origins';
import { AaaaRecord, ARecord, RecordTarget } from 'aws-cdk-lib/aws-route53';
import { CloudFrontTarget } from 'aws-cdk-lib/aws-route53-targets';
import { BlockPublicAccess, Bucket, BucketEncryption, ObjectOwnership } from 'aws-cdk-lib/aws-s3';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import { join } from 'node:path';
import { acknowledge } from '../acknowledged.ts';
import { addAlarm } from '../alarms.ts';
import { edgeHeaders } from '../edge-secret.ts';
import { contentSecurityPolicy } from '../security-headers.ts';
import type { Settings } from '../settings.ts';
import { addStack } from '../stack.ts';
import { zoneOf } from './dns.ts';
import { cloudFrontErrors, MOST_ERRORS_PERCENT } from './site-watch.ts';

type Needs = {
  readonly certificate: ICertificate;
  readonly topic: ITopic;
  readonly apiHost: string;
  readonly webFolder: string;
};

/** The site: files in a private bucket behind CloudFront, which also passes on what identity answers. */
export function addFrontend(app: App, settings: Settings, needs: Needs): Stack {
  const stack = addStack(app, settings, 'Frontend', {
    description: 'site',
    // Beside its certificate, so that nothing has to be known across regions.
    isGlobal: true,
  });
  const bucket = new Bucket(stack, 'Site', {
    blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
    objectOwnership: ObjectOwnership.BUCKET_OWNER_ENFORCED,
    encryption: BucketEncryption.S3_MANAGED,
    enforceSSL: true,
    versioned: true,
    lifecycleRules: [{ noncurrentVersionExpiration: Duration.days(30) }],
    removalPolicy: RemovalPolicy.RETAIN,
  });
  acknowledge(bucket, {
    'AwsSolutions-S1':
      'Only CloudFront reads it, and what it holds is public: its metrics tell enough.',
  });
  const headers = addHeaders(stack, needs.webFolder);
  const site = {
    origin: S3BucketOrigin.withOriginAccessControl(bucket),
    viewerProtocolPolicy: ViewerProtocolPolicy.REDIRECT_TO_HTTPS,
    responseHeadersPolicy: headers,
    cachePolicy: CachePolicy.CACHING_OPTIMIZED,
    compress: true,
  } satisfies BehaviorOptions;
  const api = {
    origin: new HttpOrigin(needs.apiHost, { customHeaders: edgeHeaders(settings) }),
    viewerProtocolPolicy: ViewerProtocolPolicy.HTTPS_ONLY,
    allowedMethods: AllowedMethods.ALLOW_ALL,
    cachePolicy: CachePolicy.CACHING_DISABLED,
    // The API knows itself by its own name only.
    originRequestPolicy: OriginRequestPolicy.ALL_VIEWER_EXCEPT_HOST_HEADER,
  } satisfies BehaviorOptions;
  const distribution = new Distribution(stack, 'Distribution', {
    comment: `Outlap, ${settings.domain}`,
    domainNames: [settings.domain],
    certificate: needs.certificate,
    minimumProtocolVersion: SecurityPolicyProtocol.TLS_V1_2_2021,
    httpVersion: HttpVersion.HTTP2_AND_3,
    defaultRootObject: 'index.html',
    publishAdditionalMetrics: false,
    defaultBehavior: {
      ...site,
      functionAssociations: [
        { eventType: FunctionEventType.VIEWER_REQUEST, function: addPaths(stack) },
      ],
    },
    additionalBehaviors: {
      // Built files whose name is their hash: they are uploaded as immutable.
      '/_app/immutable/*': site,
      '/auth/*': api,
      '/api/*': api,
      '/.well-known/*': api,
    },
  });
  acknowledge(distribution, {
    'AwsSolutions-CFR1': 'Whoever drives may look, from any country.',
    'AwsSolutions-CFR2':
      'A firewall costs more than this whole shape; the API is throttled by API Gateway and by the product. The full shape has one.',
    'AwsSolutions-CFR3':
      'The metrics are watched; a log of every file would hold addresses of people.',
  });
  addRecords(stack, settings, distribution);
  addAlarm(stack, needs.topic, 'ServerErrors', {
    metric: cloudFrontErrors(distribution.distributionId),
    above: MOST_ERRORS_PERCENT,
    periods: 2,
    means: `More than ${MOST_ERRORS_PERCENT} % of what CloudFront answers are 5xx`,
  });
  new CfnOutput(stack, 'SiteBucket', { value: bucket.bucketName });
  new CfnOutput(stack, 'DistributionId', { value: distribution.distributionId });
  return stack;
}

/** Addresses of the app's pages all lead to the one page; error answers of the API stay what they are. */
function addPaths(stack: Stack): Function {
  return new Function(stack, 'Paths', {
    comment: 'Pages of the app lead to index.html',
    runtime: FunctionRuntime.JS_2_0,
    code: FunctionCode.fromFile({
      filePath: join(import.meta.dirname, '..', '..', 'functions', 'site-paths.js'),
    }),
  });
}

function addHeaders(stack: Stack, webFolder: string): ResponseHeadersPolicy {
  return new ResponseHeadersPolicy(stack, 'Headers', {
    comment: 'What a page of Outlap may do',
    securityHeadersBehavior: {
      contentSecurityPolicy: {
        contentSecurityPolicy: contentSecurityPolicy(webFolder),
        override: true,
      },
      contentTypeOptions: { override: true },
      frameOptions: { frameOption: HeadersFrameOption.DENY, override: true },
      referrerPolicy: { referrerPolicy: HeadersReferrerPolicy.SAME_ORIGIN, override: true },
      strictTransportSecurity: {
        accessControlMaxAge: Duration.days(365),
        includeSubdomains: true,
        override: true,
      },
    },
    customHeadersBehavior: {
      customHeaders: [
        { header: 'cross-origin-opener-policy', value: 'same-origin', override: true },
        { header: 'cross-origin-resource-policy', value: 'same-origin', override: true },
        {
          header: 'permissions-policy',
          value: 'camera=(), microphone=(), geolocation=(), payment=()',
          override: true,
        },
      ],
    },
  });
}

/** The names of the installation, in both families of addresses. */
export function addRecords(stack: Stack, settings: Settings, distribution: Distribution): void {
  const zone = zoneOf(stack, settings);
  const target = RecordTarget.fromAlias(new CloudFrontTarget(distribution));
  const recordName = `${settings.domain}.`;
  new ARecord(stack, 'Address', { zone, recordName, target });
  new AaaaRecord(stack, 'Address6', { zone, recordName, target });
}
