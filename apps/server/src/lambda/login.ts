import { loginRoutes } from '../features/identity/login-routes.ts';
import { renewalRoutes } from '../features/identity/renewal-routes.ts';
import { gatePlugin } from '../identity/library/gate.ts';
import { openLibrary } from '../identity/library/open.ts';
import { listSecondFactorPlugins } from '../identity/library/second-factor.ts';
import { toHandler } from './function.ts';
import { toLibraryParts } from './library-parts.ts';

export const handler = toHandler(
  [{ plugin: loginRoutes }, { plugin: renewalRoutes }],
  async (needs) => {
    const parts = toLibraryParts(needs);
    const plugins = [gatePlugin(parts.config, parts.store), ...listSecondFactorPlugins(parts)];
    return openLibrary({ ...parts, plugins });
  },
);
