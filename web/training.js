/**
 * One training run: its own worker with its own engine, so that drawing is answered meanwhile. The run is pulled,
 * slice by slice; to pause is not to pull. What is needed to go on after anything is kept here, and in the browser's
 * storage: the newest checkpoint, and the weights of every epoch. Whatever waits asks afterwards whether its run is
 * still the run.
 */
import { Crew, enlist } from "./crew.js";
import { Bridge } from "./engine.js";
import { Examiner } from "./examiner.js";
import { formerOf, isDone, isOpen, recipeFor, told, untrained } from "./lesson.js";
import { TRAIN_JUDGE_MS, TRAIN_SHOW_MS, TRAIN_SLICE_MS } from "./limits.js";
import { Pacer } from "./pace.js";
import { asFault, isBroken, isCurable } from "./protocol.js";
import { Restarts } from "./restarts.js";
import { Trail } from "./trail.js";

/** @import { Fault, TrainRequest } from "./protocol.js" */
/** @import { Backend, Lesson, Training as State, TrainingOwner, TrainingSetup } from "./types.js" */

export class Training {
  /** @type {Bridge | null} */
  #bridge = null;
  /** Who shares its work. @type {Crew | null} */
  #crew = null;
  /** Counts the runs, and the engines of one run. */
  #run = 0;
  /** Counts how often the visitor let a run go on. */
  #visit = 0;
  /** Steps that the visitor still wants. */
  #left = 0;
  /** The run that a loop is pulling; 0 for none. */
  #pulling = 0;
  /** Over when nobody pulls any more, and where the run is has been kept. @type {Promise<void> | null} */
  #loop = null;
  #restarts = new Restarts();
  #shownAt = 0;
  #state;

