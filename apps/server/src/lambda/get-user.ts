import { whoRoutes } from '../features/identity/who-routes.ts';
import { toHandler } from './function.ts';

export const handler = toHandler([{ plugin: whoRoutes }]);
