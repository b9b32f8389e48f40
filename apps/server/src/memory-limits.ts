/**
 * Starts this process anew, under the same process id, with limits that only a process's start can set; once, and only
 * where the system can (not on Windows). Without them V8 lets the young generation grow to 134 MB, glibc keeps an arena for
 * each thread, and what was freed between larger blocks is not given back: it learns from the first block of some size to
 * take all such blocks from its own heap.
 */
export function startWithMemoryLimits(): void {
  if (process.platform !== 'linux' || process.env['MALLOC_ARENA_MAX'] !== undefined) return;
  const [program = process.execPath, ...args] = process.argv;
  const limits = ['--max-semi-space-size=16', '--disable-warning=ExperimentalWarning'];
  const environment = {
    MALLOC_MMAP_THRESHOLD_: '131072',
    MALLOC_TRIM_THRESHOLD_: '131072',
    ...process.env,
    MALLOC_ARENA_MAX: '2',
  } as Record<string, string>;
  process.execve?.(program, [program, ...process.execArgv, ...limits, ...args], environment);
}
