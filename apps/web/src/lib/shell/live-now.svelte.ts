import { listSessions } from '../api.ts';

const LOOK_MILLISECONDS = 10_000;

/** Whether anybody drives now, for the places that only say so. */
class LiveNow {
  any = $state(false);
  private looking = false;

  /** To be called in an effect: looks now and then while the page is in view; returns how to stop. */
  follow(): () => void {
    const look = () => {
      // A look waits where somebody has to sign in first; one of them is enough.
      if (this.looking || document.visibilityState !== 'visible') return;
      this.looking = true;
      listSessions({ state: 'live', limit: 1 })
        .then(
          ({ items }) => (this.any = items.length > 0),
          // The page in view says that the server does not answer; the rail does not say it again.
          () => undefined,
        )
        .finally(() => (this.looking = false));
    };
    look();
    const timer = setInterval(look, LOOK_MILLISECONDS);
    document.addEventListener('visibilitychange', look);
    return () => {
      clearInterval(timer);
      document.removeEventListener('visibilitychange', look);
    };
  }
}

export const liveNow = new LiveNow();
