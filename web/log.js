/** The last lines of what happened, for the details dialog. Nothing of it leaves the page unless copied. */
import { LOG_LINES } from "./limits.js";

export class Log {
  /** @type {string[]} */
  #lines = [];
  #start = performance.timeOrigin;

  /** @param {string} line */
  add(line) {
    const seconds = ((performance.timeOrigin + performance.now() - this.#start) / 1000).toFixed(3);
    this.#lines.push(`${seconds} ${line}`);
    if (this.#lines.length > LOG_LINES) this.#lines.shift();
  }

  /** What happened, after what it happened to. @param {string} build of the page @param {import("./types.js").Status} status @returns {string[]} */
  report(build, { about, backend, phase }) {
    const facts = [
      `build ${build}`,
      `engine ${about?.build ?? "-"}`,
      `backend ${about?.backend ?? backend} (${phase})`,
      `device ${about?.device ?? "-"}`,
      `self-test error ${about?.self_test_error ?? "-"}`,
      `browser ${navigator.userAgent}`,
    ];
    return [...facts, "", ...this.#lines];
  }
}
