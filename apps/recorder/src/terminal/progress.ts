import { Presets, SingleBar } from 'cli-progress';
import type { World } from '../world.ts';

const PATIENCE_MS = 800;

/** Shows a bar on a terminal when the work takes more than about a second; nothing in a pipe. */
export async function withProgress<T>(
  world: World,
  title: string,
  work: (onProgress: (fraction: number) => void) => Promise<T>,
): Promise<T> {
  if (!world.stderr.isTTY) return work(() => undefined);
  const started = performance.now();
  let bar: SingleBar | undefined;
  const onProgress = (fraction: number): void => {
    if (!bar && performance.now() - started > PATIENCE_MS && fraction < 0.95) {
      bar = new SingleBar(
        { format: `${title} {bar} {percentage} %`, clearOnComplete: true, hideCursor: true },
        Presets.shades_classic,
      );
      bar.start(1, 0);
    }
    bar?.update(fraction);
  };
  try {
    return await work(onProgress);
  } finally {
    bar?.stop();
  }
}
