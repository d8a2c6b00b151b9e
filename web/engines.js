/**
 * Two engines at most, one in use. The CPU engine comes first and answers first; the GPU engine follows where
 * it can run, and in automatic mode stays only if it is quicker. An engine that breaks is replaced: the same
 * one once, then the CPU, then nothing but an explanation. The newest gesture is kept here, so it survives all that.
 */
import { Bridges, whenOpen } from "./bridges.js";
import { Bridge } from "./engine.js";
import { asFault, isBroken, isCurable } from "./protocol.js";
import { Restarts } from "./restarts.js";
import { isQuicker } from "./stopwatch.js";
import { Taught } from "./taught.js";

/** @import { Fault, LookRequest } from "./protocol.js" */
/** @import { Backend, EngineSetup, Mode, Spot } from "./types.js" */

export class Engines {
  #bridges = new Bridges();
  #restarts = { cpu: new Restarts(), gpu: new Restarts() };
  /** @type {Backend} */
  #preferred = "cpu";
  /** @type {LookRequest | null} */
  #newest = null;
  #taught;
  #seekingGpu = false;
  /** Why the GPU engine is not here yet. @type {Fault | null} */
  #missing = null;
  /** The GPU was refused: automatic mode leaves it alone. */
  #gpuDeclined = false;
  /** Addresses of the shipped networks with which it lost the race; a larger one may be another matter. @type {Set<string>} */
  #lost = new Set();

  /** @param {EngineSetup} setup */
  constructor({ mode, owner, weights, ...setup }) {
    this.#mode = mode;
    this.#owner = owner;
    this.#shipped = weights;
    this.#taught = new Taught(weights);
    this.#setup = setup;
  }
  #mode;
  #owner;
  #setup;
  #shipped;

