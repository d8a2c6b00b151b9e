/**
 * One training run: its own worker with its own engine, so that drawing is answered meanwhile. The run is pulled,
 * slice by slice; to pause is not to pull. What is needed to go on after anything is kept here, and in the browser's
 * storage: the newest checkpoint, and the weights of every epoch.
 */
import { Bridge } from "./engine.js";
import { Keeper } from "./keeper.js";
import { untrained } from "./lesson.js";
import { TRAIN_KEEP_MS, TRAIN_SHOW_MS, TRAIN_SLICE_MS } from "./limits.js";
import { asFault, isBroken } from "./protocol.js";
import { Restarts } from "./restarts.js";

/** @typedef {import("./protocol.js").Fault} Fault */
/** @typedef {import("./protocol.js").TrainEvent} TrainEvent */
/** @typedef {import("./types.js").Backend} Backend */
/** @typedef {import("./types.js").Chapter} Chapter */
/** @typedef {import("./types.js").Lesson} Lesson */
/** @typedef {import("./types.js").Training} State */

export class Training {
  /** @type {Bridge | null} */
  #bridge = null;
  /** Counts the runs, so that what an ended one still says is not heard. */
  #run = 0;
  /** @type {Uint8Array | null} */
  #data = null;
  /** @type {Uint8Array | null} */
  #checkpoint = null;
  /** What the panel showed at the checkpoint, for a run that goes on from there. @type {import("./keeper.js").Told | null} */
  #told = null;
  /** Weights before the first epoch, after the first, and so on. @type {Uint8Array[]} */
  #epochs = [];
  #restarts = new Restarts();
  #keeper;
  #storable = true;
  #pulling = false;
  #shownAt = 0;
  #markedAt = 0;
  #state = untrained();

  /**
   * @param {object} setup
   * @param {import("./assets.js").Assets} setup.assets
   * @param {Chapter} setup.chapter
   * @param {string} setup.build
   * @param {() => Backend} setup.backend what should train now
   * @param {object} owner
   * @param {(state: State) => void} owner.changed
   * @param {(weights: Uint8Array | null) => void} owner.show these weights shall answer; null: the shipped ones
   * @param {(toast: import("./types.js").Toast) => void} owner.tell
   * @param {(line: string) => void} owner.log
   */
  constructor(setup, owner) {
    this.#setup = setup;
    this.#owner = owner;
    this.#keeper = new Keeper(setup.chapter.name);
  }
  #setup;
  #owner;

  /** Looks for a run that was kept here before the page was opened. */
  async recall() {
    try {
      const kept = await this.#keeper.recall();
      if (!kept || !this.#is("idle") || kept.weights.length !== kept.told.epochs.length + 1) return;
      this.#checkpoint = kept.checkpoint;
      this.#told = kept.told;
      this.#epochs = kept.weights;
      this.#change({ ...kept.told, lesson: kept.lesson, phase: "kept", shown: null });
    } catch (thrown) {
      this.#owner.log(`storage: ${asFault(thrown).message}`); // The visitor hears of it when there is something to keep.
    }
  }

  /** A new run, or the paused or kept one goes on. @param {Lesson} lesson @param {number} [steps] by default to the end */
  async train(lesson, steps = Infinity) {
    if (this.#is("running") || this.#is("preparing")) return;
    if (this.#is("kept")) {
      this.#change({ phase: "preparing" });
      await this.#open(this.#setup.backend());
      await this.show(null);
    } else if (!this.#is("paused")) {
      await this.#begin(lesson);
    }
    await this.#pull(steps);
  }

  pause() {
    if (this.#state.phase === "running") this.#change({ phase: "paused" });
  }

  /** Forgets the run; the shipped weights answer again. */
  reset() {
    this.#end();
    this.#forget();
    this.#keeper.forget().catch((thrown) => this.#owner.log(`storage: ${asFault(thrown).message}`));
    this.#change(untrained(this.#state.lesson));
    this.#owner.show(null);
  }

  /** Lets the weights of an epoch answer. @param {number | null} epoch 0 is the start, null the newest */
  async show(epoch) {
    this.#change({ shown: epoch });
    const weights = epoch === null ? await this.#newest() : this.#epochs[epoch];
    if (!weights || this.#state.shown !== epoch) return;
    this.#owner.show(weights);
    await this.#judge(weights);
  }

  /** The weights that answer, for a file. */
  async weights() {
    const { shown } = this.#state;
    return shown === null ? this.#newest() : this.#epochs[shown];
  }

  /** The phase of this moment; it may change while a caller waits. @param {State["phase"]} phase */
  #is(phase) {
    return this.#state.phase === phase;
  }

  /** @param {Partial<State>} patch */
  #change(patch) {
    this.#state = { ...this.#state, ...patch };
    this.#owner.changed(this.#state);
  }

  #end() {
    this.#run += 1;
    this.#bridge?.close();
    this.#bridge = null;
  }

  #forget() {
    this.#epochs = [];
    this.#checkpoint = null;
    this.#told = null;
  }

