/** The lab at work: turns what the visitor does into state, and the engines' answers too. */
import { dress, speak } from "./appearance.js";
import { Assets } from "./assets.js";
import { CHAPTERS, chapterOf } from "./chapters.js";
import { Desk, attend, drawnAs, middleOf } from "./desk.js";
import { download } from "./download.js";
import { Engines } from "./engines.js";
import { Gathering } from "./gathering.js";
import { packed } from "./gesture.js";
import { LANGUAGES, loadWords } from "./i18n.js";
import { Log } from "./log.js";
import { opening, pageBuild } from "./opening.js";
import { remember } from "./preferences.js";
import { asFault } from "./protocol.js";
import { Several } from "./several.js";
import { Store } from "./store.js";
import { Training } from "./training.js";

/** @import { Mode, Part, Power, Sample, Spot, State, Stroke, Theme, Tool } from "./types.js" */
/** @import { Language } from "./i18n.js" */

/** Sentences about a picture that could not be read are over with the next one. */
const ABOUT_PICTURES = /^(fault\.)?picture\.|^several\./;

export class Lab {
  #log = new Log();
  #assets = new Assets();
  /** Counts the questions under the glass, so that only the newest is answered. */
  #peeked = 0;
  /** Counts the chapters that were asked for, likewise. */
  #turned = 0;
  /** Counts what took the place of a drawing or photo, likewise. */
  #replaced = 0;
  /** @type {Map<string, Desk>} */
  #desks = new Map();

  static async open() {
    const desk = new Desk(chapterOf(location.hash) ?? CHAPTERS[0]);
    return new Lab(new Store(await opening(desk)), desk);
  }

