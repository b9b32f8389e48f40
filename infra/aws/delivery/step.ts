import { type DeployCode, DeployError } from './deploy-error.ts';
import { CommandFailed, type Host } from './host.ts';

export type Step = <T>(
  title: string,
  failure: { readonly code: DeployCode; readonly remedy: string },
  act: () => T | Promise<T>,
) => Promise<T>;

/** Announces each step; a command that fails in it becomes its failure, which says what to do. */
export function stepsOn(host: Host): Step {
  return async (title, { code, remedy }, act) => {
    host.say(`\n${title}`);
    try {
      return await act();
    } catch (error) {
      if (!(error instanceof CommandFailed)) throw error;
      if (error.isMissing) throw new DeployError('program_missing', error.message, 'Install it.');
      throw new DeployError(code, [error.message, error.said].filter(Boolean).join('\n'), remedy);
    }
  };
}
