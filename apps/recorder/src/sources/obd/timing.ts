import { type AdapterMemory, set } from './adapter.ts';
import type { Bus } from './bus.ts';

const STEPS = ['32', '19', '12', '0A'];
const CALM_SECONDS = 60;
const MOST_LOSSES = 3;

/** How long the adapter waits for further answers (ATST, 4 ms a unit): tightened while nothing is lost by it. */
export class Timing {
  #step = 1;
  #locked = false;
  #losses = 0;
  #calmSince = 0;

  /** Only CAN answers fast enough for more than the adapter's own adaptive timing. */
  async start(bus: Bus, memory: AdapterMemory, now: number): Promise<void> {
    this.#calmSince = now;
    this.#losses = 0;
    if (bus.isCan !== true) {
      this.#locked = true;
      return;
    }
    await set(bus.elm, memory, 'ATAT2');
    await this.#apply(bus, memory);
  }

  /** After an answer: `lost` where an ECU kept silent that had answered this PID before. */
  async note(bus: Bus, memory: AdapterMemory, now: number, lost: boolean): Promise<void> {
    if (this.#locked) return;
    if (lost && ++this.#losses >= MOST_LOSSES) {
      this.#step = Math.max(0, this.#step - 1);
      this.#locked = true;
      await this.#apply(bus, memory);
    } else if (now - this.#calmSince >= CALM_SECONDS && this.#step < STEPS.length - 1) {
      this.#calmSince = now;
      this.#losses = 0;
      this.#step++;
      await this.#apply(bus, memory);
    }
  }

  async #apply(bus: Bus, memory: AdapterMemory): Promise<void> {
    await set(bus.elm, memory, `ATST${STEPS[this.#step] ?? '32'}`);
  }
}
