/** The film between hand and network: what each step makes of the drawing, and a switch for each. */
import { context2d, h } from "./dom.js";
import { Bitmap, shadesOf } from "./paint.js";
import { View } from "./view.js";

/** @typedef {import("../types.js").State} State */
/** @typedef {import("../types.js").FilmPicture} FilmPicture */
/** @typedef {{step: string, canvas: HTMLCanvasElement, size: HTMLElement, box: HTMLInputElement | null, bitmap: Bitmap | null}} Frame */

/** The steps that show one colour of a photo alone. */
const ALONE_STEPS = ["red", "green", "blue"];

class Film extends View {
  static builds = ["words", "chapter"];
  static renders = ["look", "switches"];
  /** @type {Frame[]} */
  #frames = [];

  /** @param {State} state */
  build({ chapter, look }) {
    this.#make(look?.film.map((picture) => picture.step) ?? chapter.steps, chapter.switches);
  }

  /** @param {string[]} steps @param {State["chapter"]["switches"]} switches */
  #make(steps, switches) {
    this.#frames = steps.map((step) => {
      const name = switches[step];
      const box = name ? this.#switch(name, step) : null;
      return { step, box, canvas: h("canvas", { "aria-hidden": "true", width: 1, height: 1 }), size: h("span", { class: "film-size" }), bitmap: null };
    });
    this.replaceChildren(
      h(
        "ol",
        { class: "film", "aria-label": this.state.words.text("film.name") },
        ...this.#frames.map(({ step, box, canvas, size }) => {
          const caption = h("span", { class: "film-step" }, this.state.words.text(`film.${step}`));
          const title = this.state.words.text(`film.${step}.help`);
          return h(
            "li",
            { title, "data-step": step },
            h(box ? "label" : "div", { class: "film-frame" }, box, canvas, caption),
            size,
          );
        }),
      ),
    );
  }

  /** @param {keyof State["switches"]} name @param {string} step */
  #switch(name, step) {
    const box = h("input", {
      type: "checkbox",
      "aria-description": this.state.words.text(`film.${step}.help`),
      onchange: () => this.say("switch", { name, on: box.checked }),
    });
    box.dataset.switch = name;
    return box;
  }

  /** @param {State} state */
  render({ look, switches, chapter }) {
    const film = look?.film ?? [];
    if (film.length > 0 && film.some((picture, index) => picture.step !== this.#frames[index]?.step)) {
      this.#make(film.map((picture) => picture.step), chapter.switches);
    }
    for (const [index, frame] of this.#frames.entries()) {
      const { box, canvas, size, step } = frame;
      const name = chapter.switches[step];
      if (box && name) box.checked = switches[name];
      const picture = film[index];
      if (!picture) {
        // Before the first answer, and beyond the one picture of a blank drawing.
        canvas.width = 1;
        canvas.classList.remove("filled");
        frame.bitmap = null;
        size.textContent = "";
        continue;
      }
      this.#paint(frame, picture, ALONE_STEPS.includes(step) ? shadesOf(ALONE_STEPS.length, -1, ALONE_STEPS.indexOf(step)) : undefined);
      canvas.classList.add("filled");
      const text = name === "scale" ? this.state.words.text(switches.scale ? "film.unit" : "film.bytes") : `${picture.width}×${picture.height}`;
      if (size.textContent !== text) size.textContent = text;
    }
  }

  /** @param {Frame} frame @param {FilmPicture} picture @param {Uint32Array} [shades] */
  #paint(frame, { width, height, pixels }, shades) {
    if (frame.bitmap?.width !== width || frame.bitmap.height !== height) {
      frame.bitmap = new Bitmap(width, height);
      frame.canvas.width = width;
      frame.canvas.height = height;
    }
    if (pixels.length === width * height) frame.bitmap.fill(pixels, shades);
    else frame.bitmap.fillColours(pixels);
    context2d(frame.canvas).drawImage(frame.bitmap.canvas, 0, 0);
  }
}

customElements.define("loupe-film", Film);