  /** @param {Store} store @param {Desk} desk */
  constructor(store, desk) {
    this.store = store;
    this.#desk = desk;
    this.#desks.set(desk.chapter.name, desk);
    this.#engines = new Engines({
      assets: this.#assets,
      weights: desk.chapter.weights,
      build: pageBuild(),
      mode: store.state.mode,
      owner: {
        opened: (model) => this.#adopt(model),
        looked: ({ look }, newest) => {
          store.update({ look, asking: !newest });
          this.#gathering.looked();
          this.#peek();
        },
        status: (status) => this.#follow(status),
        mode: (chosen) => store.update({ mode: chosen }),
        tell: (toast) => store.update({ toast }),
        refused: (fault) => this.#refuse(fault),
        unteachable: () => {
          store.update({ toast: { key: "training.weights" } });
          this.#training?.reset();
        },
        log: (line) => this.#log.add(line),
      },
    });
    this.#photos = new Several(
      (picture) => this.#engines.beside((bridge) => bridge.glance(picture)),
      (several) => store.update({ several }),
      (toast) => store.update({ toast }),
    );
    this.#gathering = new Gathering({
      store,
      belongings: () => this.#desk.belongings,
      clear: () => this.#replace({ strokes: [], picture: null }),
    });
    this.#settle(desk);
  }
  #engines;
  #desk;
  #photos;
  #gathering;

  /** What trains in the open chapter, once that is settled. */
  get #training() {
    return this.#desk.training;
  }

  /**
   * @param {EventTarget} page where the elements' events arrive
   * @param {boolean} able whether this browser can run an engine
   */
  start(page, able) {
    const { store } = this;
    const log = (/** @type {string} */ line) => this.#log.add(line);
    const on = (/** @type {string} */ name, /** @type {(detail: any) => void} */ act) =>
      page.addEventListener(name, (event) => act(/** @type {CustomEvent} */ (event).detail));
    on("stroke", () => this.#desk.history.keep(this.store.state));
    on("strokes", (/** @type {Stroke[]} */ strokes) => this.#ask({ strokes, picture: null }));
    on("undo", () => this.#undo());
    on("clear", () => this.#replace({ strokes: [], picture: null }));
    on("sample", (/** @type {Sample} */ sample) => this.#sample(sample));
    on("picture", (/** @type {Blob} */ picture) => this.#replace({ picture, part: null }));
    on("pictures", (/** @type {File[]} */ pictures) => (this.#replace({ picture: pictures[0], part: null }), this.#photos.look(pictures)));
    on("part", (/** @type {Part | null} */ part) => this.#ask({ part }));
    on("refused", (/** @type {string} */ key) => this.store.update({ toast: { key } }));
    on("full", () => this.store.update({ toast: { key: "pad.full" } }));
    on("tool", (/** @type {Tool} */ tool) => this.store.update({ tool }));
    on("switch", ({ name, on: chosen }) => this.#ask({ switches: { ...this.store.state.switches, [name]: chosen } }));
    on("spot", (/** @type {Spot} */ spot) => this.#point(spot));
    on("sheet", (/** @type {number | null} */ sheet) => this.#unfold({ sheet, kernels: null }));
    attend(on, () => this.#training);
    on("power", (/** @type {Power} */ power) => this.#empower(power));
    on("train-weights", () => this.#save());
    on("mode", (/** @type {Mode} */ mode) => this.#choose(mode));
    on("language", (/** @type {Language} */ language) => speak(store, language, log));
    on("theme", (/** @type {Theme} */ theme) => dress(store, theme));
    on("dismiss", () => this.store.update({ toast: null }));
    on("details", () => this.store.update({ details: this.#log.report(pageBuild(), this.store.state.status) }));
    on("details-closed", () => this.store.update({ details: null }));
    on("retry", () => this.#retry());
    on("reload", () => location.reload());
    this.#gathering.listen(on);
    addEventListener("hashchange", () => this.#turn());
    this.#begin(able);
    // Should the network be cut, both languages are there. A failure here is one when the visitor asks.
    for (const language of LANGUAGES) loadWords(language).catch(() => {});
  }

  /** @param {boolean} able */
  async #begin(able) {
    if (!able) {
      this.#follow({ phase: "stopped" });
      return this.store.update({ toast: { key: "browser.old" } });
    }
    await this.#desk.lay(this.#assets).catch((thrown) => this.#log.add(asFault(thrown).message));
    if (!this.store.state.picture) this.store.update({ picture: this.#desk.papers.picture });
    this.#engines.look(packed(this.store.state));
    this.#engines.start();
  }

  /** The address names another chapter. What it needs is fetched before anything changes. */
  async #turn() {
    const chapter = chapterOf(location.hash);
    const ticket = ++this.#turned;
    if (!chapter || chapter === this.store.state.chapter) return;
    const desk = this.#desks.get(chapter.name) ?? new Desk(chapter);
    try {
      await Promise.all([this.#assets.weights(chapter.weights), desk.lay(this.#assets)]);
    } catch (thrown) {
      this.#log.add(asFault(thrown).message);
      if (ticket !== this.#turned) return;
      history.replaceState(null, "", `#${this.store.state.chapter.name}`);
      return this.store.update({ toast: { key: "page.unreachable" } });
    }
    if (ticket !== this.#turned) return;
    const toast = this.store.state.training.phase === "running" ? { key: "training.waits" } : null;
    this.#training?.leave();
    this.#peeked++;
    this.#photos.forget();
    this.#gathering.forget();
    this.#desk.leave(this.store.state);
    this.#desk = desk;
    this.#desks.set(chapter.name, desk);
    this.store.update({ ...desk.papers, chapter, look: null, asking: true, value: null, kernels: null, toast });
    this.#engines.turn(chapter.weights, packed(this.store.state));
    this.#settle(desk);
  }

  /** Makes what trains in a chapter, if it is opened for the first time. @param {Desk} desk */
  #settle(desk) {
    const here = () => desk === this.#desk;
    const sample = (/** @type {Blob} */ photo) => this.#engines.beside((bridge) => bridge.sample(photo));
    const [assets, build, power] = [this.#assets, pageBuild(), () => this.store.state.power];
    const classify = (/** @type {Uint8Array} */ samples) => this.#engines.beside((bridge) => bridge.classify(samples));
    desk.settle({ assets, build, power, backends: () => this.#engines.backends, sample, classify }, {
      own: (own) => here() && this.store.update({ own }),
      changed: (training) => here() && this.store.update({ training }),
      show: (weights) => here() && this.#engines.teach(weights),
      tell: (toast) => here() && this.store.update({ toast }),
      log: (line) => this.#log.add(line),
    });
  }

  /** Panics the engine on purpose, so that tests can prove the recovery of the shipped build. */
  crash() {
    this.#engines.crash();
  }

  /** @param {Partial<State>} patch what the gesture changes */
  #ask(patch) {
    this.store.update({ ...patch, asking: true });
    this.#engines.look(packed(this.store.state));
  }

  /** @param {Partial<State>} patch */
  #replace(patch) {
    this.#replaced++;
    this.#desk.history.keep(this.store.state);
    const { toast } = this.store.state;
    this.#ask({ toast: toast && ABOUT_PICTURES.test(toast.key) ? null : toast, ...patch });
  }

  /** @param {Sample} sample */
  async #sample({ strokes, photo }) {
    if (!photo) return this.#replace({ strokes, picture: null });
    const [desk, ticket] = [this.#desk, ++this.#replaced];
    try {
      const picture = await this.#assets.photo(photo);
      if (desk === this.#desk && ticket === this.#replaced) this.#replace({ picture, part: null });
    } catch {
      this.store.update({ toast: { key: "sample.unreachable" } });
    }
  }

  #undo() {
    const before = this.#desk.history.back();
    if (before) this.#ask(before);
  }

  /** The engine is well, but what it was given is not: the drawing from before comes back. @param {{code: string, message: string}} fault */
  #refuse(fault) {
    this.#log.add(`${fault.code}: ${fault.message}`);
    this.store.update({ toast: { key: `fault.${fault.code}`, plain: fault.message } });
    if (this.store.state.picture) this.#undo();
  }

  /** @param {Partial<State["status"]>} patch */
  #follow(patch) {
    const status = { ...this.store.state.status, ...patch };
    this.store.update({ status });
    // Without an engine the last answer would stay beside the next drawing, and be wrong.
    if (status.phase === "stopped") this.store.update({ look: null, asking: false, value: null });
  }

  #retry() {
    this.store.update({ toast: null });
    this.#engines.start();
  }

  /** @param {import("./types.js").Model} model */
  #adopt(model) {
    this.#desk.belongings?.doubt();
    // The network that is already drawn keeps its nodes, and the visitor's focus in them.
    if (drawnAs(model) === drawnAs(this.store.state.model)) return this.#unfold({ card: model.card });
    // Of another one, what was seen before means nothing.
    this.#peeked++;
    this.#photos.forget();
    this.store.update({ model, card: model.card, look: null, value: null, sheet: null, kernels: null, spot: middleOf(model) });
  }

  /** Shows a layer's sheet, or other weights in the one that is open, with its kernels. @param {Partial<State>} patch */
  async #unfold(patch) {
    this.store.update(patch);
    const { sheet, model } = this.store.state;
    const kernels = sheet === null ? undefined : await this.#engines.kernels(sheet);
    if (kernels && sheet === this.store.state.sheet && model === this.store.state.model) this.store.update({ kernels });
  }

  /** @param {Spot} spot */
  #point(spot) {
    const { layer, map, y, x } = this.store.state.spot;
    if (layer === spot.layer && map === spot.map && y === spot.y && x === spot.x) return;
    this.store.update({ spot });
    this.#peek();
  }

  /** Reads the exact value under the glass; the newest question wins. */
  async #peek() {
    const { spot, look } = this.store.state;
    const ticket = ++this.#peeked;
    if (!look || look.empty) return this.store.update({ value: null });
    const value = await this.#engines.peek(spot);
    if (ticket === this.#peeked) this.store.update({ value: value ?? null });
  }

  /** @param {Mode} mode */
  #choose(mode) {
    remember("engine", mode);
    this.store.update({ mode });
    this.#engines.setMode(mode);
  }

  /** @param {Power} power */
  #empower(power) {
    remember("power", power);
    this.store.update({ power });
    this.#training?.empower();
  }

  /** Gives the weights that answer as a file. */
  async #save() {
    const weights = await this.#training?.weights();
    if (weights) download("loupe.safetensors", new Blob([/** @type {BlobPart} */ (weights)]));
  }
}
