/**
 * How quickly this computer learns: from a trial of about a second, on shapes that it draws itself, or as it was measured
 * last. The trial also finds what computes best: a GPU or the CPU, and how many of its cores.
 */
import { Crew, enlist } from "./crew.js";
import { Bridge } from "./engine.js";
import { MAX_EPOCHS, MAX_WORKERS, PACE_MEMORY_MS, TRIAL_MS, TRIAL_SAMPLES, TRIAL_SLICE_MS, TRIAL_WARM_MS, UNSEEN } from "./limits.js";
import { recalled, remember } from "./preferences.js";
import { asFault } from "./protocol.js";

/** @import { TrainEvent, TrainRequest } from "./protocol.js" */
/** @import { Backend, Lesson, Pace, Power, Training, TrainingSetup } from "./types.js" */

/** @typedef {Set<{close: () => void}>} Hired */
/** @typedef {{name: string, hired: Hired, pace: Promise<Pace | null>}} Trial what is being tried out, and with whom */

/** More workers are kept if a picture then takes at most this share of the time. */
const GAIN = 0.95;
/** How much of what is known a newer measurement changes. */
const FRESHNESS = 0.1;
/** Looking at a picture, as a share of learning from it. */
const LOOK = 1 / 3;

/** Seconds that an epoch takes. @param {Lesson} lesson @param {Pace} pace */
export function secondsOf({ samples }, { picture, alone }) {
  return (samples * picture + UNSEEN * LOOK * alone) / 1000;
}

/** How many cores there are to use. */
function cores() {
  return Math.min(MAX_WORKERS, navigator.hardwareConcurrency || 1);
}

/** What may train here, as far as the browser tells. @returns {Power[]} */
export function powers() {
  const counts = Array.from({ length: cores() }, (_, index) => /** @type {Power} */ (`${index + 1}`));
  return ["auto", ...counts, ...(Object.hasOwn(Navigator.prototype, "gpu") ? [/** @type {Power} */ ("gpu")] : [])];
}

/** One, then twice as many, up to all. */
function crews() {
  const sizes = [1];
  while (sizes[sizes.length - 1] * 2 < cores()) sizes.push(sizes[sizes.length - 1] * 2);
  return cores() > 1 ? [...sizes, cores()] : sizes;
}

/** Whether something that was remembered is a pace. @param {any} value @returns {value is Pace} */
function isPace(value) {
  const positive = (/** @type {unknown} */ number) => typeof number === "number" && Number.isFinite(number) && number > 0;
  return (value?.backend === "cpu" || value?.backend === "gpu") && [value.workers, value.picture, value.alone, value.at].every(positive) && value.workers <= MAX_WORKERS && Date.now() - value.at < PACE_MEMORY_MS;
}

export class Pacer {
  /** @type {Trial | null} */
  #trial = null;

  /** @param {TrainingSetup} setup @param {(line: string) => void} log @param {(patch: Pick<Training, "measuring"> & Partial<Training>) => void} tell */
  constructor(setup, log, tell) {
    this.#setup = setup;
    this.#log = log;
    this.#tell = tell;
  }
  #setup;
  #log;
  #tell;

