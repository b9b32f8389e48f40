import { type App, Fn, Stack } from 'aws-cdk-lib';
import {
  FlowLogDestination,
  GatewayVpcEndpointAwsService,
  InterfaceVpcEndpointAwsService,
  IpAddresses,
  Peer,
  Port,
  SecurityGroup,
  SubnetType,
  Vpc,
} from 'aws-cdk-lib/aws-ec2';
import { addLogGroup } from '../logs.ts';
import type { Settings } from '../settings.ts';
import { CAPACITIES } from '../sizes.ts';
import { nameOf, stackProps } from '../stack.ts';

/** Who may reach whom. */
type Groups = {
  readonly balancer: SecurityGroup;
  readonly service: SecurityGroup;
  readonly database: SecurityGroup;
  readonly cache: SecurityGroup;
};
export type Network = { readonly vpc: Vpc; readonly groups: Groups };

export const SERVER_PORT = 8000;
export const DATABASE_PORT = 5432;
const CACHE_PORTS = Port.tcpRange(6379, 6380);
const CIDR = '10.40.0.0/16';

/** A stack whose zones are known without asking AWS, also where its account is. */
class NetworkStack extends Stack {
  override get availabilityZones(): string[] {
    return [0, 1, 2].map((index) => Fn.select(index, Fn.getAzs()));
  }
}

export function addNetwork(app: App, settings: Settings): Network {
  const stack = new NetworkStack(
    app,
    nameOf(settings, 'Network'),
    stackProps(settings, {}, 'network'),
  );
  const { zones, natGateways, hasEndpoints } = CAPACITIES[settings.size];
  const vpc = new Vpc(stack, 'Vpc', {
    ipAddresses: IpAddresses.cidr(CIDR),
    maxAzs: zones,
    natGateways,
    subnetConfiguration: [
      { name: 'Public', subnetType: SubnetType.PUBLIC, mapPublicIpOnLaunch: false, cidrMask: 24 },
      { name: 'Service', subnetType: SubnetType.PRIVATE_WITH_EGRESS, cidrMask: 20 },
      { name: 'Data', subnetType: SubnetType.PRIVATE_ISOLATED, cidrMask: 24 },
    ],
    gatewayEndpoints: { Objects: { service: GatewayVpcEndpointAwsService.S3 } },
    restrictDefaultSecurityGroup: false,
  });
  vpc.addFlowLog('FlowLog', {
    destination: FlowLogDestination.toCloudWatchLogs(addLogGroup(stack, 'FlowLogs')),
  });
  const groups = addGroups(stack, vpc, settings);
  if (hasEndpoints) addEndpoints(stack, vpc, groups.service);
  return { vpc, groups };
}

function addGroups(stack: Stack, vpc: Vpc, settings: Settings): Groups {
  const group = (id: string, description: string, allowAllOutbound = false) =>
    new SecurityGroup(stack, id, { vpc, description, allowAllOutbound });
  const groups = {
    balancer: group('BalancerGroup', 'Balancer: CloudFront reaches it'),
    service: group('ServiceGroup', 'Servers: the balancer reaches them', true),
    database: group('DatabaseGroup', 'Database: servers reach it'),
    cache: group('CacheGroup', 'Cache: servers reach it'),
  };
  const edge = Peer.prefixList(settings.cloudFrontPrefixList);
  groups.balancer.addIngressRule(edge, Port.tcp(443), 'CloudFront');
  groups.balancer.addEgressRule(groups.service, Port.tcp(SERVER_PORT), 'Servers');
  groups.service.addIngressRule(groups.balancer, Port.tcp(SERVER_PORT), 'Balancer');
  groups.database.addIngressRule(groups.service, Port.tcp(DATABASE_PORT), 'Servers');
  groups.cache.addIngressRule(groups.service, CACHE_PORTS, 'Servers');
  return groups;
}

/** For what servers talk to all the time: beyond some traffic cheaper than the NAT gateways. */
function addEndpoints(stack: Stack, vpc: Vpc, service: SecurityGroup): void {
  const services = {
    Images: InterfaceVpcEndpointAwsService.ECR_DOCKER,
    Registry: InterfaceVpcEndpointAwsService.ECR,
    Logs: InterfaceVpcEndpointAwsService.CLOUDWATCH_LOGS,
    Secrets: InterfaceVpcEndpointAwsService.SECRETS_MANAGER,
    Queues: InterfaceVpcEndpointAwsService.SQS,
  };
  const group = new SecurityGroup(stack, 'EndpointsGroup', {
    vpc,
    description: 'Private endpoints: servers reach them',
    allowAllOutbound: false,
  });
  group.addIngressRule(service, Port.tcp(443), 'Servers');
  for (const [id, one] of Object.entries(services))
    vpc.addInterfaceEndpoint(id, {
      service: one,
      subnets: { subnetType: SubnetType.PRIVATE_WITH_EGRESS },
      securityGroups: [group],
      open: false,
    });
}
