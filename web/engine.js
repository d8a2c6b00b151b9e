/**
 * The bridge to one worker, which is one wasm instance and one device. It numbers the requests, keeps the
 * newest gesture only, and sets a deadline to every call. Once it is broken it stays broken: its owner makes
 * another, because neither a panicked instance nor an initialised GPU runtime can be used again.
 */
import { deadline } from "./deadline.js";
import { OPEN_DEADLINE_MS, READ_DEADLINE_MS, TRAIN_DEADLINE_MS } from "./limits.js";

/** @typedef {import("./protocol.js").Fault} Fault */
/** @typedef {import("./protocol.js").Request} Request */
/** @typedef {import("./protocol.js").Opened} Opened */
/** @typedef {import("./protocol.js").Looked} Looked */
/** @typedef {import("./protocol.js").LookRequest} LookRequest */
/** @typedef {import("./protocol.js").PeekRequest} PeekRequest */
/** @typedef {import("./protocol.js").OpenRequest} OpenRequest */
/** @typedef {import("./protocol.js").TrainRequest} TrainRequest */
/** @typedef {import("./protocol.js").TrainEvent} TrainEvent */
/** @typedef {import("./types.js").Backend} Backend */
/** @typedef {import("./types.js").Judged} Judged */
/** @typedef {import("./types.js").Model} Model */
/** @typedef {{resolve: (value: any) => void, reject: (fault: Fault) => void, end: () => void}} Pending */
/** @typedef {{request: Request, milliseconds: number, resolve: (value: any) => void, reject: (fault: unknown) => void}} Waiting */
/** @typedef {{flying: boolean, waiting: Waiting | null}} Lane */

const policy = trustedTypesPolicy();

/** Only the address of our own worker may become a script. */
function trustedTypesPolicy() {
  /** @type {any} */
  const factory = /** @type {any} */ (globalThis).trustedTypes;
  return factory?.createPolicy("loupe", {
    createScriptURL(/** @type {string} */ url) {
      if (url.startsWith("blob:")) return url;
      throw new TypeError(`not a worker of ours: ${url}`);
    },
  });
}

/**
 * Starts worker.js through a blob that only imports it: a blob worker inherits the page's content policy
 * even from a static host that sends no headers.
 */
function startWorker() {
  const source = `import ${JSON.stringify(new URL("./worker.js", import.meta.url).href)};`;
  const url = URL.createObjectURL(new Blob([source], { type: "text/javascript" }));
  return new Worker(policy ? policy.createScriptURL(url) : url, { type: "module" });
}

