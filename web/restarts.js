import { RESTARTS, RESTART_MEMORY_MS } from "./limits.js";

/** How often something was restarted lately, so that a crash never loops. */
export class Restarts {
  /** @type {number[]} */
  #times = [];

  /** Notes one more; says whether it may be. */
  another() {
    const now = Date.now();
    const recent = this.#times.filter((time) => now - time < RESTART_MEMORY_MS);
    this.#times = [...recent, now];
    return recent.length < RESTARTS;
  }
}
