/** The lab at work: turns what the visitor does into state, and the engines' answers too. */
import { Assets } from "./assets.js";
import { CHAPTERS } from "./chapters.js";
import { download } from "./download.js";
import { Engines } from "./engines.js";
import { History, RECIPE, packed } from "./gesture.js";
import { LANGUAGES, loadWords, preferredLanguage } from "./i18n.js";
import { untrained } from "./lesson.js";
import { Log } from "./log.js";
import { remember, remembered } from "./preferences.js";
import { UNBUILT } from "./protocol.js";
import { Store } from "./store.js";
import { Training } from "./training.js";

/** @typedef {import("./types.js").State} State */
/** @typedef {import("./types.js").Lesson} Lesson */
/** @typedef {import("./types.js").Mode} Mode */
/** @typedef {import("./types.js").Spot} Spot */
/** @typedef {import("./types.js").Stroke} Stroke */
/** @typedef {import("./types.js").Theme} Theme */
/** @typedef {import("./types.js").Tool} Tool */
/** @typedef {import("./i18n.js").Language} Language */

const THEMES = /** @type {readonly Theme[]} */ (["auto", "light", "dark"]);
const MODES = /** @type {readonly Mode[]} */ (["auto", "cpu", "gpu"]);

/** The build that the page was made by; the engine must be of the same. */
function pageBuild() {
  return document.querySelector("meta[name=build]")?.getAttribute("content") ?? UNBUILT;
}

/** All of a model that the views draw, to be compared. @param {import("./types.js").Model} model */
function drawnAs({ labels, input, layers }) {
  const { height, width, channels } = input;
  const drawn = layers.map(({ kind, name, shape, parameters, activation }) => [kind, name, shape, parameters, activation]);
  return JSON.stringify([labels, height, width, channels, drawn]);
}

/** The state before any engine: the layout, and a sample already on the pad. @returns {Promise<State>} */
async function opening() {
  const [chapter] = CHAPTERS;
  const { input } = chapter.model;
  return {
    words: await loadWords(remembered("language", LANGUAGES, preferredLanguage())),
    theme: remembered("theme", THEMES, "auto"),
    chapter,
    model: chapter.model,
    card: chapter.model.card,
    tool: "pen",
    strokes: chapter.samples[chapter.opening].strokes,
    picture: null,
    switches: { ...RECIPE },
    look: null,
    status: { backend: "cpu", phase: "opening", milliseconds: null, preparing: false, about: null },
    mode: remembered("engine", MODES, "auto"),
    spot: { layer: -1, map: 0, y: Math.floor(input.height / 2), x: Math.floor(input.width / 2) },
    value: null,
    sheet: null,
    toast: null,
    details: null,
    training: untrained(),
  };
}

export class Lab {
  #history = new History();
  #log = new Log();
  /** Counts the questions under the glass, so that only the newest is answered. */
  #peeked = 0;

  static async open() {
    return new Lab(new Store(await opening()));
  }

