import { signUpRoutes } from '../features/identity/sign-up-routes.ts';
import { toHandler } from './function.ts';

export const handler = toHandler([{ plugin: signUpRoutes }]);
