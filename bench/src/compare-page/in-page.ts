/// <reference lib="dom" />
// These functions are sent into the page: they may use nothing but their arguments.

export type Wanted = { readonly button: string; readonly rows: number; readonly laps: number };

/** Clicks, and answers with the milliseconds until a frame with all traces has been handed to the screen. */
export async function clickUntilDrawn({ button, rows, laps }: Wanted): Promise<number> {
  const target = [...document.querySelectorAll('button')].find(
    ({ textContent }) => textContent.trim() === button,
  );
  if (!target) throw new Error(`There is no button ${button}`);
  const isDrawn = () =>
    [...document.querySelectorAll('[data-traces] [data-row]')].filter(
      (row) => row.querySelector('canvas') && row.querySelectorAll('[data-value]').length === laps,
    ).length >= rows;
  const nextFrame = () => new Promise((resolve) => requestAnimationFrame(resolve));
  const started = performance.now();
  target.click();
  for (let frame = 0; frame < 1800; frame++) {
    await nextFrame();
    if (!isDrawn()) continue;
    // The frame in which the canvases were filled ends before the next one begins.
    await nextFrame();
    return performance.now() - started;
  }
  throw new Error('The traces were not drawn within half a minute');
}

/** How many rows show more than a blank canvas. */
export function countInked(): number {
  return [
    ...document.querySelectorAll<HTMLCanvasElement>('[data-traces] [data-row] canvas'),
  ].filter((canvas) => {
    const { data } = canvas.getContext('2d')!.getImageData(0, 0, canvas.width, canvas.height);
    return data.some((value) => value > 0);
  }).length;
}

export type WantedData = { readonly lapIds: readonly string[]; readonly channels: string };

/** Fetches the same channels of the same laps as JSON; the milliseconds until they are parsed. */
export async function fetchAsJson({ lapIds, channels }: WantedData): Promise<number> {
  const started = performance.now();
  const answers = await Promise.all(
    lapIds.map(async (id) => {
      const response = await fetch(`/api/laps/${id}/data?channels=${channels}`);
      return (await response.json()) as { columns: readonly unknown[] };
    }),
  );
  if (answers.some(({ columns }) => columns.length === 0)) throw new Error('A lap came empty');
  return performance.now() - started;
}
