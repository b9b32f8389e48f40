// `node aws-peer.ts LOG [keeps-stacks]`: speaks the protocols of AWS to its command line, on loopback, in a process of its own, as whoever asks
// waits for its answer; prints its port, and writes what was asked. What it does not know it refuses.
import { appendFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { answerOfCloudFormation, isPrepared } from './cloudformation-peer.ts';

/** What was asked of the peer, in order: actions of the query and JSON protocols, method and path of the others. */
export type Asked = {
  readonly what: string;
  readonly body: string;
  readonly headers: IncomingMessage['headers'];
};
type Reply = { readonly status: number; readonly type: string; readonly text: string };

const ACCOUNT = '123456789012';
const REGISTRY = `${ACCOUNT}.dkr.ecr.eu-central-1.amazonaws.com/outlap/server`;
const OUTPUTS = {
  RepositoryUri: REGISTRY,
  SiteBucket: 'the-site',
  DistributionId: 'E123',
  MigrationLogs: 'logs',
};

const xml = (text: string, status = 200): Reply => ({ status, type: 'text/xml', text });
const json = (value: unknown, status = 200): Reply => ({
  status,
  type: 'application/x-amz-json-1.1',
  text: JSON.stringify(value),
});
const wrapped = (action: string, inner: string) =>
  xml(`<${action}Response><${action}Result>${inner}</${action}Result></${action}Response>`);
const zone = (id: string, name: string, isPrivate: boolean) =>
  `<HostedZone><Id>/hostedzone/${id}</Id><Name>${name}</Name><CallerReference>x</CallerReference><Config><PrivateZone>${isPrivate}</PrivateZone></Config></HostedZone>`;

/** The shapes of answers that AWS documents, for what the deployment asks before and after its stacks. */
const REPLIES: Readonly<Record<string, (body: string) => Reply>> = {
  GetCallerIdentity: () =>
    wrapped(
      'GetCallerIdentity',
      `<Arn>arn:aws:iam::${ACCOUNT}:user/a</Arn><Account>${ACCOUNT}</Account>`,
    ),
  DescribeManagedPrefixLists: () =>
    xml(
      '<DescribeManagedPrefixListsResponse><prefixListSet><item><prefixListId>pl-0123abcd</prefixListId></item></prefixListSet></DescribeManagedPrefixListsResponse>',
    ),
  DescribeStacks: () => {
    const members = Object.entries(OUTPUTS).map(
      ([key, value]) =>
        `<member><OutputKey>${key}</OutputKey><OutputValue>${value}</OutputValue></member>`,
    );
    return wrapped(
      'DescribeStacks',
      `<Stacks><member><StackName>s</StackName><CreationTime>2026-11-01T00:00:00Z</CreationTime><StackStatus>CREATE_COMPLETE</StackStatus><Outputs>${members.join('')}</Outputs></member></Stacks>`,
    );
  },
  GetTemplate: () =>
    xml(
      '<ErrorResponse><Error><Type>Sender</Type><Code>ValidationError</Code><Message>Stack with id Outlap-Service does not exist</Message></Error></ErrorResponse>',
      400,
    ),
  'AmazonSSM.GetParameter': () => json({ __type: 'ParameterNotFound' }, 400),
  'AmazonEC2ContainerRegistry_V20150921.DescribeImages': () =>
    json({ __type: 'ImageNotFoundException', message: 'none' }, 400),
  'AmazonEC2ContainerRegistry_V20150921.GetAuthorizationToken': () =>
    json({
      authorizationData: [
        {
          authorizationToken: Buffer.from('AWS:token-of-ecr').toString('base64'),
          proxyEndpoint: `https://${REGISTRY}`,
        },
      ],
    }),
  'GET /2013-04-01/hostedzone': () =>
    xml(
      `<ListHostedZonesResponse xmlns="https://route53.amazonaws.com/doc/2013-04-01/"><HostedZones>${zone('ZPRIVATE0', 'example.org.', true)}${zone('ZPUBLIC00', 'example.org.', false)}</HostedZones><IsTruncated>false</IsTruncated><MaxItems>100</MaxItems></ListHostedZonesResponse>`,
    ),
  'GET /2013-04-01/hostedzone/ZPUBLIC00': () =>
    xml(
      `<GetHostedZoneResponse xmlns="https://route53.amazonaws.com/doc/2013-04-01/">${zone('ZPUBLIC00', 'example.org.', false)}</GetHostedZoneResponse>`,
    ),
  'GET /2013-04-01/hostedzone/Z0123456789EXAMPLE': () =>
    xml(
      `<GetHostedZoneResponse xmlns="https://route53.amazonaws.com/doc/2013-04-01/">${zone('Z0123456789EXAMPLE', 'example.org.', false)}</GetHostedZoneResponse>`,
    ),
  'GET /the-site': () =>
    xml(
      '<ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><Name>the-site</Name><KeyCount>0</KeyCount><IsTruncated>false</IsTruncated></ListBucketResult>',
    ),
  'POST /2020-05-31/distribution/E123/invalidation': () =>
    xml(
      '<Invalidation xmlns="http://cloudfront.amazonaws.com/doc/2020-05-31/"><Id>I1</Id><Status>InProgress</Status></Invalidation>',
      201,
    ),
};

const [, , log = '', mode] = process.argv;
const keepsStacks = mode === 'keeps-stacks';
const objects = new Map<string, string>();
const server = createServer((request, response) => void answer(request, response));
server.listen(0, '127.0.0.1', () => console.log((server.address() as AddressInfo).port));

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const body = Buffer.concat(chunks).toString();
  const { method = '', url = '', headers } = request;
  const { pathname, search } = new URL(url, 'http://peer');
  const path = pathname.replace(/(?<=.)\/$/, '');
  const what =
    (headers['x-amz-target'] as string | undefined) ??
    new URLSearchParams(body).get('Action') ??
    `${method} ${path}`;
  appendFileSync(log, `${JSON.stringify({ what, body, headers } satisfies Asked)}\n`);
  const reply =
    (keepsStacks && kept(what, path + search, body, regionOf(headers))) ||
    (what.startsWith('PUT /the-site/') ? xml('') : REPLIES[what]?.(body)) ||
    xml('<Error><Code>NotKnown</Code></Error>', 501);
  response.writeHead(reply.status, { 'content-type': reply.type }).end(reply.text);
}

