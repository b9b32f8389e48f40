/// <reference lib="dom" />
// These functions are sent into the page: they may use nothing but their arguments.

export type Frames = { readonly count: number; readonly seconds: number; readonly worst: number };

/** Counts the frames that the page gets in this time, and the longest between two of them in milliseconds. */
export function countFrames(seconds: number): Promise<Frames> {
  return new Promise((resolve) => {
    let count = 0;
    let worst = 0;
    const started = performance.now();
    let last = started;
    const next = () => {
      const now = performance.now();
      count++;
      worst = Math.max(worst, now - last);
      last = now;
      if (now - started < seconds * 1000) requestAnimationFrame(next);
      else resolve({ count, seconds: (now - started) / 1000, worst });
    };
    requestAnimationFrame(next);
  });
}

/** Canvases that are cleared in each frame, and nothing else. */
export function clearCanvases(count: number): void {
  const contexts = Array.from({ length: count }, () => {
    const canvas = document.createElement('canvas');
    canvas.width = 900;
    canvas.height = 48;
    document.body.append(canvas);
    return canvas.getContext('2d')!;
  });
  const next = () => {
    for (const context of contexts) context.clearRect(0, 0, 900, 48);
    requestAnimationFrame(next);
  };
  next();
}
