import { CommandError } from '../errors.ts';
import type { World } from '../world.ts';

/**
 * Does the work for each file. One bad file does not hide the good ones: its error is shown, the others go on, and the
 * last error decides the exit code. A server that does not answer ends it at once.
 */
export async function forEachFile(
  world: World,
  files: readonly string[],
  work: (file: string) => Promise<void>,
): Promise<void> {
  let failure: CommandError | undefined;
  for (const file of files) {
    try {
      await work(file);
    } catch (error) {
      const isAlone = files.length === 1;
      if (!(error instanceof CommandError) || error.code === 'server_unreachable' || isAlone)
        throw error;
      if (failure) world.stderr.write(`outlap: ${failure.message} [${failure.code}]\n`);
      failure = error;
    }
  }
  if (failure) throw failure;
}