  /** @param {Lesson} lesson */
  async #begin(lesson) {
    this.#end();
    this.#forget();
    this.#restarts = new Restarts();
    this.#change({ ...untrained(lesson), phase: "preparing" });
    await this.#open(this.#setup.backend());
  }

  /** Opens an engine and makes the run in it, from the checkpoint if there is one. @param {Backend} backend */
  async #open(backend) {
    const { assets, chapter, build } = this.#setup;
    const run = this.#run;
    try {
      this.#data ??= await assets.data(chapter.data, (received) => run === this.#run && this.#change({ received }));
      const bridge = new Bridge(backend, { log: this.#owner.log, broken: (fault) => this.#fail(bridge, fault) });
      this.#bridge = bridge;
      const [wasm, weights] = await Promise.all([assets.wasm(backend), assets.weights(chapter.weights)]);
      await bridge.open({ build, script: assets.script(backend), wasm, weights });
      await bridge.train({ kind: "train", data: this.#data, lesson: this.#state.lesson, checkpoint: this.#checkpoint });
      if (run !== this.#run) return;
      if (this.#epochs.length === 0) this.#keep(await bridge.weights());
      const done = this.#told?.epochs.length === this.#state.lesson.epochs;
      this.#change({ ...this.#told, backend, phase: done ? "finished" : "paused", received: 1 });
    } catch (thrown) {
      if (run === this.#run) this.#fail(this.#bridge, asFault(thrown));
    }
  }

  /** Pulls slices until the run ends, is paused, or so many steps are done. @param {number} steps */
  async #pull(steps) {
    if (this.#state.phase !== "paused") return;
    // Paused a moment ago, and its last slice is still on its way: the loop that pulled it goes on.
    if (this.#pulling) return this.#change({ phase: "running" });
    this.#pulling = true;
    this.#change({ phase: "running" });
    const run = this.#run;
    for (let left = steps; left > 0 && run === this.#run && this.#is("running"); left -= 1) {
      const bridge = /** @type {Bridge} */ (this.#bridge);
      try {
        await this.#slice(bridge, steps === Infinity ? TRAIN_SLICE_MS : 0);
      } catch (thrown) {
        this.#fail(bridge, asFault(thrown));
      }
    }
    this.#pulling = false;
    if (run !== this.#run) return;
    if (this.#is("running")) this.#change({ phase: "paused" });
    if (this.#state.shown === null && (this.#is("paused") || this.#is("finished"))) await this.show(null);
    if (this.#is("paused") && this.#bridge) await this.#mark(this.#bridge).catch(() => {}); // Its end is dealt with elsewhere.
  }

  /** @param {Bridge} bridge @param {number} milliseconds */
  async #slice(bridge, milliseconds) {
    const before = this.#state.progress;
    const start = performance.now();
    const events = await bridge.advance(milliseconds);
    if (bridge !== this.#bridge) return;
    const elapsed = performance.now() - start;
    for (const event of events) this.#hear(event, before, elapsed);
    const epoch = events.some(({ event }) => event === "epoch");
    if (epoch) this.#keep(await bridge.weights());
    if (epoch || performance.now() - this.#markedAt > TRAIN_KEEP_MS) await this.#mark(bridge);
    const due = performance.now() - this.#shownAt > TRAIN_SHOW_MS;
    if (due && this.#state.shown === null && this.#state.phase === "running") {
      this.#shownAt = performance.now();
      const weights = await bridge.weights();
      if (bridge === this.#bridge && this.#state.shown === null) this.#owner.show(weights);
    }
  }

  /** @param {TrainEvent} event @param {State["progress"]} before @param {number} elapsed */
  #hear(event, before, elapsed) {
    const { curve, epochs, lesson, progress } = this.#state;
    if (event.event === "step") {
      const { epoch, step, steps, loss, accuracy } = event;
      const done = step - (before?.epoch === epoch ? before.step : 0);
      const at = epoch - 1 + step / steps;
      this.#change({
        progress: { epoch, step, steps, loss, accuracy, checked: 0, pace: elapsed / Math.max(1, done) },
        curve: [...curve, { at, loss, accuracy }],
      });
    } else if (event.event === "validation" && progress) {
      this.#change({ progress: { ...progress, checked: event.seen / event.samples } });
    } else if (event.event === "epoch") {
      this.#change({ epochs: [...epochs, event] });
      if (event.epoch === lesson.epochs) this.#change({ phase: "finished" });
    }
  }

  /** Keeps the checkpoint from which the run can go on. @param {Bridge} bridge */
  async #mark(bridge) {
    const checkpoint = await bridge.checkpoint();
    if (bridge !== this.#bridge) return;
    this.#markedAt = performance.now();
    const { curve, epochs, progress, lesson } = this.#state;
    this.#checkpoint = checkpoint;
    this.#told = { curve, epochs, progress };
    if (!this.#storable) return;
    try {
      await this.#keeper.keep({ lesson, told: this.#told, checkpoint }, this.#epochs);
    } catch (thrown) {
      this.#storable = false;
      this.#owner.log(`storage: ${asFault(thrown).message}`);
      this.#owner.tell({ key: "training.not-kept" });
    }
  }

  /** @param {Uint8Array} weights of the newest epoch */
  #keep(weights) {
    this.#epochs.push(weights);
    if (this.#state.shown === null) this.#owner.show(weights);
  }

  /** Judges weights on what the run never learns from, if there is an engine for it. @param {Uint8Array} weights */
  async #judge(weights) {
    const bridge = this.#bridge;
    try {
      const unseen = this.#state.unseen ?? (await bridge?.unseen()) ?? null;
      const judged = await bridge?.judge(weights);
      if (judged && bridge === this.#bridge) this.#change({ judged, unseen });
    } catch (thrown) {
      this.#owner.log(`judging: ${asFault(thrown).message}`); // The end of the engine has its own way to be told.
    }
  }

  /** The newest weights there are: the run's own, or the last epoch's. @returns {Promise<Uint8Array | undefined>} */
  async #newest() {
    const last = this.#epochs.at(-1);
    if (!this.#bridge || this.#state.phase === "finished") return last;
    try {
      return await this.#bridge.weights();
    } catch {
      return last; // The end of the engine has its own way to be told.
    }
  }

  /** The one place where a run that cannot go on is dealt with. @param {Bridge | null} bridge @param {Fault} fault */
  #fail(bridge, fault) {
    if (bridge !== this.#bridge) return;
    this.#owner.log(`training: ${fault.code}: ${fault.message}`);
    const wasRunning = this.#state.phase === "running";
    const backend = bridge?.backend ?? "cpu";
    this.#end();
    const allowed = this.#restarts.another();
    if (isBroken(fault) && (allowed || backend === "gpu")) {
      const next = allowed ? backend : "cpu";
      this.#owner.tell({ key: "training.restarted", plain: fault.message, values: { epoch: String(Math.max(0, this.#epochs.length - 1)) } });
      this.#change({ phase: "preparing" });
      this.#open(next).then(() => (wasRunning ? this.#pull(Infinity) : undefined));
      return;
    }
    this.#change({ ...this.#told, phase: "failed" });
    this.#owner.tell({ key: `training.${fault.code}`, otherwise: "training.other", plain: fault.message });
    const last = this.#epochs.at(-1);
    if (last) this.#owner.show(last);
  }
}
