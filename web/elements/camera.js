/** The camera of this device: a look at what it sees, and a picture of it. */
import { CAMERA_HOLD_MS } from "../limits.js";
import { context2d, h, word } from "./dom.js";
import { View } from "./view.js";

/** @import { State } from "../types.js" */

const QUALITY = 0.95;

class Camera extends View {
  static builds = ["words", "chapter"];
  static renders = ["own"];
  /** @type {MediaStream | null} */
  #stream = null;
  /** The browser is asking the visitor. */
  #asking = false;
  #video = h("video", { playsinline: true, muted: true, autoplay: true });
  #title = h("h2", { id: "camera-title" });
  #take = h("button", { type: "button", class: "word primary", onclick: () => this.#shoot() });
  #cancel = h("button", { type: "button", class: "word", onclick: () => this.#dialog.close() });
  /** A button for each own class, held to add picture after picture. */
  #classes = h("div", { class: "words gather", role: "group" });
  /** The names on them. */
  #names = "";
  /** @type {ReturnType<typeof setInterval> | undefined} */
  #holding;
  #dialog = h("dialog", { "aria-labelledby": "camera-title", onclose: () => this.#stop() }, this.#title, this.#video, this.#classes, h("div", { class: "words" }, this.#take, this.#cancel));
  #open = h("button", { type: "button", class: "word", onclick: () => this.#start() });

  connectedCallback() {
    this.replaceChildren(this.#open, this.#dialog);
  }

  /** @param {State} state */
  build({ words, chapter }) {
    // Absent without a secure context, and on computers that have none.
    this.hidden = chapter.input !== "photo" || !navigator.mediaDevices?.getUserMedia;
    if (this.hidden && this.#dialog.open) this.#dialog.close();
    this.#open.textContent = words.text("camera.open");
    this.#open.title = words.text("camera.open.help");
    this.#title.textContent = words.text("camera.title");
    this.#take.textContent = words.text("camera.take");
    this.#cancel.textContent = words.text("camera.cancel");
    this.#classes.setAttribute("aria-label", words.text("own.hold"));
    this.#names = "";
  }

  /** @param {State} state */
  render({ own: { classes }, words }) {
    this.#classes.hidden = classes.length === 0;
    const names = JSON.stringify(classes.map(({ name }) => name));
    if (names !== this.#names) {
      this.#names = names;
      this.#release();
      this.#classes.replaceChildren(h("span", { class: "note" }, words.text("own.hold")), ...classes.map(({ name }, index) => this.#held(name, index)));
    }
    for (const [index, { samples }] of classes.entries()) {
      /** @type {HTMLElement} */ (this.#classes.children[index + 1].lastElementChild).textContent = words.number(samples.length);
    }
  }

  /** @param {string} name @param {number} index */
  #held(name, index) {
    const { words } = this.state;
    const add = () => this.#picture((photo) => this.say("own-photos", { index, photos: [{ name: words.text("camera.title"), photo }] }));
    // A press has added at its start; the click that ends it adds only when it came from the keyboard.
    const button = word(name, words.text("own.hold.help"), () => {});
    button.addEventListener("click", (event) => event.detail === 0 && add());
    button.addEventListener("pointerdown", (event) => {
      if (event.button !== 0) return;
      button.setPointerCapture(event.pointerId);
      this.#release();
      add();
      this.#holding = setInterval(add, CAMERA_HOLD_MS);
    });
    for (const end of ["pointerup", "pointercancel", "lostpointercapture"]) button.addEventListener(end, () => this.#release());
    button.addEventListener("contextmenu", (event) => event.preventDefault());
    button.append(h("span", { class: "own-count" }));
    return button;
  }

  #release() {
    clearInterval(this.#holding);
  }

  async #start() {
    if (this.#asking || this.#dialog.open) return;
    this.#asking = true;
    try {
      // A phone's back camera sees the pet; a computer has but one.
      this.#stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" }, audio: false });
    } catch (thrown) {
      const refused = /** @type {DOMException} */ (thrown).name === "NotAllowedError";
      return this.say("refused", refused ? "camera.refused" : "camera.absent");
    } finally {
      this.#asking = false;
    }
    if (this.hidden) return this.#stop();
    this.#video.srcObject = this.#stream;
    this.#dialog.showModal();
  }

  #shoot() {
    this.#picture((blob) => this.say("picture", blob));
    this.#dialog.close();
  }

  /** What the camera sees now. @param {(blob: Blob) => void} take */
  #picture(take) {
    const { videoWidth: width, videoHeight: height } = this.#video;
    if (width === 0) return; // Nothing has come from the camera yet.
    const canvas = h("canvas", { width, height });
    context2d(canvas).drawImage(this.#video, 0, 0);
    canvas.toBlob((blob) => blob && take(blob), "image/jpeg", QUALITY);
  }

  /** The light beside the lens goes out. */
  #stop() {
    this.#release();
    for (const track of this.#stream?.getTracks() ?? []) track.stop();
    this.#stream = null;
    this.#video.srcObject = null;
  }
}

customElements.define("loupe-camera", Camera);
