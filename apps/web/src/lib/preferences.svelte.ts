import type { SpeedUnit, TemperatureUnit, UnitChoice } from './measures/display-unit.ts';

type Theme = 'system' | 'dark' | 'light';

const KEY = 'outlap.preferences';
const SPEEDS: readonly SpeedUnit[] = ['km/h', 'mph'];
const TEMPERATURES: readonly TemperatureUnit[] = ['°C', '°F'];
const THEMES: readonly Theme[] = ['system', 'dark', 'light'];
const DEFAULT_CHANNELS: readonly string[] = ['speed', 'throttle', 'brake', 'steering', 'gear'];

/** What the reader chose, remembered in this browser. */
class Preferences {
  theme = $state<Theme>('system');
  speed = $state<SpeedUnit>('km/h');
  temperature = $state<TemperatureUnit>('°C');
  channels = $state.raw<readonly string[]>(DEFAULT_CHANNELS);
  mapNorthUp = $state(false);
  /** Heights of trace rows in pixels, by channel. */
  rowHeights = $state.raw<Readonly<Record<string, number>>>({});
  /** How pages of running sessions were arranged, by kind of source; read by lib/live. */
  liveLayouts = $state.raw<Readonly<Record<string, unknown>>>({});
  private systemDark = $state(true);

  readonly dark = $derived(this.theme === 'system' ? this.systemDark : this.theme === 'dark');
  readonly units: UnitChoice = $derived({ speed: this.speed, temperature: this.temperature });

  constructor() {
    const media = matchMedia('(prefers-color-scheme: dark)');
    this.systemDark = media.matches;
    media.addEventListener('change', () => (this.systemDark = media.matches));
    this.restore();
  }

  private restore(): void {
    const stored = readStored();
    const pick = <T>(from: readonly T[], value: unknown, otherwise: T): T =>
      from.find((known) => known === value) ?? otherwise;
    this.theme = pick(THEMES, stored.theme, 'system');
    this.speed = pick(SPEEDS, stored.speed, 'km/h');
    this.temperature = pick(TEMPERATURES, stored.temperature, '°C');
    this.mapNorthUp = stored.mapNorthUp === true;
    const { channels, rowHeights, liveLayouts } = stored;
    if (typeof liveLayouts === 'object' && liveLayouts !== null)
      this.liveLayouts = { ...liveLayouts };
    if (typeof rowHeights === 'object' && rowHeights !== null)
      this.rowHeights = Object.fromEntries(
        Object.entries(rowHeights).filter(([, height]) => typeof height === 'number'),
      );
    if (Array.isArray(channels) && channels.length > 0)
      this.channels = channels.filter((name) => typeof name === 'string');
  }

  /** To be called in an effect: writes the theme to the page and all of it to the browser's store. */
  keep(): void {
    document.documentElement.dataset.theme = this.dark ? 'dark' : 'light';
    const { theme, speed, temperature, channels, mapNorthUp, rowHeights, liveLayouts } = this;
    const kept = { theme, speed, temperature, channels, mapNorthUp, rowHeights, liveLayouts };
    try {
      localStorage.setItem(KEY, JSON.stringify(kept));
    } catch {
      // A browser without storage keeps the choice for this visit only.
    }
  }
}

function readStored(): Record<string, unknown> {
  try {
    const parsed: unknown = JSON.parse(localStorage.getItem(KEY) ?? '{}');
    return typeof parsed === 'object' && parsed !== null ? { ...parsed } : {};
  } catch {
    return {};
  }
}

export const preferences = new Preferences();
