/**
 * A training step that several workers share, as they see it. One leads and cuts each batch into as many parts as there
 * are workers; the others follow: each gets the parameters, finds the gradient of its part and sends it back in the same
 * array. A part that nobody else finds, the lead finds itself: who comes, dies or is late changes no number.
 */
import { FOLLOWER_DEADLINE_MS, FOLLOWER_PATIENCE } from "./limits.js";

/** @typedef {{step: number, part: number, parts: number, row: Float32Array}} Task */

/** What the lead knows of a follower. */
class Follower {
  #port;
  /** Here between two steps, on its way during one. @type {Float32Array | null} */
  #row = null;
  /** @type {((row: Float32Array | null) => void) | null} */
  #settle = null;

  /** @param {MessagePort} port */
  constructor(port) {
    this.#port = port;
    port.onmessage = ({ data }) => {
      this.#row = data;
      this.#settle?.(data);
    };
  }

  /** @param {Omit<Task, "row">} task @param {Float32Array} parameters @returns {Promise<Float32Array | null>} null when it is gone */
  ask(task, parameters) {
    const row = this.#row ?? new Float32Array(parameters.length);
    this.#row = null;
    row.set(parameters);
    this.#port.postMessage({ ...task, row }, [row.buffer]);
    return new Promise((resolve) => (this.#settle = resolve));
  }

  end() {
    this.#port.close();
    this.#settle?.(null);
  }
}

export class Lead {
  /** By the part that each of them finds. @type {Map<number, Follower>} */
  #followers = new Map();
  #workers = 1;
  /** @type {Float32Array | null} */
  #parameters = null;
  #lost;

  /** @param {(part: number) => void} lost hears of a follower that was silent for too long */
  constructor(lost) {
    this.#lost = lost;
  }

  /** How many parts a batch has from now on. @param {number} workers */
  resize(workers) {
    this.#workers = workers;
    for (const part of this.#followers.keys()) if (part >= workers) this.dismiss(part);
  }

  /** @param {number} part @param {MessagePort} port */
  hire(part, port) {
    this.dismiss(part);
    this.#followers.set(part, new Follower(port));
  }

  /** @param {number} part */
  dismiss(part) {
    this.#followers.get(part)?.end();
    this.#followers.delete(part);
  }

  /** Trains for about so many milliseconds, as the engine's own `advance` does. @param {any} trainer @param {number} milliseconds */
  async advance(trainer, milliseconds) {
    if (this.#workers === 1) return trainer.advance(milliseconds);
    const start = performance.now();
    /** Of each kind the last. @type {Map<string, {event: string}>} */
    const events = new Map();
    do {
      const happened = trainer.next_batch() > 1 ? await this.#step(trainer) : await trainer.advance(0);
      for (const event of happened) events.set(event.event, event);
    } while (!events.has("epoch") && !events.has("finished") && performance.now() - start < milliseconds);
    return [...events.values()];
  }

  /** @param {any} trainer */
  async #step(trainer) {
    const step = trainer.next_step();
    const parts = Math.min(this.#workers, trainer.next_batch());
    const crew = [...this.#followers].filter(([part]) => part < parts);
    this.#parameters ??= new Float32Array(trainer.row_length());
    if (crew.length > 0) await trainer.hand_out(this.#parameters);
    const answers = new Map(crew.map(([part, follower]) => [part, follower.ask({ step, part, parts }, /** @type {Float32Array} */ (this.#parameters))]));
    const start = performance.now();
    await trainer.find_next(parts);
    const patience = Math.max(FOLLOWER_DEADLINE_MS, FOLLOWER_PATIENCE * (performance.now() - start));
    for (let part = 1; part < parts; part++) {
      const row = await within(patience, answers.get(part) ?? null, () => this.#lose(part));
      if (row) trainer.collect_next(parts, row);
      else await trainer.find_next(parts);
    }
    return trainer.apply();
  }

  /** @param {number} part */
  #lose(part) {
    this.dismiss(part);
    this.#lost(part);
  }
}

/**
 * An answer, or null if it takes longer.
 * @param {number} milliseconds
 * @param {Promise<Float32Array | null> | null} answer
 * @param {() => void} expired
 */
async function within(milliseconds, answer, expired) {
  const timer = answer && setTimeout(expired, milliseconds);
  const row = await answer;
  if (timer !== null) clearTimeout(timer);
  return row;
}

/** Finds parts for a lead. @param {any} trainer @param {MessagePort} port */
export function follow(trainer, port) {
  port.onmessage = async ({ data: { step, part, parts, row } }) => {
    await trainer.contribute(step, part, parts, row);
    port.postMessage(row, [row.buffer]);
  };
}
