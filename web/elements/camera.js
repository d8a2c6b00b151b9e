/** The camera of this device: a look at what it sees, and a picture of it. */
import { context2d, h } from "./dom.js";
import { View } from "./view.js";

/** @import { State } from "../types.js" */

const QUALITY = 0.95;

class Camera extends View {
  static builds = ["words", "chapter"];
  /** @type {MediaStream | null} */
  #stream = null;
  /** The browser is asking the visitor. */
  #asking = false;
  #video = h("video", { playsinline: true, muted: true, autoplay: true });
  #title = h("h2", { id: "camera-title" });
  #take = h("button", { type: "button", class: "word primary", onclick: () => this.#shoot() });
  #cancel = h("button", { type: "button", class: "word", onclick: () => this.#dialog.close() });
  #dialog = h("dialog", { "aria-labelledby": "camera-title", onclose: () => this.#stop() }, this.#title, this.#video, h("div", { class: "words" }, this.#take, this.#cancel));
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
    const { videoWidth: width, videoHeight: height } = this.#video;
    if (width === 0) return; // Nothing has come from the camera yet.
    const canvas = h("canvas", { width, height });
    context2d(canvas).drawImage(this.#video, 0, 0);
    canvas.toBlob((blob) => blob && this.say("picture", blob), "image/jpeg", QUALITY);
    this.#dialog.close();
  }

  /** The light beside the lens goes out. */
  #stop() {
    for (const track of this.#stream?.getTracks() ?? []) track.stop();
    this.#stream = null;
    this.#video.srcObject = null;
  }
}

customElements.define("loupe-camera", Camera);