  /** Also the visitor's Retry: what happened before is forgiven. */
  async start() {
    this.#restarts = { cpu: new Restarts(), gpu: new Restarts() };
    if (this.#bridges.has("cpu")) await this.#seekGpu();
    else await this.#bring("cpu", this.#setup.assets.wasm("cpu"));
  }

  /** @param {LookRequest | null} request null: there is nothing to look at */
  look(request) {
    this.#newest = request;
    this.#run();
  }

  /** Other weights answer from now on. @param {Uint8Array | null} weights null: the shipped ones */
  teach(weights) {
    this.#taught.wanted = weights ?? this.#shipped;
    this.#run();
  }

  /** Another network answers from now on, another question. @param {string} weights address of the shipped ones @param {LookRequest | null} request */
  turn(weights, request) {
    [this.#shipped, this.#taught.wanted, this.#newest] = [weights, weights, request];
    this.#run().then(() => this.#seekGpu());
  }

  /** What may train now: what the visitor asked for, or all that is open. @returns {Backend[]} */
  get backends() {
    if (this.#current()?.backend !== "gpu") return ["cpu"];
    return this.#asks("gpu") ? ["gpu"] : ["gpu", "cpu"];
  }

  /** @param {Spot} spot @returns {Promise<number | undefined>} */
  async peek(spot) {
    // Whatever broke has its own way to be told; a missing number needs no second one.
    return this.#current()?.peek({ kind: "peek", spot }).catch(() => undefined);
  }

  /** @param {number} layer @returns {Promise<import("./types.js").Kernels | undefined>} */
  async kernels(layer) {
    return this.#current()?.kernels(layer).catch(() => undefined); // As above.
  }

  /** Asks beside the visitor's own look; waits while an engine is on its way. @template Result @param {(bridge: Bridge) => Promise<Result>} ask */
  async beside(ask) {
    return ask(await whenOpen(() => this.#current()));
  }

  /** Panics the engine in use, to prove the recovery. */
  crash() {
    this.#current()?.crash().catch(() => {});
  }

  /** @param {Mode} mode */
  setMode(mode) {
    this.#mode = mode;
    if (mode === "cpu") {
      this.#use("cpu");
      this.#bridges.release("gpu");
    } else {
      this.#gpuDeclined = false;
      this.#lost.clear();
      if (mode === "gpu" && this.#current("gpu")) this.#use("gpu");
      else if (this.#seekingGpu) this.#tellMissing();
      else this.#seekGpu();
    }
  }

  /** The open bridge of a backend; by default the one to use now. @param {Backend} [backend] */
  #current(backend) {
    return backend ? this.#bridges.first(backend) : this.#bridges.first(this.#preferred, "cpu", "gpu");
  }

  /** @param {Backend} backend */
  #use(backend) {
    this.#preferred = backend;
    this.#run();
  }

  /** Asks the engine in use about the newest gesture. */
  async #run() {
    const bridge = this.#current();
    let request = this.#newest;
    if (!bridge || !request) return;
    const shipped = this.#shipped;
    try {
      const fetched = (/** @type {string} */ address) => this.#setup.assets.weights(address);
      if (!(await this.#taught.reach(bridge, fetched, this.#owner.opened))) return;
      // Another network has come meanwhile, and with it another question, which has a run of its own.
      if (shipped !== this.#shipped) return;
      request = this.#newest ?? request;
      const looked = await bridge.look(request);
      if (!looked || this.#current() !== bridge || shipped !== this.#shipped) return;
      const about = this.#bridges.aboutOf(bridge);
      this.#owner.status({ backend: bridge.backend, about, phase: "ready", milliseconds: looked.milliseconds });
      this.#owner.looked(looked, request === this.#newest);
    } catch (thrown) {
      const fault = asFault(thrown);
      const isWeights = fault.code.startsWith("weights.");
      if (isWeights && shipped !== this.#shipped) return;
      if (isBroken(fault) || (isWeights && this.#taught.wanted === shipped)) this.#fail(bridge, fault);
      else if (isWeights) this.#owner.unteachable(fault);
      else if (request === this.#newest) this.#owner.refused(fault);
    }
  }

  /**
   * Makes an engine and opens it. Its worker starts while the files are still coming.
   * @param {Backend} backend
   * @param {Promise<ArrayBuffer>} wasm
   * @returns {Promise<Bridge | null>} null when it failed, which has then been dealt with
   */
  async #bring(backend, wasm) {
    const bridge = new Bridge(backend, { log: this.#owner.log, broken: (fault) => this.#fail(bridge, fault) });
    this.#bridges.put(bridge);
    if (!this.#current()) this.#owner.status({ backend, phase: "opening" });
    const shipped = this.#shipped;
    try {
      const [engine, weights] = await Promise.all([wasm, this.#setup.assets.weights(shipped)]);
      const script = this.#setup.assets.script(backend);
      const opened = await bridge.open({ build: this.#setup.build, script, wasm: engine, weights });
      this.#bridges.open(bridge, opened);
      this.#taught.opened(bridge, shipped);
      this.#owner.log(`${backend}: open, ${opened.about.device}, self-test error ${opened.about.self_test_error}`);
      if (this.#current() === bridge) {
        if (this.#taught.wanted === shipped) this.#owner.opened(opened.model);
        this.#owner.status({ backend, about: opened.about, phase: "ready" });
      }
      this.#run();
      if (backend === "cpu") this.#seekGpu();
      return bridge;
    } catch (thrown) {
      this.#fail(bridge, asFault(thrown));
      return null;
    }
  }

  /** The one place where the end of an engine is dealt with. @param {Bridge} bridge @param {Fault} fault */
  #fail(bridge, fault) {
    const { backend } = bridge;
    if (!this.#bridges.holds(bridge)) return;
    this.#owner.log(`${backend}: ${fault.code}: ${fault.message}`);
    this.#bridges.release(backend);
    if (fault.code === "weights.damaged") this.#setup.assets.doubt(this.#shipped);
    const allowed = this.#restarts[backend].another();
    if (allowed && isCurable(fault)) this.#restart(backend, fault);
    else if (backend === "gpu") this.#declineGpu(fault);
    else this.#stop(fault);
  }

  /** @param {Backend} backend @param {Fault} fault */
  #restart(backend, fault) {
    if (fault.code !== "engine.unreachable") this.#owner.tell({ key: `restarted.${fault.code}`, plain: fault.message });
    if (!this.#current()) this.#owner.status({ backend, phase: "restarting" });
    this.#run();
    this.#bring(backend, this.#setup.assets.wasm(backend)).then((bridge) => {
      if (bridge && backend === "gpu") return this.#choose(bridge);
    }).catch((thrown) => this.#owner.log(asFault(thrown).message));
  }

  /** @param {Fault} fault */
  #declineGpu(fault) {
    this.#gpuDeclined = true;
    this.#owner.status({ preparing: false });
    this.#owner.tell({ key: `fault.${fault.code}`, otherwise: "gpu.other", plain: fault.message });
    if (this.#mode === "gpu") {
      this.#mode = "auto";
      this.#owner.mode("auto");
    }
    this.#use("cpu");
    if (!this.#bridges.has("cpu")) this.#bring("cpu", this.#setup.assets.wasm("cpu"));
  }

  /** @param {Fault} fault */
  #stop(fault) {
    if (this.#current()) return this.#run();
    const action = fault.code === "build.mismatch" ? "reload" : "retry";
    this.#owner.status({ backend: "cpu", phase: "stopped", milliseconds: null, about: null });
    this.#owner.tell({ key: `stopped.${fault.code}`, plain: fault.message, action });
  }

  /** Looks for a GPU that can run the GPU engine, brings the engine if the visitor's choice allows it, and chooses. */
  async #seekGpu() {
    const thrifty = /** @type {any} */ (navigator).connection?.saveData;
    if (this.#mode === "cpu" || (this.#mode === "auto" && (this.#gpuDeclined || thrifty || this.#lost.has(this.#shipped)))) return;
    const cpu = this.#current("cpu");
    const opening = this.#bridges.has("gpu") && !this.#current("gpu");
    if (this.#seekingGpu || opening || !cpu) return;
    this.#seekingGpu = true;
    try {
      const gpu = this.#current("gpu") ?? (await this.#bringGpu(cpu));
      if (gpu) await this.#choose(gpu);
    } catch (thrown) {
      this.#owner.log(`gpu: ${asFault(thrown).message}`);
      if (this.#asks("auto") && this.#preferred === "cpu") this.#bridges.release("gpu");
    } finally {
      this.#seekingGpu = false;
      this.#owner.status({ preparing: false });
    }
  }

  /** @param {Bridge} cpu whose worker is asked what GPU there is */
  async #bringGpu(cpu) {
    const reason = await cpu.probe();
    if (reason) return this.#goWithoutGpu({ code: reason, message: reason });
    const wasm = await this.#gpuWasm();
    if (!wasm) return null;
    this.#owner.status({ preparing: true });
    return this.#bring("gpu", Promise.resolve(wasm));
  }

  /** Only a visitor who asked for the GPU is told that there is none. @param {Fault} fault */
  #goWithoutGpu(fault) {
    this.#owner.log(`gpu: ${fault.code}`);
    if (this.#asks("gpu")) this.#declineGpu(fault);
    return null;
  }

  /** The GPU engine, where need be once it is built; null when there is none to be had, or it is wanted no more. */
  async #gpuWasm() {
    const late = (/** @type {Fault} */ fault) => {
      this.#missing = fault;
      this.#tellMissing();
    };
    try {
      return await this.#setup.assets.gpuWasm(() => !this.#asks("cpu"), late);
    } catch (thrown) {
      return this.#goWithoutGpu(asFault(thrown));
    }
  }

  /** Only a visitor who asked for the GPU is told that it is not there yet. */
  #tellMissing() {
    if (!this.#missing || !this.#asks("gpu")) return;
    this.#owner.tell({ key: `gpu.${this.#missing.code}`, plain: this.#missing.message });
  }

  /** In automatic mode the quicker engine stays. @param {Bridge} gpu */
  async #choose(gpu) {
    if (this.#asks("gpu")) return this.#use("gpu");
    const shipped = this.#shipped;
    await this.#taught.reach(gpu, (address) => this.#setup.assets.weights(address), () => {});
    const gpuIsQuicker = await isQuicker(gpu, this.#current("cpu"), this.#newest, this.#owner.log);
    // The visitor may have chosen while the stopwatch ran.
    if (this.#asks("gpu") || (this.#asks("auto") && gpuIsQuicker)) return this.#use("gpu");
    this.#lost.add(shipped);
    this.#bridges.release("gpu");
    // The trial was the CPU engine's last look: peeks must speak of the visitor's own again.
    this.#use("cpu");
  }

  /** The choice of this moment; it may change while a caller waits. @param {Mode} mode */
  #asks(mode) {
    return this.#mode === mode;
  }
}
