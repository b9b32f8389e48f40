/** Whether the page fills the screen, and the way there; the rail is hidden meanwhile by the page's own style. */
export class FullScreen {
  on = $state(false);
  readonly possible = document.fullscreenEnabled;

  /** To be called in an effect; returns how to stop. */
  follow(): () => void {
    const changed = () => (this.on = document.fullscreenElement !== null);
    changed();
    document.addEventListener('fullscreenchange', changed);
    return () => {
      document.removeEventListener('fullscreenchange', changed);
      if (document.fullscreenElement) void document.exitFullscreen();
    };
  }

  toggle(): void {
    if (document.fullscreenElement) void document.exitFullscreen();
    else void document.documentElement.requestFullscreen().catch(() => undefined);
  }
}
