/** The bridges to the engines that there are: of each backend one at most. */
import { GLANCE_TRIES, GLANCE_WAIT_MS } from "./limits.js";

/** @import { Bridge } from "./engine.js" */
/** @import { Opened } from "./protocol.js" */
/** @import { Backend } from "./types.js" */

export class Bridges {
  /** @type {Record<Backend, Bridge | null>} */
  #bridges = { cpu: null, gpu: null };
  /** @type {Map<Bridge, Opened>} */
  #opened = new Map();

  /** @param {Bridge} bridge */
  put(bridge) {
    this.#bridges[bridge.backend] = bridge;
  }

  /** @param {Backend} backend */
  has(backend) {
    return this.#bridges[backend] !== null;
  }

  /** Whether a bridge is still in use. @param {Bridge} bridge */
  holds(bridge) {
    return this.#bridges[bridge.backend] === bridge;
  }

  /** @param {Bridge} bridge @param {Opened} opened */
  open(bridge, opened) {
    this.#opened.set(bridge, opened);
  }

  /** @param {Bridge} bridge */
  aboutOf(bridge) {
    return this.#opened.get(bridge)?.about ?? null;
  }

  /** The first of some backends whose bridge is open. @param {...Backend} backends */
  first(...backends) {
    for (const backend of backends) {
      const bridge = this.#bridges[backend];
      if (bridge && this.#opened.has(bridge)) return bridge;
    }
    return null;
  }

  /** @param {Backend} backend */
  release(backend) {
    const bridge = this.#bridges[backend];
    this.#bridges[backend] = null;
    if (!bridge) return;
    this.#opened.delete(bridge);
    bridge.close();
  }
}

/** Waits while an engine is on its way. @param {() => Bridge | null} current @returns {Promise<Bridge>} */
export async function whenOpen(current) {
  for (let tries = 0; tries < GLANCE_TRIES; tries++) {
    const bridge = current();
    if (bridge) return bridge;
    await new Promise((resolve) => setTimeout(resolve, GLANCE_WAIT_MS));
  }
  throw { code: "engine.silent", message: "no engine came" };
}