export class Bridge {
  /** Hears of a follower of this worker's run that was silent for too long. @type {(part: number) => void} */
  lost = () => {};
  #worker = startWorker();
  /** @type {Map<number, Pending>} */
  #pending = new Map();
  #lastId = 0;
  /** @type {Fault | null} */
  #broken = null;
  /** @type {Record<"judge" | "kernels" | "load" | "look" | "peek" | "trial", Lane>} */
  #lanes = {
    judge: { flying: false, waiting: null },
    load: { flying: false, waiting: null },
    look: { flying: false, waiting: null },
    peek: { flying: false, waiting: null },
    kernels: { flying: false, waiting: null },
    trial: { flying: false, waiting: null },
  };
  /** @type {(line: string) => void} */
  #log;
  /** @type {(fault: Fault) => void} */
  #tellOwner;

  /**
   * @param {Backend} backend
   * @param {{log: (line: string) => void, broken: (fault: Fault) => void}} owner hears of each log line, and once of the end
   */
  constructor(backend, owner) {
    this.backend = backend;
    this.#log = owner.log;
    this.#tellOwner = owner.broken;
    this.#worker.addEventListener("message", ({ data }) => this.#receive(data));
    this.#worker.addEventListener("error", (event) => {
      event.preventDefault();
      this.#break({ code: "engine.unreachable", message: event.message || "the worker did not start" });
    });
  }

  /** @param {Omit<OpenRequest, "kind" | "backend">} request @returns {Promise<Opened>} */
  open(request) {
    return this.#ask({ kind: "open", backend: this.backend, ...request }, OPEN_DEADLINE_MS);
  }

  /** @param {LookRequest} request @returns {Promise<Looked | undefined>} undefined when a newer gesture took its place */
  look(request) {
    return this.#newest(this.#lanes.look, request);
  }

  /** A look for the stopwatch, beside the visitor's own, which it must not replace. @param {LookRequest} request @returns {Promise<Looked | undefined>} */
  trial(request) {
    return this.#newest(this.#lanes.trial, request);
  }

  /** What a photo is, beside the visitor's own look. @param {Blob} photo @returns {Promise<Float32Array>} */
  glance(photo) {
    return this.#ask({ kind: "glance", photo }, READ_DEADLINE_MS);
  }

  /** What the network would get of a photo. @param {Blob} photo @returns {Promise<Uint8Array>} */
  sample(photo) {
    return this.#ask({ kind: "sample", photo }, READ_DEADLINE_MS);
  }

  /** What the network answers for samples: the probabilities of the first, then of the second. @param {Uint8Array} samples @returns {Promise<Float32Array>} */
  classify(samples) {
    return this.#ask({ kind: "classify", samples }, TRAIN_DEADLINE_MS);
  }

  /** Opens a visitor's files. @param {Omit<import("./protocol.js").UnpackRequest, "kind">} request @returns {Promise<null>} */
  unpack(request) {
    return this.#ask({ kind: "unpack", ...request }, TRAIN_DEADLINE_MS);
  }

  /** Reads them for a while. @param {number} milliseconds @returns {Promise<import("./protocol.js").Unpacked>} */
  unpackOn(milliseconds) {
    return this.#ask({ kind: "unpack-on", milliseconds }, TRAIN_DEADLINE_MS);
  }

  /** The set that was read. @returns {Promise<import("./protocol.js").UnpackedSet>} */
  unpackEnd() {
    return this.#ask({ kind: "unpack-end" }, TRAIN_DEADLINE_MS);
  }

  /** @param {PeekRequest} request @returns {Promise<number | undefined>} */
  peek(request) {
    return this.#newest(this.#lanes.peek, request);
  }

  /** What a convolution has learned; undefined when another question took its place, or there is nothing. @param {number} layer @returns {Promise<import("./types.js").Kernels | undefined>} */
  kernels(layer) {
    return this.#newest(this.#lanes.kernels, { kind: "kernels", layer });
  }

  /** @returns {Promise<string | null>} why WebGPU cannot be used here, or null */
  probe() {
    return this.#ask({ kind: "probe" }, READ_DEADLINE_MS);
  }

  /** Gives the engine other weights. @param {Uint8Array} weights @returns {Promise<Model | undefined>} undefined when newer ones took their place */
  load(weights) {
    return this.#newest(this.#lanes.load, { kind: "load", weights });
  }

  /** Makes a training run. @param {TrainRequest} request @returns {Promise<null>} */
  train(request) {
    return this.#ask(request, TRAIN_DEADLINE_MS);
  }

  /** Trains for a while. @param {number} milliseconds @returns {Promise<TrainEvent[]>} */
  advance(milliseconds) {
    return this.#ask({ kind: "advance", milliseconds }, TRAIN_DEADLINE_MS);
  }

  /** Changes what is left of the run. @param {Omit<import("./protocol.js").AlterRequest, "kind">} change @returns {Promise<number>} the epochs that it has now */
  alter({ learning_rate, epochs }) {
    return this.#ask({ kind: "alter", learning_rate, epochs }, TRAIN_DEADLINE_MS);
  }

  /** Cuts the run's batches into so many parts. @param {number} workers @returns {Promise<null>} */
  resize(workers) {
    return this.#ask({ kind: "resize", workers }, TRAIN_DEADLINE_MS);
  }

  /** Gives the run a follower. @param {number} part @param {MessagePort} port @returns {Promise<null>} */
  hire(part, port) {
    return this.#ask({ kind: "hire", part, port }, TRAIN_DEADLINE_MS, [port]);
  }

  /** @param {number} part @returns {Promise<null>} */
  dismiss(part) {
    return this.#ask({ kind: "dismiss", part }, TRAIN_DEADLINE_MS);
  }

  /** Makes the run a follower of another one. @param {MessagePort} port @returns {Promise<null>} */
  follow(port) {
    return this.#ask({ kind: "follow", port }, TRAIN_DEADLINE_MS, [port]);
  }

  /** The run's network as it is now. @returns {Promise<Uint8Array>} */
  weights() {
    return this.#ask({ kind: "weights" }, TRAIN_DEADLINE_MS);
  }

  /** The size of the newest gradient of each layer that learns. @returns {Promise<Float32Array>} */
  gradients() {
    return this.#ask({ kind: "gradients" }, TRAIN_DEADLINE_MS);
  }

  /** The samples that the run never learns from, one after the other. @returns {Promise<Uint8Array>} */
  unseen() {
    return this.#ask({ kind: "unseen" }, TRAIN_DEADLINE_MS);
  }

  /** What weights answer for those; undefined when newer ones took their place. @param {Uint8Array} weights @returns {Promise<Omit<Judged, "epoch" | "print"> | undefined>} */
  judge(weights) {
    return this.#newest(this.#lanes.judge, { kind: "judge", weights }, TRAIN_DEADLINE_MS);
  }

  /** The run's whole state. @returns {Promise<Uint8Array>} */
  checkpoint() {
    return this.#ask({ kind: "checkpoint" }, TRAIN_DEADLINE_MS);
  }

  crash() {
    return this.#ask({ kind: "crash" }, READ_DEADLINE_MS);
  }

  /** Ends the worker and gives its memory back; what is pending is forgotten. */
  close() {
    this.#break({ code: "engine.closed", message: "closed" }, false);
  }

  /** @param {Request} request @param {number} milliseconds @param {Transferable[]} [handed] over, not copied @returns {Promise<any>} */
  #ask(request, milliseconds, handed = []) {
    if (this.#broken) return Promise.reject(this.#broken);
    const id = ++this.#lastId;
    return new Promise((resolve, reject) => {
      const end = deadline(milliseconds, () =>
        this.#break({ code: "engine.silent", message: `no answer to "${request.kind}" in ${milliseconds / 1000} s` }),
      );
      this.#pending.set(id, { resolve, reject, end });
      this.#worker.postMessage({ id, ...request }, handed);
    });
  }

  /** One request in flight, one waiting: the newest. @param {Lane} lane @param {Request} request @param {number} [milliseconds] @returns {Promise<any>} */
  #newest(lane, request, milliseconds = READ_DEADLINE_MS) {
    lane.waiting?.resolve(undefined);
    return new Promise((resolve, reject) => {
      lane.waiting = { request, milliseconds, resolve, reject };
      this.#advance(lane);
    });
  }

  /** @param {Lane} lane */
  #advance(lane) {
    if (lane.flying || !lane.waiting) return;
    const { request, milliseconds, resolve, reject } = lane.waiting;
    lane.waiting = null;
    lane.flying = true;
    this.#ask(request, milliseconds)
      .then(resolve, reject)
      .finally(() => {
        lane.flying = false;
        this.#advance(lane);
      });
  }

  /** @param {any} message an Answer or a Notice */
  #receive(message) {
    if (message.notice === "fatal") {
      this.#break({ code: "engine.panic", message: message.text });
    } else if (message.notice === "log") {
      this.#log(`${this.backend}: ${message.text}`);
    } else if (message.notice === "lost") {
      this.lost(Number(message.text));
    } else {
      const pending = this.#pending.get(message.id);
      if (!pending) return;
      this.#pending.delete(message.id);
      pending.end();
      if (message.fault) pending.reject(message.fault);
      else pending.resolve(message.value);
    }
  }

  /** @param {Fault} fault @param {boolean} [tell] */
  #break(fault, tell = true) {
    if (this.#broken) return;
    this.#broken = fault;
    this.#worker.terminate();
    for (const { reject, end } of this.#pending.values()) {
      end();
      reject(fault);
    }
    this.#pending.clear();
    for (const lane of Object.values(this.#lanes)) lane.waiting?.resolve(undefined);
    if (tell) this.#tellOwner(fault);
  }
}
