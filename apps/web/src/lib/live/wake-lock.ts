/** Keeps the screen on for as long as the page is in view; returns how to let it go. Does nothing where it is not known. */
export function keepAwake(): () => void {
  if (!('wakeLock' in navigator)) return () => undefined;
  let lock: WakeLockSentinel | undefined;
  let wanted = true;
  const ask = () => {
    if (!wanted || document.visibilityState !== 'visible') return;
    navigator.wakeLock.request('screen').then(
      (given) => {
        if (wanted) lock = given;
        else void given.release();
      },
      // A battery that runs low may be refused; the page works without.
      () => undefined,
    );
  };
  ask();
  document.addEventListener('visibilitychange', ask);
  return () => {
    wanted = false;
    document.removeEventListener('visibilitychange', ask);
    void lock?.release();
  };
}
