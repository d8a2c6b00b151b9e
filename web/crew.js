/**
 * The workers beside the one that leads a run: each has an engine and the same run, and finds the gradients of its part
 * of every batch. They keep nothing of the run, so that any of them may die: the lead does its part until another is there.
 */
import { Bridge } from "./engine.js";
import { asFault } from "./protocol.js";
import { Restarts } from "./restarts.js";

/** @import { TrainRequest } from "./protocol.js" */
/** @import { TrainingSetup } from "./types.js" */

/**
 * Opens an engine, and makes a run in it.
 * @param {Bridge} bridge
 * @param {Pick<TrainingSetup, "assets" | "chapter" | "build">} setup
 * @param {TrainRequest} request
 */
export async function enlist(bridge, { assets, chapter, build }, request) {
  const { backend } = bridge;
  const [wasm, weights] = await Promise.all([assets.wasm(backend), assets.weights(chapter.weights)]);
  await bridge.open({ build, script: assets.script(backend), wasm, weights });
  await bridge.train(request);
}

export class Crew {
  /** By the part of a batch that each finds. @type {Map<number, Bridge>} */
  #followers = new Map();
  #restarts = new Restarts();
  #workers = 1;

  /**
   * @param {Bridge} lead whose run is made
   * @param {Pick<TrainingSetup, "assets" | "chapter" | "build">} setup
   * @param {TrainRequest} request what the lead's run was made of
   * @param {(line: string) => void} log
   */
  constructor(lead, setup, request, log) {
    this.#lead = lead;
    this.#setup = setup;
    this.#request = { ...request, checkpoint: null };
    this.#log = log;
    lead.lost = (part) => this.#lose(part, "silent");
  }
  #lead;
  #setup;
  #request;
  #log;

  /** Makes it so many workers, with the lead; over when they are there. @param {number} workers */
  async resize(workers) {
    this.#workers = workers;
    for (const part of this.#followers.keys()) if (part >= workers) this.#dismiss(part);
    // The lead's end has its own way to be told.
    this.#lead.resize(workers).catch(() => {});
    const missing = Array.from({ length: workers }, (_, part) => part).filter((part) => part > 0 && !this.#followers.has(part));
    await Promise.all(missing.map((part) => this.#hire(part)));
  }

  close() {
    this.#workers = 1;
    for (const part of this.#followers.keys()) this.#dismiss(part);
  }

  /** @param {number} part */
  async #hire(part) {
    const bridge = new Bridge("cpu", { log: this.#log, broken: (fault) => this.#holds(part, bridge) && this.#lose(part, fault.message) });
    this.#followers.set(part, bridge);
    try {
      await enlist(bridge, this.#setup, this.#request);
      const { port1, port2 } = new MessageChannel();
      await bridge.follow(port1);
      if (this.#holds(part, bridge)) await this.#lead.hire(part, port2);
    } catch (thrown) {
      // Of a broken worker its bridge tells; it holds the part no more.
      if (this.#holds(part, bridge)) this.#lose(part, asFault(thrown).message);
    }
  }

  /** @param {number} part @param {Bridge} bridge */
  #holds(part, bridge) {
    return this.#followers.get(part) === bridge;
  }

  /** @param {number} part */
  #dismiss(part) {
    this.#followers.get(part)?.close();
    this.#followers.delete(part);
  }

  /** Another takes the part, or in the end the crew is smaller. @param {number} part @param {string} reason */
  #lose(part, reason) {
    if (!this.#followers.has(part)) return;
    this.#log(`worker ${part + 1}: ${reason}`);
    this.#dismiss(part);
    this.#lead.dismiss(part).catch(() => {});
    if (this.#restarts.another()) this.#hire(part);
    else this.resize(1);
  }
}
