import {
  ApiError,
  type DiagnosticCodes,
  type DiagnosticLogEntry,
  type DiagnosticMonitors,
  type DiagnosticPids,
  type DiagnosticVehicle,
  getDiagnosticCodes,
  getDiagnosticMonitors,
  getDiagnosticPids,
  getDiagnosticVehicle,
  listDiagnosticLog,
  listSessions,
  toApiError,
} from '../api.ts';

const PIDS_MS = 1000;
const LONGEST_PAUSE_MS = 15_000;

/** What a connected car says about itself. The adapter does one thing at a time, so do we. */
export class Diagnostics {
  codes = $state.raw<DiagnosticCodes>();
  vehicle = $state.raw<DiagnosticVehicle>();
  pids = $state.raw<DiagnosticPids>();
  monitors = $state.raw<DiagnosticMonitors>();
  log = $state.raw<readonly DiagnosticLogEntry[]>([]);
  /** Why the car could not be asked; what was read before stays. */
  error = $state.raw<ApiError>();
  pidsError = $state.raw<ApiError>();
  monitorsError = $state.raw<ApiError>();
  asking = $state<'' | 'codes' | 'monitors'>('');
  readonly isAlone = $derived(this.error?.code === 'recorder_not_connected' && !this.codes);

  /** Follows the car of a session, or the newest one. Returns how to stop. */
  follow(session: string | undefined): () => void {
    let following = true;
    let pause = PIDS_MS;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const round = async () => {
      if (!document.hidden) {
        const asked = !this.pids || this.pidsError !== undefined;
        if (asked && !(await hasCar(session))) this.error = this.pidsError = noCar();
        else await this.readRound(session);
      }
      pause = this.pidsError ? Math.min(LONGEST_PAUSE_MS, pause * 2) : PIDS_MS;
      if (following) timer = setTimeout(() => void round(), pause);
    };
    this.codes = this.vehicle = this.pids = this.monitors = undefined;
    void round();
    void this.readLog();
    return () => {
      following = false;
      clearTimeout(timer);
    };
  }

  async readCodes(session: string | undefined): Promise<void> {
    if (this.asking !== '') return;
    this.asking = 'codes';
    try {
      this.codes = await getDiagnosticCodes(session);
      this.error = undefined;
      this.vehicle = await getDiagnosticVehicle(session);
    } catch (cause) {
      this.error = toApiError(cause);
    } finally {
      this.asking = '';
    }
  }

  async readMonitors(session: string | undefined): Promise<void> {
    if (this.asking !== '') return;
    this.asking = 'monitors';
    try {
      this.monitors = await getDiagnosticMonitors(session);
      this.monitorsError = undefined;
    } catch (cause) {
      this.monitorsError = toApiError(cause);
    } finally {
      this.asking = '';
    }
  }

  async readLog(): Promise<void> {
    this.log = await listDiagnosticLog().then(
      ({ items }) => items,
      () => this.log,
    );
  }

  /** The codes first, as they say what is wrong; then what changes. */
  private async readRound(session: string | undefined): Promise<void> {
    const wanted = !this.codes && this.asking === '';
    if (wanted) await this.readCodes(session);
    if (wanted && this.error) this.pidsError = this.error;
    else await this.readPids(session);
  }

  private async readPids(session: string | undefined): Promise<void> {
    try {
      this.pids = await getDiagnosticPids(session);
      this.pidsError = undefined;
    } catch (cause) {
      this.pidsError = toApiError(cause);
    }
  }
}

/** Whether something drives that may answer: nobody sits in the simulated car. */
async function hasCar(session: string | undefined): Promise<boolean> {
  const { items } = await listSessions({ state: 'live', limit: 50 }).catch(() => ({ items: [] }));
  return items.some(({ id, demo }) => !demo && (session === undefined || id === session));
}

const noCar = () => new ApiError('recorder_not_connected', 'No car is connected', 409);