  /** @param {Store} store */
  constructor(store) {
    this.store = store;
    const { chapter, mode, switches } = store.state;
    const trial = { strokes: chapter.samples[chapter.opening].strokes, picture: null, switches };
    const assets = new Assets();
    this.#engines = new Engines({
      assets,
      weights: chapter.weights,
      build: pageBuild(),
      mode,
      trial: packed(trial),
      owner: {
        opened: (model) => this.#adopt(model),
        looked: ({ look }) => {
          store.update({ look });
          this.#peek();
        },
        status: (status) => this.#follow(status),
        mode: (chosen) => store.update({ mode: chosen }),
        tell: (toast) => store.update({ toast }),
        refused: (fault) => this.#refuse(fault),
        unteachable: () => {
          store.update({ toast: { key: "training.weights" } });
          this.#training.reset();
        },
        log: (line) => this.#log.add(line),
      },
    });
    const setup = { assets, chapter, build: pageBuild(), backend: () => this.#engines.backend };
    this.#training = new Training(setup, {
      changed: (training) => store.update({ training }),
      show: (weights) => this.#engines.teach(weights),
      tell: (toast) => store.update({ toast }),
      log: (line) => this.#log.add(line),
    });
  }
  #engines;
  #training;

  /**
   * @param {EventTarget} page where the elements' events arrive
   * @param {boolean} able whether this browser can run an engine
   */
  start(page, able) {
    const on = (/** @type {string} */ name, /** @type {(detail: any) => void} */ act) =>
      page.addEventListener(name, (event) => act(/** @type {CustomEvent} */ (event).detail));
    on("stroke", () => this.#history.keep(this.store.state));
    on("strokes", (/** @type {Stroke[]} */ strokes) => this.#ask({ strokes, picture: null }));
    on("undo", () => this.#undo());
    on("clear", () => this.#replace({ strokes: [], picture: null }));
    on("sample", (/** @type {Stroke[]} */ strokes) => this.#replace({ strokes, picture: null }));
    on("picture", (/** @type {File} */ picture) => this.#replace({ picture }));
    on("refused", (/** @type {string} */ key) => this.store.update({ toast: { key } }));
    on("full", () => this.store.update({ toast: { key: "pad.full" } }));
    on("tool", (/** @type {Tool} */ tool) => this.store.update({ tool }));
    on("switch", ({ name, on: chosen }) => this.#ask({ switches: { ...this.store.state.switches, [name]: chosen } }));
    on("spot", (/** @type {Spot} */ spot) => this.#point(spot));
    on("sheet", (/** @type {number | null} */ sheet) => this.store.update({ sheet }));
    on("train", (/** @type {Lesson} */ lesson) => this.#training.train(lesson));
    on("train-step", (/** @type {Lesson} */ lesson) => this.#training.train(lesson, 1));
    on("train-pause", () => this.#training.pause());
    on("train-reset", () => this.#training.reset());
    on("train-show", (/** @type {number | null} */ epoch) => this.#training.show(epoch));
    on("train-weights", () => this.#save());
    on("mode", (/** @type {Mode} */ mode) => this.#choose(mode));
    on("language", (/** @type {Language} */ language) => this.#speak(language));
    on("theme", (/** @type {Theme} */ theme) => this.#dress(theme));
    on("dismiss", () => this.store.update({ toast: null }));
    on("details", () => this.store.update({ details: this.#details() }));
    on("details-closed", () => this.store.update({ details: null }));
    on("retry", () => this.#retry());
    on("reload", () => location.reload());
    if (able) {
      this.#engines.look(packed(this.store.state));
      this.#engines.start();
    } else {
      this.#follow({ phase: "stopped" });
      this.store.update({ toast: { key: "browser.old" } });
    }
    this.#training.recall();
    // Should the network be cut, both languages are there. A failure here is one when the visitor asks.
    for (const language of LANGUAGES) loadWords(language).catch(() => {});
  }

  /** Panics the engine on purpose, so that tests can prove the recovery of the shipped build. */
  crash() {
    this.#engines.crash();
  }

  /** @param {Partial<State>} patch what the gesture changes */
  #ask(patch) {
    this.store.update(patch);
    this.#engines.look(packed(this.store.state));
  }

  /** @param {Partial<State>} patch */
  #replace(patch) {
    this.#history.keep(this.store.state);
    this.#ask(patch);
  }

  #undo() {
    const before = this.#history.back();
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
    if (status.phase === "stopped") this.store.update({ look: null, value: null });
  }

  /** @param {import("./types.js").Model} model */
  #adopt(model) {
    this.store.update({ card: model.card });
    // The network that is already drawn keeps its nodes, and the visitor's focus in them.
    if (drawnAs(model) !== drawnAs(this.store.state.model)) this.store.update({ model });
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

  /** @param {Language} language */
  async #speak(language) {
    try {
      this.store.update({ words: await loadWords(language) });
      remember("language", language);
    } catch (error) {
      this.#log.add(String(error));
      this.store.update({ toast: { key: "language.unreachable" } });
    }
  }

  /** @param {Theme} theme */
  #dress(theme) {
    remember("theme", theme);
    this.store.update({ theme });
  }

  /** Gives the weights that answer as a file. */
  async #save() {
    const weights = await this.#training.weights();
    if (weights) download("loupe.safetensors", new Blob([/** @type {BlobPart} */ (weights)]));
  }

  #retry() {
    this.store.update({ toast: null });
    this.#engines.start();
  }

  #details() {
    const { status } = this.store.state;
    const { about } = status;
    const facts = [
      `build ${pageBuild()}`,
      `engine ${about?.build ?? "-"}`,
      `backend ${about?.backend ?? status.backend} (${status.phase})`,
      `device ${about?.device ?? "-"}`,
      `self-test error ${about?.self_test_error ?? "-"}`,
      `browser ${navigator.userAgent}`,
      "",
    ];
    return [...facts, ...this.#log.lines()];
  }
}