/** The region that a request is signed for. */
function regionOf({ authorization = '' }: IncomingMessage['headers']): string {
  return /Credential=[^/]+\/\d+\/([^/]+)/.exec(authorization)?.[1] ?? '';
}

/** What is remembered between two requests: stacks, uploaded files, whether CDK has prepared a region. */
function kept(what: string, path: string, body: string, region: string): Reply | undefined {
  if (what === 'AmazonSSM.GetParameter' && isPrepared(region))
    return json({ Parameter: { Name: 'version', Type: 'String', Value: '30' } });
  if (what === 'AssumeRole')
    return wrapped(
      'AssumeRole',
      '<Credentials><AccessKeyId>role</AccessKeyId><SecretAccessKey>key</SecretAccessKey><SessionToken>t</SessionToken><Expiration>2099-01-01T00:00:00Z</Expiration></Credentials>',
    );
  const [method] = what.split(' ');
  if (method === 'PUT') {
    objects.set(path.replace(/\?.*/, ''), body);
    return xml('');
  }
  if (method === 'GET' && path.startsWith('/cdk-')) return answerOfAssets(path, region);
  const answered = answerOfCloudFormation(
    what,
    new URLSearchParams(body),
    region,
    (address) => objects.get(new URL(address).pathname) ?? '{}',
  );
  if (answered === undefined) return undefined;
  if (typeof answered === 'string') return wrapped(what, answered);
  const { code, message } = answered;
  return xml(
    `<ErrorResponse><Error><Type>Sender</Type><Code>${code}</Code><Message>${message}</Message></Error></ErrorResponse>`,
    400,
  );
}

/** Of the bucket that CDK keeps its files in: nothing is there yet. */
function answerOfAssets(path: string, region: string): Reply {
  if (path.includes('location')) return xml(`<LocationConstraint>${region}</LocationConstraint>`);
  if (path.includes('encryption'))
    return xml(
      '<ServerSideEncryptionConfiguration><Rule><ApplyServerSideEncryptionByDefault><SSEAlgorithm>AES256</SSEAlgorithm></ApplyServerSideEncryptionByDefault></Rule></ServerSideEncryptionConfiguration>',
    );
  return xml(
    '<ListBucketResult><KeyCount>0</KeyCount><IsTruncated>false</IsTruncated></ListBucketResult>',
  );
}