  /** @param {TrainingSetup} setup @param {TrainingOwner} owner */
  constructor(setup, owner) {
    this.#setup = setup;
    this.#state = untrained(recipeFor(setup.chapter.sets[0]));
    this.#owner = owner;
    this.#trail = new Trail(setup.chapter, owner);
    this.#examiner = new Examiner(owner.log);
    this.pacer = new Pacer(setup, owner.log, (patch) => this.#change(patch));
  }
  #setup;
  #owner;
  #trail;
  #examiner;

  /** Looks for a run that was kept here before the page was opened. */
  async recall() {
    const lesson = await this.#trail.recall(() => this.#is("idle"));
    if (lesson) this.#change({ ...this.#trail.told, lesson, phase: "kept" });
    this.choose(lesson ?? this.#state.chosen);
  }

  /** What the next run might be, if it can be chosen now. @param {Partial<Lesson>} some of it */
  propose(some) {
    if (isOpen(this.#state)) this.choose({ ...this.#state.chosen, ...some });
  }

  /** What the next run shall be. @param {Lesson} lesson */
  choose(lesson) {
    this.#change({ chosen: lesson, pace: this.pacer.known(lesson) });
  }

  /** The visitor chose what computes; a run on the CPU follows at once, the others when they are opened next. */
  empower() {
    this.choose(this.#state.chosen);
    const workers = Number(this.#setup.power());
    if (!this.#crew || this.#state.backend !== "cpu" || !workers) return;
    this.#crew.resize(workers);
    this.#change({ workers });
  }

  /** A new run, or the paused or kept one goes on. @param {Lesson} lesson @param {number} [steps] by default to the end */
  train(lesson, steps = Infinity) {
    if (this.#is("running") || this.#is("preparing")) return;
    const { material } = this.#setup;
    const next = this.#is("kept") || this.#is("paused") ? this.#state.lesson : material.noted(lesson);
    const lacking = material.lacks(next);
    if (lacking) return this.#owner.tell(lacking);
    this.#visit += 1;
    this.#left = steps;
    if (this.#is("paused")) return this.#go();
    if (!this.#is("kept")) {
      const former = formerOf(this.#state);
      this.#end();
      this.#trail.begin(former);
      this.#change({ ...untrained(next, former), received: material.holds(next) ? 1 : 0 });
    }
    this.#restarts = new Restarts();
    this.#open();
  }

  pause() {
    if (!this.#is("running")) return;
    this.#left = 0;
    this.#change({ phase: "paused" });
  }

  /** Another learning rate or another end for the run that there is; a finished one that has more to do goes on. @param {Pick<Lesson, "learning_rate" | "epochs"> & Partial<Lesson>} wanted */
  async alter({ learning_rate, epochs, extended = this.#state.lesson.extended }) {
    const bridge = this.#bridge;
    // An epoch that has begun comes to its end: the engine says what holds.
    const end = await bridge?.alter({ learning_rate, epochs }).catch((thrown) => this.#owner.log(`alter: ${asFault(thrown).message}`));
    if (bridge !== this.#bridge || !bridge || !end) return;
    const lesson = { ...this.#state.lesson, learning_rate, epochs: end, extended };
    this.#change({ lesson });
    if (!this.#is("finished")) this.choose(lesson);
    if (this.#is("paused")) return this.#mark(bridge);
    if (!this.#is("finished") || isDone(this.#state)) return;
    this.#left = Infinity;
    this.#go();
  }

  /** The visitor goes elsewhere: the run stays where it is, and its worker makes room. */
  async leave() {
    this.pacer.end();
    if (this.#is("idle")) return;
    this.pause();
    const visit = this.#visit;
    await this.#loop;
    if (visit !== this.#visit) return; // The visitor is back, and wanted it to go on.
    this.#end();
    this.#change({ ...this.#trail.told, phase: this.#trail.checkpoint ? "kept" : "idle", shown: null, judged: null, unseen: null });
  }

  /** Forgets the run; the shipped weights answer again. */
  reset() {
    this.pacer.end();
    this.#end();
    this.#trail.forget();
    this.#change(untrained(this.#state.chosen));
    this.choose(this.#state.chosen);
    this.#owner.show(null);
  }

  /** Lets the weights of an epoch answer. @param {number | null} epoch 0 is the start, null the newest */
  async show(epoch) {
    const run = this.#run;
    this.#change({ shown: epoch });
    const weights = await this.weights();
    if (!weights || run !== this.#run || this.#state.shown !== epoch) return;
    this.#owner.show(weights);
    await this.#judge(weights);
  }

  /** The weights that answer: those of the epoch that is shown, or the newest there are. @returns {Promise<Uint8Array | undefined>} */
  async weights() {
    const { shown, phase } = this.#state;
    if (shown !== null) return this.#trail.epochs[shown];
    if (!this.#bridge || phase === "finished") return this.#trail.last;
    return this.#bridge.weights().catch(() => this.#trail.last); // The end of the engine has its own way to be told.
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
    this.#crew?.close();
    this.#crew = null;
    this.#bridge?.close();
    this.#bridge = null;
  }

  /** Opens an engine, makes the run in it, from the checkpoint if there is one, and goes on. @param {Backend} [backend] by default the best */
  async #open(backend) {
    this.#end();
    const run = this.#run;
    const stale = () => run !== this.#run;
    this.#change({ ...this.#trail.told, phase: "preparing" });
    try {
      const finding = this.pacer.find(this.#state.lesson);
      const data = await this.#setup.material.bytes(this.#state.lesson, (received) => stale() || this.#change({ received }));
      if (stale()) return;
      this.#change({ received: 1 });
      const pace = await finding;
      if (stale()) return;
      const bridge = new Bridge(backend ?? pace?.backend ?? this.#setup.backends()[0], { log: this.#owner.log, broken: (fault) => this.#fail(bridge, fault) });
      this.#bridge = bridge;
      const request = /** @type {TrainRequest} */ ({ kind: "train", data, lesson: this.#state.lesson, checkpoint: this.#trail.checkpoint });
      await enlist(bridge, this.#setup, request);
      if (this.#trail.epochs.length === 0) await this.#mark(bridge, await bridge.weights());
      if (stale()) return;
      const workers = (bridge.backend === "cpu" && pace?.workers) || 1;
      this.#crew = new Crew(bridge, this.#setup, request, this.#owner.log);
      this.#crew.resize(workers);
      this.#change({ backend: bridge.backend, workers });
      if (this.#trail.last && this.#state.shown === null) this.#owner.show(this.#trail.last);
      if (this.#left > 0 && !isDone(this.#state)) return this.#go();
      this.#change({ phase: isDone(this.#state) ? "finished" : "paused" });
      await this.show(this.#state.shown);
    } catch (thrown) {
      if (!stale()) this.#fail(this.#bridge, asFault(thrown));
    }
  }

  /** Pulls what the visitor wants; the loop that is already pulling goes on with it. */
  async #go() {
    const run = this.#run;
    const bridge = /** @type {Bridge} */ (this.#bridge);
    this.#change({ phase: "running" });
    if (this.#pulling === run) return;
    this.#pulling = run;
    this.#loop = this.#pull(run, bridge);
    await this.#loop;
    if (run === this.#run && this.#state.shown === null && !this.#is("running")) await this.show(null);
  }

  /** @param {number} run @param {Bridge} bridge */
  async #pull(run, bridge) {
    try {
      while (this.#left > 0 && run === this.#run) await this.#slice(bridge);
      if (run !== this.#run) return;
      this.#pulling = 0;
      if (this.#is("running")) this.#change({ phase: "paused" });
      if (this.#is("paused")) await this.#mark(bridge);
    } catch (thrown) {
      this.#fail(bridge, asFault(thrown));
    }
  }

  /** Some steps, or as little as there is to do if only one is wanted. @param {Bridge} bridge */
  async #slice(bridge) {
    const before = this.#state.progress;
    const start = performance.now();
    const events = await bridge.advance(this.#left === Infinity ? TRAIN_SLICE_MS : 0);
    if (bridge !== this.#bridge) return;
    const elapsed = performance.now() - start;
    for (const event of events) this.#change(told(this.#state, event, before, elapsed));
    this.pacer.saw(this.#state, events);
    const epoch = events.some(({ event }) => event === "epoch");
    if (epoch || events.some(({ event }) => event === "step")) this.#left = Math.max(0, this.#left - 1);
    if (epoch) {
      const weights = await bridge.weights();
      if (bridge === this.#bridge && this.#state.shown === null) this.#owner.show(weights);
      await this.#mark(bridge, weights);
      if (this.#state.shown === null && this.#examiner.took < TRAIN_JUDGE_MS) await this.#judge(weights);
    } else if (this.#trail.isOld) {
      await this.#mark(bridge);
    } else if (performance.now() - this.#shownAt > TRAIN_SHOW_MS && this.#state.shown === null) {
      this.#shownAt = performance.now();
      const [weights, gradients] = await Promise.all([bridge.weights(), bridge.gradients()]);
      if (bridge === this.#bridge) this.#change({ gradients });
      if (bridge === this.#bridge && this.#state.shown === null) this.#owner.show(weights);
    }
    const ended = events.some(({ event }) => event === "finished") || (epoch && isDone(this.#state));
    if (bridge !== this.#bridge || !ended) return;
    if (!epoch) await this.#mark(bridge);
    this.#left = 0;
    this.#change({ phase: "finished" });
  }

  /** @param {Bridge} bridge @param {Uint8Array} [weights] of an epoch that has just ended */
  async #mark(bridge, weights) {
    await this.#trail.mark(bridge, () => bridge === this.#bridge, this.#state, weights);
  }

  /** Judges weights on what the run never learns from, if there is an engine for it. @param {Uint8Array} weights */
  async #judge(weights) {
    const bridge = this.#bridge;
    const epoch = this.#trail.epochs.indexOf(weights);
    const found = bridge && (await this.#examiner.judge(bridge, weights, this.#state.unseen));
    if (!found || bridge !== this.#bridge) return;
    this.#change({ judged: { ...found.judged, epoch: epoch < 0 ? null : epoch }, unseen: found.unseen });
  }

  /** The one place where a run that cannot go on is dealt with. @param {Bridge | null} bridge @param {Fault} fault */
  #fail(bridge, fault) {
    if (bridge !== this.#bridge) return;
    this.#owner.log(`training: ${fault.code}: ${fault.message}`);
    if (fault.code === "data.damaged") this.#setup.material.doubt(this.#state.lesson);
    const allowed = this.#restarts.another();
    const onGpu = bridge?.backend === "gpu";
    if (isBroken(fault) && (allowed || onGpu)) {
      const values = { epoch: String(Math.max(0, this.#trail.epochs.length - 1)) };
      if (fault.code !== "engine.unreachable") this.#owner.tell({ key: "training.restarted", plain: fault.message, values });
      this.#open(allowed && isCurable(fault) ? bridge?.backend : "cpu");
      return;
    }
    this.#end();
    this.#left = 0;
    this.#change({ ...this.#trail.told, phase: "failed", shown: null });
    this.#owner.tell({ key: `training.${fault.code}`, otherwise: "training.other", plain: fault.message });
    this.#owner.show(this.#trail.last ?? null);
  }
}