  /** What was measured last for such a lesson and the visitor's choice of what computes. @param {Lesson} lesson @returns {Pace | null} */
  known(lesson) {
    try {
      const pace = JSON.parse(recalled(this.#name(lesson)) ?? "null");
      return isPace(pace) ? pace : null;
    } catch {
      return null;
    }
  }

  /** What should compute, as it is known or as a trial says. It fails with nothing: without an answer one worker will do. @param {Lesson} lesson @returns {Promise<Pace | null>} */
  async find(lesson) {
    const name = this.#name(lesson);
    const known = this.known(lesson);
    if (known) return known;
    if (this.#trial?.name !== name) {
      this.end();
      /** @type {Hired} */
      const hired = new Set();
      /** @type {Trial} */
      const trial = { name, hired, pace: this.#try(lesson, hired).then((pace) => this.#conclude(trial, pace)) };
      this.#trial = trial;
      this.#tell({ measuring: true });
    }
    return this.#trial.pace;
  }

  /** @param {Trial} trial @param {Pace | null} pace @returns {Pace | null} null of a trial that was ended */
  #conclude(trial, pace) {
    if (this.#trial !== trial) return null;
    this.#trial = null;
    if (pace) remember(trial.name, JSON.stringify(pace));
    this.#tell({ measuring: false, pace });
    return pace;
  }

  /** Learns from how quickly a run goes, for the next one. @param {Training} training @param {TrainEvent[]} events of a slice */
  saw({ lesson, progress, backend, workers }, events) {
    const known = this.known(lesson);
    if (!progress || events.length > 1 || events[0].event !== "step" || known?.backend !== backend || known?.workers !== workers) return;
    const picture = known.picture + FRESHNESS * (progress.pace / lesson.batch - known.picture);
    remember(this.#name(lesson), JSON.stringify({ ...known, picture }));
  }

  /** Ends what is being tried out. */
  end() {
    if (!this.#trial) return;
    dismiss(this.#trial.hired);
    this.#trial = null;
    this.#tell({ measuring: false });
  }

  /** @param {Lesson} lesson */
  #name({ batch }) {
    const { chapter, power, backends } = this.#setup;
    return ["pace", chapter.name, power(), backends().join("+"), batch].join(".");
  }

  /** @param {Lesson} lesson @param {Hired} hired */
  async #try(lesson, hired) {
    const power = this.#setup.power();
    const able = this.#setup.backends();
    /** @type {Pace | null} */
    let best = null;
    const count = power === "auto" || power === "gpu" ? null : Number(power);
    for (const backend of count ? /** @type {Backend[]} */ (["cpu"]) : power === "gpu" ? able.slice(0, 1) : able) {
      try {
        const pace = await this.#measure(backend, lesson, count, hired);
        if (!best || pace.picture < best.picture) best = pace;
      } catch (thrown) {
        const fault = asFault(thrown);
        this.#log(`trial: ${fault.message}`);
        if (fault.code === "engine.closed") return null;
      } finally {
        dismiss(hired);
      }
    }
    return best;
  }

  /**
   * @param {Backend} backend
   * @param {Lesson} lesson
   * @param {number | null} wanted workers; null: as many as are of use
   * @param {Hired} hired
   * @returns {Promise<Pace>}
   */
  async #measure(backend, lesson, wanted, hired) {
    const bridge = new Bridge(backend, { log: this.#log, broken: (fault) => this.#log(`trial: ${fault.message}`) });
    /** @type {TrainRequest} */
    const request = { kind: "train", data: new Uint8Array(), lesson: { ...lesson, data: "shapes", samples: TRIAL_SAMPLES, epochs: MAX_EPOCHS }, checkpoint: null };
    const crew = new Crew(bridge, this.#setup, request, this.#log);
    hired.add(crew).add(bridge);
    await enlist(bridge, this.#setup, request);
    const alone = await timed(bridge, lesson.batch);
    /** @type {Pace} */
    let best = { backend, workers: 1, picture: alone, alone, at: Date.now() };
    const sizes = backend === "gpu" ? [] : wanted ? [wanted] : crews();
    for (const workers of sizes.filter((size) => size > 1)) {
      await crew.resize(workers);
      const picture = await timed(bridge, lesson.batch);
      if (!wanted && picture > best.picture * GAIN) break;
      best = { ...best, workers, picture };
    }
    this.#log(`trial: ${backend}, ${best.workers} of ${cores()}: ${best.picture.toFixed(2)} ms a picture, alone ${alone.toFixed(2)}`);
    return best;
  }
}

/** @param {Hired} hired */
function dismiss(hired) {
  for (const one of hired) one.close();
  hired.clear();
}

/** Milliseconds that a picture takes, once all is warm. @param {Bridge} bridge @param {number} batch */
async function timed(bridge, batch) {
  const until = performance.now() + TRIAL_WARM_MS;
  while (performance.now() < until) await bridge.advance(0);
  let [steps, elapsed, before] = [0, 0, 0];
  while (elapsed < TRIAL_MS) {
    const start = performance.now();
    const events = await bridge.advance(TRIAL_SLICE_MS);
    const took = performance.now() - start;
    const [event, more] = events;
    if (event.event !== "step" || more) {
      before = 0;
      continue;
    }
    const now = (event.epoch - 1) * event.steps + event.step;
    // Where the first slice began is not known.
    if (before > 0) [steps, elapsed] = [steps + now - before, elapsed + took];
    before = now;
  }
  return elapsed / steps / batch;
}
