import { deviceLoginRoutes } from '../features/device-login/routes.ts';
import { accountRoutes } from '../features/identity/account-routes.ts';
import { loginRoutes } from '../features/identity/login-routes.ts';
import { passwordRoutes } from '../features/identity/password-routes.ts';
import { renewalRoutes } from '../features/identity/renewal-routes.ts';
import { identityRoutes } from '../features/identity/routes.ts';
import { signUpRoutes } from '../features/identity/sign-up-routes.ts';
import { whoRoutes } from '../features/identity/who-routes.ts';
import { passkeyRoutes } from '../features/second-factor/passkey-routes.ts';
import { secondFactorRoutes } from '../features/second-factor/routes.ts';
import { wayInRoutes } from '../features/second-factor/way-in-routes.ts';
import { socialRoutes } from '../features/social/routes.ts';
import { deviceLoginPlugin } from '../identity/library/device-login.ts';
import { gatePlugin } from '../identity/library/gate.ts';
import { openLibrary } from '../identity/library/open.ts';
import { listPasswordlessPlugins } from '../identity/library/passwordless.ts';
import { listSecondFactorPlugins } from '../identity/library/second-factor.ts';
import { socialPlugin } from '../identity/library/social.ts';
import { toHandler } from './function.ts';
import { toLibraryParts } from './library-parts.ts';

const ROUTES = [
  signUpRoutes,
  loginRoutes,
  renewalRoutes,
  whoRoutes,
  passwordRoutes,
  identityRoutes,
  accountRoutes,
  wayInRoutes,
  socialRoutes,
  deviceLoginRoutes,
];
const API_ROUTES = [secondFactorRoutes, passkeyRoutes];

/** All that identity offers without a server; the other functions take what is asked for most. */
export const handler = toHandler(
  [
    ...ROUTES.map((plugin) => ({ plugin })),
    ...API_ROUTES.map((plugin) => ({ plugin, prefix: '/api' })),
  ],
  async (needs) => {
    const parts = toLibraryParts(needs);
    const { config, store } = parts;
    const plugins = [
      gatePlugin(config, store),
      socialPlugin(config),
      deviceLoginPlugin(),
      ...listSecondFactorPlugins(parts),
      ...listPasswordlessPlugins(parts),
    ];
    return openLibrary({ ...parts, plugins });
  },
);
