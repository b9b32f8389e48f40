import { type App, Stack, type StackProps } from 'aws-cdk-lib';
import type { Settings } from './settings.ts';

/** Where CloudFront reads its certificates, firewalls and metrics from. */
export const GLOBAL_REGION = 'us-east-1';

type Place = {
  /** Belongs to CloudFront, which lives in one region. */
  readonly isGlobal?: boolean;
  /** Holds what cannot be made again: `cdk destroy` leaves it alone. */
  readonly isKept?: boolean;
};

export function stackProps(settings: Settings, place: Place, description: string): StackProps {
  const region = place.isGlobal ? GLOBAL_REGION : settings.region;
  return {
    env: { region, ...(settings.account !== undefined && { account: settings.account }) },
    description: `Outlap: ${description}`,
    terminationProtection: place.isKept ?? false,
    tags: { project: 'outlap', installation: settings.name },
  };
}

export function nameOf(settings: Settings, part: string): string {
  return `${settings.name}-${part}`;
}

export function addStack(
  app: App,
  settings: Settings,
  part: string,
  { description, ...place }: Place & { readonly description: string },
): Stack {
  return new Stack(app, nameOf(settings, part), stackProps(settings, place, description));
}
