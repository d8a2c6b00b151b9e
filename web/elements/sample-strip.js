/** The chapter's samples, small; a tap puts one on the pad. And the way in for a picture file. */
import { MAX_PICTURE_BYTES } from "../limits.js";
import { h, svg } from "./dom.js";
import { View } from "./view.js";

/** @typedef {import("../types.js").State} State */
/** @typedef {import("../types.js").Stroke} Stroke */

/** Width and height of a photo in the strip, in CSS pixels. */
const THUMBNAIL = 64;

/** @param {Stroke[]} strokes */
function outline(strokes) {
  return strokes
    .map(({ points }) => {
      let path = "";
      for (let at = 0; at < points.length; at += 8) {
        path += `${at === 0 ? "M" : "L"}${(points[at] * 100).toFixed(1)} ${(points[at + 1] * 100).toFixed(1)}`;
      }
      return path;
    })
    .join("");
}

class SampleStrip extends View {
  static builds = ["words", "chapter"];
  /** Drops and pastes reach the whole page; they are this element's business while it is in it. */
  #listening = new AbortController();

  connectedCallback() {
    this.#listening = new AbortController();
    const { signal } = this.#listening;
    document.addEventListener("paste", (event) => this.#take(event.clipboardData?.files, event), { signal });
    document.addEventListener("drop", (event) => this.#drop(event), { signal });
    document.addEventListener("dragover", (event) => this.#hover(event), { signal });
    document.addEventListener("dragleave", (event) => !event.relatedTarget && this.#hovering(false), { signal });
  }

  disconnectedCallback() {
    this.#listening.abort();
  }

  /** @param {State} state */
  build({ words, chapter }) {
    const file = h("input", {
      type: "file",
      accept: "image/*",
      multiple: chapter.input === "photo",
      class: "unseen",
      tabindex: -1,
      "aria-label": words.text("picture.open"),
      onchange: (/** @type {Event} */ event) => {
        this.#take(file.files, event);
        file.value = "";
      },
    });
    const samples = chapter.samples.map((sample) => {
      const name = words.text("sample.name", { label: words.label(sample.label) });
      const { strokes, photo } = sample;
      const picture = photo
        ? h("img", { src: new URL(`../${photo}`, import.meta.url).href, alt: "", width: THUMBNAIL, height: THUMBNAIL, loading: "lazy" })
        : svg("svg", { viewBox: "14 10 72 80", "aria-hidden": "true" }, svg("path", { d: outline(strokes ?? []) }));
      return h("button", { type: "button", class: "sample", "aria-label": name, title: name, onclick: () => this.say("sample", sample) }, picture);
    });
    const open = h(
      "button",
      { type: "button", class: "word", title: words.text(`picture.${chapter.input}.help`), onclick: () => file.click() },
      words.text("picture.open"),
    );
    this.replaceChildren(
      h("div", { class: `samples ${chapter.input}s`, role: "group", "aria-label": words.text("sample.group") }, ...samples),
      h("p", { class: "note" }, open, ` ${words.text("picture.or")}`, file),
    );
  }

  /** @param {FileList | null | undefined} files @param {Event} event */
  #take(files, event) {
    const [file, ...others] = files ?? [];
    if (!file) return;
    event.preventDefault();
    const several = others.length > 0 && this.state.chapter.input === "photo";
    // Asked of the file's entry, before a byte of it is read.
    const small = [file, ...others].filter(({ size }) => size <= MAX_PICTURE_BYTES);
    if (several && small.length > 0) this.say("pictures", small);
    else if (file.size <= MAX_PICTURE_BYTES) this.say("picture", file);
    if (small.length < (several ? others.length + 1 : 1)) this.say("refused", "picture.too-large");
  }

  /** @param {DragEvent} event */
  #hover(event) {
    if (!event.dataTransfer?.types.includes("Files")) return;
    event.preventDefault();
    this.#hovering(true);
  }

  /** @param {DragEvent} event */
  #drop(event) {
    this.#hovering(false);
    // Some places of the page take what is dropped on them.
    if (!event.defaultPrevented) this.#take(event.dataTransfer?.files, event);
  }

  /** @param {boolean} on */
  #hovering(on) {
    document.documentElement.classList.toggle("dropping", on);
  }
}

customElements.define("loupe-samples", SampleStrip);
