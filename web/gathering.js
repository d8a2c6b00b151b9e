/** How what the visitor does becomes samples of own classes, and sets of own files. */

/** @import { Belongings } from "./belongings.js" */
/** @import { Store } from "./store.js" */
/** @import { Opened } from "./types.js" */
/** @typedef {{store: Store, belongings: () => Belongings | null, clear: () => void}} Owner clear: makes room for the next drawing */

export class Gathering {
  /** The class that gets what is there, once the network's input for it is known. @type {number | null} */
  #wanted = null;

  /** @param {Owner} owner */
  constructor(owner) {
    this.#owner = owner;
  }
  #owner;

  /** @param {(name: string, act: (detail: any) => void) => void} on */
  listen(on) {
    const own = () => this.#owner.belongings();
    on("own-fold", (/** @type {{open: boolean, names: string[]}} */ fold) => own()?.fold(fold));
    on("own-grow", (/** @type {string} */ name) => own()?.alter((classes) => classes.grow(name)));
    on("own-name", ({ index, name }) => own()?.alter((classes) => classes.rename(index, name)));
    on("own-drop", (/** @type {number} */ index) => own()?.alter((classes) => classes.drop(index)));
    on("own-move", ({ id, to }) => own()?.alter((classes) => classes.move(id, to)));
    on("own-remove", (/** @type {string} */ id) => own()?.alter((classes) => classes.remove(id)));
    on("own-test", (/** @type {number[]} */ answers) => own()?.test(answers));
    on("own-undo", () => own()?.alter((classes) => classes.undo()));
    on("own-add", (/** @type {number} */ index) => this.#add(index));
    on("own-photos", ({ index, photos }) => own()?.addPhotos(index, photos));
    on("own-open", ({ files, title }) => own()?.open(/** @type {Opened[]} */ (files), title));
    on("own-stop", () => own()?.stop());
  }

  /** The engine has looked. */
  looked() {
    if (this.#wanted !== null && !this.#owner.store.state.asking) this.#add(this.#wanted);
  }

  /** The visitor goes elsewhere. */
  forget() {
    this.#wanted = null;
  }

  /** Puts what the network gets now into a class. @param {number} index */
  #add(index) {
    const { store, belongings, clear } = this.#owner;
    const { look, asking, chapter } = store.state;
    this.#wanted = asking ? index : null;
    if (asking) return;
    if (!look || look.empty) return store.update({ toast: { key: `own.nothing.${chapter.input}` } });
    belongings()?.add(index, look.input.slice());
    if (chapter.input === "drawing") clear();
  }
}
