/** How good the trained network is: what it takes for what, and the pictures themselves, each of which can be drawn on. */
import { momentOf } from "../lesson.js";
import { h } from "./dom.js";
import { Bitmap } from "./paint.js";
import { reliabilityDiagram } from "./reliability.js";
import { View } from "./view.js";

/** @import { Judged, Model, State } from "../types.js" */
/** @import { Words } from "../i18n.js" */
/** @typedef {{truth: number, guess: number} | "surest" | "unsure"} Choice which pictures are shown */

/** Pictures shown at once; more would be a wall. */
const MOST_PICTURES = 24;
const DECIMALS = 2;

class Results extends View {
  static late = true;
  static renders = ["training"];
  #heading = h("h2", { id: "zone-results" });
  #sentence = h("p", { class: "note" });
  #matrix = h("table", { class: "confusion" });
  #reliability = h("figure", { class: "results-reliability" });
  #choices = h("div", { class: "words", role: "group" });
  #caption = h("p", { class: "note", role: "status" });
  #pictures = h("div", { class: "gallery" });
  /** @type {Choice} */
  #choice = "surest";
  /** @type {Judged | null} */
  #shown = null;

  connectedCallback() {
    this.classList.add("zone", "results");
    const gallery = h("div", { class: "results-pictures" }, this.#choices, this.#caption, this.#pictures);
    const left = h("div", {}, this.#matrix, this.#reliability);
    this.replaceChildren(this.#heading, this.#sentence, h("div", { class: "results-body" }, left, gallery));
  }

  /** @param {State} state */
  build({ words }) {
    this.#shown = null;
    this.#heading.textContent = words.text("results.title");
    this.#choices.setAttribute("aria-label", words.text("results.pictures"));
    this.#choices.replaceChildren(
      ...(/** @type {const} */ (["surest", "unsure"])).map((choice) =>
        h("button", { type: "button", class: "word", title: words.text(`results.${choice}.help`), "data-choice": choice, onclick: () => this.#choose(choice) }, words.text(`results.${choice}`)),
      ),
    );
  }

  /** @param {State} state */
  render({ training, words }) {
    const { judged } = training;
    this.hidden = judged === null;
    if (!judged || judged === this.#shown) return;
    this.#shown = judged;
    const { n, accuracy, loss } = judged.scores;
    const when = words.text(`train.show.${momentOf(judged.epoch)}`, { epoch: words.number(judged.epoch ?? 0) });
    const values = { when, right: words.number(accuracy * n), count: words.number(n), loss: words.number(loss, 4) };
    this.#sentence.textContent = words.text("results.sentence", values);
    this.#drawMatrix(judged, words);
    const { reliability, ece } = judged.scores;
    this.#reliability.replaceChildren(
      reliabilityDiagram(reliability, ece, words),
      h("figcaption", { class: "note" }, words.text("results.reliability", { error: words.number(ece * 100, 1) })),
    );
    this.#drawPictures();
  }

  /** @param {Pick<Judged, "scores">} judged @param {Words} words */
  #drawMatrix({ scores }, words) {
    const labels = namesOf({ scores }, words);
    const most = Math.max(1, ...scores.confusion.flatMap((row, truth) => row.filter((_, guess) => guess !== truth)));
    const cell = (/** @type {number} */ count, /** @type {number} */ truth, /** @type {number} */ guess) => {
      if (count === 0) return h("td", { class: truth === guess ? "right" : "" }, "·");
      const name = words.text("results.cell", { truth: labels[truth], guess: labels[guess], count: words.number(count) });
      const button = h("button", { type: "button", "aria-label": name, title: name, "data-cell": `${truth} ${guess}`, onclick: () => this.#choose({ truth, guess }, true) }, words.number(count));
      const node = h("td", { class: truth === guess ? "right" : "wrong" }, button);
      if (truth !== guess) node.style.setProperty("--share", (count / most).toFixed(2));
      return node;
    };
    this.#matrix.replaceChildren(
      h("caption", {}, words.text("results.matrix")),
      h("thead", {}, h("tr", {}, h("td", {}), ...labels.map((label) => h("th", { scope: "col" }, label)), h("th", { scope: "col" }, words.text("results.recognised")))),
      h(
        "tbody",
        {},
        ...scores.confusion.map((row, truth) =>
          h(
            "tr",
            {},
            h("th", { scope: "row" }, labels[truth]),
            ...row.map((count, guess) => cell(count, truth, guess)),
            h("td", { class: "share" }, words.text("unit.percent", { value: words.number(scores.per_class[truth].accuracy * 100, 1) })),
          ),
        ),
      ),
    );
  }

  /** @param {Choice} choice @param {boolean} [away] whether the pictures may be out of sight */
  #choose(choice, away = false) {
    this.#choice = choice;
    this.#drawPictures();
    if (away) this.#choices.scrollIntoView({ block: "nearest" });
  }

  #drawPictures() {
    const { training, words, model } = /** @type {State} */ (this.state);
    const { judged, unseen } = training;
    if (!judged || !unseen) return;
    const place = typeof this.#choice === "string" ? "" : `${this.#choice.truth} ${this.#choice.guess}`;
    for (const button of this.querySelectorAll("button[data-choice], button[data-cell]")) {
      const { choice, cell } = /** @type {HTMLElement} */ (button).dataset;
      button.setAttribute("aria-pressed", String(choice === this.#choice || cell === place));
    }
    const found = chosen(judged, this.#choice);
    const key = typeof this.#choice === "string" ? this.#choice : "cell";
    const { truth = 0, guess = 0 } = typeof this.#choice === "string" ? {} : this.#choice;
    const names = namesOf(judged, words);
    const values = { truth: names[truth], guess: names[guess], count: words.number(found.length) };
    this.#caption.textContent = words.text(found.length === 0 ? "results.none" : `results.caption.${key}`, values);
    this.#pictures.replaceChildren(...found.slice(0, MOST_PICTURES).map((index) => this.#picture(index, judged, unseen, model, words)));
  }

  /** @param {number} index @param {Judged} judged @param {Uint8Array} unseen @param {Model} model @param {Words} words */
  #picture(index, judged, unseen, { input }, words) {
    const { labels, guesses, certainties } = judged;
    const { width, height, channels } = input;
    const size = width * height * channels;
    const bitmap = new Bitmap(width, height);
    const { canvas } = bitmap;
    const values = unseen.subarray(index * size, (index + 1) * size);
    if (channels === 1) bitmap.fill(values);
    else bitmap.fillColours(values);
    const names = namesOf(judged, words);
    const said = { truth: names[labels[index]], guess: names[guesses[index]], certainty: words.number(certainties[index], DECIMALS) };
    const name = words.text("results.picture", said);
    const send = () =>
      canvas.toBlob((blob) => {
        if (!blob) return;
        this.say("picture", blob);
        scrollTo({ top: 0 }); // To where it is looked at.
      });
    const under = labels[index] === guesses[index] ? said.guess : `${said.truth} → ${said.guess}`;
    return h("button", { type: "button", class: "specimen", title: name, "aria-label": name, onclick: send }, canvas, h("span", {}, under));
  }
}

/** The classes that were judged. @param {Pick<Judged, "scores">} judged @param {Words} words */
const namesOf = ({ scores }, words) => scores.per_class.map(({ label }) => words.label(label));

/** The pictures of a choice, the most telling first. @param {Judged} judged @param {Choice} choice */
function chosen({ labels, guesses, certainties }, choice) {
  const all = [...labels.keys()];
  if (choice === "unsure") return all.sort((one, other) => certainties[one] - certainties[other]);
  const kept = choice === "surest"
    ? all.filter((index) => labels[index] !== guesses[index])
    : all.filter((index) => labels[index] === choice.truth && guesses[index] === choice.guess);
  return kept.sort((one, other) => certainties[other] - certainties[one]);
}

customElements.define("loupe-results", Results);
