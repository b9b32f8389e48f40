/** Asks at most once in so many milliseconds, and once for all who ask meanwhile; undefined while it fails or is late. */
export function cached<T>(
  milliseconds: number,
  patienceMs: number,
  ask: () => Promise<T>,
): () => Promise<T | undefined> {
  let answer: Promise<T | undefined> | undefined;
  return () => {
    if (answer === undefined) {
      const late = AbortSignal.timeout(patienceMs);
      const tooLate = new Promise<undefined>((resolve) =>
        late.addEventListener('abort', () => resolve(undefined), { once: true }),
      );
      answer = Promise.race([ask().catch(() => undefined), tooLate]);
      setTimeout(() => (answer = undefined), milliseconds).unref();
    }
    return answer;
  };
}
