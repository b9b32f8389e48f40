import { type App, Duration, SecretValue, type Stack } from 'aws-cdk-lib';
import {
  DomainName,
  EndpointType,
  HttpApi,
  HttpMethod,
  HttpStage,
  LogGroupLogDestination,
  SecurityPolicy,
  CorsHttpMethod,
} from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import { AccessLogFormat } from 'aws-cdk-lib/aws-apigateway';
import type { ITable } from 'aws-cdk-lib/aws-dynamodb';
import { Code, type Function } from 'aws-cdk-lib/aws-lambda';
import { AaaaRecord, ARecord, RecordTarget } from 'aws-cdk-lib/aws-route53';
import { ApiGatewayv2DomainProperties } from 'aws-cdk-lib/aws-route53-targets';
import { join } from 'node:path';
import { acknowledge } from '../acknowledged.ts';
import { addAuthSecret } from '../auth-secret.ts';
import { addEdgeSecret } from '../edge-secret.ts';
import { addFunction } from '../function.ts';
import { addLogGroup } from '../logs.ts';
import { IDENTITY_FUNCTIONS, type IdentityFunction, RIGHTS } from '../rights.ts';
import type { Settings } from '../settings.ts';
import { addStack } from '../stack.ts';
import { certificateOf, zoneOf } from './dns.ts';

type Needs = { readonly table: ITable; readonly bundles: string };
export type Auth = {
  readonly stack: Stack;
  readonly api: HttpApi;
  readonly stage: HttpStage;
  readonly functions: Readonly<Record<IdentityFunction, Function>>;
  /** Where CloudFront finds the API. */
  readonly host: string;
};

/** Which function answers what; whatever is not named is the rest of identity. */
const ROUTES: readonly (readonly [string, HttpMethod, IdentityFunction])[] = [
  ['/auth/signup', HttpMethod.POST, 'signup'],
  ['/auth/login', HttpMethod.POST, 'login'],
  ['/api/auth/token', HttpMethod.POST, 'login'],
  ['/auth/user', HttpMethod.GET, 'get-user'],
  ['/api/auth/me', HttpMethod.GET, 'get-user'],
  ['/auth/{proxy+}', HttpMethod.ANY, 'identity'],
  ['/api/{proxy+}', HttpMethod.ANY, 'identity'],
  ['/.well-known/{proxy+}', HttpMethod.ANY, 'identity'],
];
/** Where passwords are hashed a whole processor: scrypt takes three times as long on a third of one. */
const MEMORY_MIB: Readonly<Record<IdentityFunction, number>> = {
  signup: 1769,
  login: 1769,
  'get-user': 1024,
  identity: 1769,
};
const THROTTLE = { rateLimit: 50, burstLimit: 100 };

/** Identity without servers: an HTTP API, a function for each group of routes, the secret. */
export function addAuth(app: App, settings: Settings, { table, bundles }: Needs): Auth {
  const stack = addStack(app, settings, 'Auth', { description: 'identity' });
  const publicUrl = `https://${settings.domain}`;
  const secret = addAuthSecret(stack);
  const edgeSecret = addEdgeSecret(stack, settings).secretValue.unsafeUnwrap();
  const toFunction = (name: IdentityFunction) =>
    addFunction(stack, idOf(name), {
      code: Code.fromAsset(join(bundles, name)),
      description: `${name} of identity`,
      memoryMiB: MEMORY_MIB[name],
      timeout: Duration.seconds(15),
      environment: {
        IDENTITY_STORE: `dynamodb://${table.tableName}?region=${stack.region}`,
        AUTH_SECRET_ARN: secret.secretArn,
        EDGE_SECRET: edgeSecret,
        PUBLIC_URL: publicUrl,
        ALLOWED_ORIGINS: publicUrl,
        MAIL_FROM: `Outlap <${settings.mailFrom}>`,
        // Who asks whether somebody is signed in sends no mail.
        ...(name !== 'get-user' && smtpOf(settings)),
      },
      rights: RIGHTS[name],
      things: { table: table.tableArn, secret: secret.secretArn },
    });
  const functions = Object.fromEntries(
    IDENTITY_FUNCTIONS.map((name) => [name, toFunction(name)]),
  ) as Auth['functions'];
  const api = new HttpApi(stack, 'Api', {
    createDefaultStage: false,
    disableExecuteApiEndpoint: true,
    corsPreflight: {
      allowOrigins: [publicUrl],
      allowMethods: [CorsHttpMethod.ANY],
      allowHeaders: ['authorization', 'content-type'],
      allowCredentials: true,
      maxAge: Duration.hours(1),
    },
  });
  const integrations = Object.fromEntries(
    IDENTITY_FUNCTIONS.map((name) => [
      name,
      new HttpLambdaIntegration(idOf(name), functions[name]),
    ]),
  ) as Record<IdentityFunction, HttpLambdaIntegration>;
  for (const [path, method, name] of ROUTES)
    for (const route of api.addRoutes({ path, methods: [method], integration: integrations[name] }))
      acknowledge(route, {
        'AwsSolutions-APIG4':
          'Who asks is checked by the product itself, as on a server: signing up and in must be open to all.',
      });
  return { stack, api, stage: addStage(stack, settings, api), functions, host: hostOf(settings) };
}

function smtpOf({ smtpSecretArn }: Settings): Record<string, string> {
  if (smtpSecretArn === undefined) return {};
  return { SMTP_URL: SecretValue.secretsManager(smtpSecretArn).unsafeUnwrap() };
}

function hostOf({ domain }: Settings): string {
  return `auth.${domain}`;
}

function addStage(stack: Stack, settings: Settings, api: HttpApi): HttpStage {
  const domain = new DomainName(stack, 'Domain', {
    domainName: hostOf(settings),
    certificate: certificateOf(stack, settings, hostOf(settings)),
    endpointType: EndpointType.REGIONAL,
    securityPolicy: SecurityPolicy.TLS_1_2,
  });
  const { regionalDomainName, regionalHostedZoneId } = domain;
  const target = RecordTarget.fromAlias(
    new ApiGatewayv2DomainProperties(regionalDomainName, regionalHostedZoneId),
  );
  const zone = zoneOf(domain, settings);
  new ARecord(stack, 'Address', { zone, recordName: `${hostOf(settings)}.`, target });
  new AaaaRecord(stack, 'Address6', { zone, recordName: `${hostOf(settings)}.`, target });
  const stage = new HttpStage(stack, 'Stage', {
    httpApi: api,
    stageName: '$default',
    autoDeploy: true,
    throttle: THROTTLE,
    detailedMetricsEnabled: true,
    domainMapping: { domainName: domain },
    accessLogSettings: {
      destination: new LogGroupLogDestination(addLogGroup(stack, 'AccessLogs')),
      format: AccessLogFormat.custom(LOG_LINE),
    },
  });
  return stage;
}

/** No addresses of people, no paths with tokens in their query. */
const LOG_LINE = JSON.stringify({
  time: '$context.requestTime',
  requestId: '$context.requestId',
  route: '$context.routeKey',
  status: '$context.status',
  milliseconds: '$context.responseLatency',
  bytes: '$context.responseLength',
  error: '$context.integrationErrorMessage',
});

function idOf(name: IdentityFunction): string {
  return { signup: 'SignUp', login: 'Login', 'get-user': 'GetUser', identity: 'Identity' }[name];
}
