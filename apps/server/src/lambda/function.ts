import { ConfigError, type Config, parseConfig, publicUrlOf } from '../config.ts';
import type { IdentityDeps } from '../deps.ts';
import { buildIdentityApp, REQUEST_ID_HEADER, type RouteGroup } from '../http/identity-app.ts';
import { type HttpEvent, type HttpResult, toInjection, toResult } from './event.ts';
import { NO_LIBRARY, openIdentityDeps, type OpenLibrary } from './open.ts';
import { openSecretValue } from './secret.ts';

/** What AWS Lambda calls. */
export type Handler = (event: HttpEvent) => Promise<HttpResult>;

type Opened = {
  readonly secret: string;
  readonly deps: IdentityDeps;
  readonly app: Awaited<ReturnType<typeof buildIdentityApp>>;
};

/**
 * An answer beside which somebody may be mailed comes at this time, whether anybody was, and however long the mail server
 * took: its length would tell whether there is such an account. What goes on beside it is given up before, as a function
 * stands still afterwards.
 */
const ANSWER_MS = 4000;

/** One group of identity's routes as a function, which opens its outside world once and stays warm. */
export function toHandler(
  routes: readonly RouteGroup[],
  library: OpenLibrary = NO_LIBRARY,
): Handler {
  const config = toOwnConfig(parseConfig());
  const host = new URL(publicUrlOf(config)).host;
  const getSecret = openSecretOf(config);
  let current: Opened | undefined;
  let opening: Promise<Opened> | undefined;

  const open = async (): Promise<Opened> => {
    const secret = await getSecret();
    if (current?.secret === secret) return current;
    const deps = openIdentityDeps({ ...config, AUTH_SECRET: secret }, library);
    current = { secret, deps, app: await buildIdentityApp(deps, routes) };
    return current;
  };
  const ready = () =>
    (opening ??= open().finally(() => {
      opening = undefined;
    }));
  // Begun while Lambda loads the function, with the first request not there yet.
  ready().catch(() => undefined);

  return async (event) => {
    const { app, deps } = await ready();
    const started = performance.now();
    const before = deps.aside.count();
    const answer = await app.inject(
      toInjection(event, {
        host,
        requestIdHeader: REQUEST_ID_HEADER,
        edgeSecret: config.EDGE_SECRET,
      }),
    );
    if (deps.aside.count() > before) await wait(ANSWER_MS - (performance.now() - started));
    return toResult(answer);
  };
}

/** API Gateway lets no other host through; pages of the own address are not those of somebody else. */
function toOwnConfig(config: Config): Config {
  const { host, hostname, origin } = new URL(publicUrlOf(config));
  return {
    ...config,
    ALLOWED_HOSTS: [...config.ALLOWED_HOSTS, host, hostname],
    ALLOWED_ORIGINS: config.ALLOWED_ORIGINS.filter((allowed) => allowed.toLowerCase() !== origin),
  };
}

function openSecretOf({ AUTH_SECRET, AUTH_SECRET_ARN }: Config): () => Promise<string> {
  if (AUTH_SECRET_ARN !== '')
    return openSecretValue(AUTH_SECRET_ARN, {
      now: () => performance.now(),
      onError: (error) =>
        console.error('AUTH_SECRET_ARN cannot be read; the value from before is kept', error),
    }).get;
  if (AUTH_SECRET === '') throw new ConfigError(['AUTH_SECRET_ARN: must be given']);
  return async () => AUTH_SECRET;
}

function wait(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, Math.max(0, ms)));
}
