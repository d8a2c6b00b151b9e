/**
 * Calls `expired` once `milliseconds` of visible time have passed: a hidden tab is slowed by the browser,
 * and a laptop lid closed in the middle of a call is no fault of the engine.
 * @param {number} milliseconds
 * @param {() => void} expired
 * @returns {() => void} ends the deadline
 */
export function deadline(milliseconds, expired) {
  let left = milliseconds;
  let since = 0;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;

  function follow() {
    if (document.hidden) {
      if (timer === undefined) return;
      clearTimeout(timer);
      timer = undefined;
      left -= performance.now() - since;
    } else if (timer === undefined) {
      since = performance.now();
      timer = setTimeout(() => {
        end();
        expired();
      }, Math.max(left, 0));
    }
  }

  function end() {
    clearTimeout(timer);
    document.removeEventListener("visibilitychange", follow);
  }

  document.addEventListener("visibilitychange", follow);
  follow();
  return end;
}
