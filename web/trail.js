/**
 * The way back of a training run: its newest checkpoint with what the panel showed there, and the weights of its epochs.
 * They change together, and all of it is kept in the browser's storage, too.
 */
import { Keeper, NOTHING, toldOf } from "./keeper.js";
import { TRAIN_KEEP_MS } from "./limits.js";
import { asFault } from "./protocol.js";

/** @import { Bridge } from "./engine.js" */
/** @import { Told } from "./stored.js" */
/** @import { Chapter, Former, Training, TrainingOwner } from "./types.js" */

export class Trail {
  /** @type {Uint8Array | null} */
  checkpoint = null;
  /** What the panel showed at the checkpoint. @type {Told} */
  told = NOTHING;
  /** Weights before the first epoch, after the first, and so on, up to the checkpoint. @type {Uint8Array[]} */
  epochs = [];
  #keeper;
  #markedAt = 0;

  /** @param {Chapter} chapter @param {TrainingOwner} owner */
  constructor(chapter, owner) {
    this.#keeper = new Keeper(chapter, (thrown) => {
      owner.log(`storage: ${asFault(thrown).message}`);
      owner.tell({ key: "training.not-kept" });
    });
  }

  /** The weights of the last epoch. */
  get last() {
    return this.epochs.at(-1);
  }

  /** Whether the checkpoint is so old that another is due. */
  get isOld() {
    return performance.now() - this.#markedAt > TRAIN_KEEP_MS;
  }

  /** What was kept before the page was opened; it becomes the trail if it is wanted. @param {() => boolean} wanted @returns {Promise<Training["lesson"] | null>} */
  async recall(wanted) {
    const kept = await this.#keeper.recall();
    if (!kept || !wanted()) return null;
    this.checkpoint = kept.checkpoint;
    this.told = kept.told;
    this.epochs = kept.weights;
    return kept.lesson;
  }

  /** A new run begins. @param {Former | null} [former] the run before */
  begin(former = null) {
    this.epochs = [];
    this.checkpoint = null;
    this.told = { ...NOTHING, former };
    this.#keeper.begin();
  }

  /** The run is forgotten, and what was kept of it. */
  forget() {
    this.#keeper.forget();
    this.begin();
  }

  /**
   * Keeps the checkpoint from which a run can go on.
   * @param {Bridge} bridge
   * @param {() => boolean} wanted whether the run is still the run
   * @param {Training} training
   * @param {Uint8Array} [weights] of an epoch that has just ended
   */
  async mark(bridge, wanted, training, weights) {
    const checkpoint = await bridge.checkpoint();
    if (!wanted()) return;
    this.#markedAt = performance.now();
    this.checkpoint = checkpoint;
    this.told = toldOf(training);
    if (weights) this.epochs.push(weights);
    this.#keeper.keep({ lesson: training.lesson, told: this.told, checkpoint }, [...this.epochs]);
  }
}
