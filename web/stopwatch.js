import { TIMED_LOOKS } from "./limits.js";

/** @typedef {import("./engine.js").Bridge} Bridge */
/** @typedef {import("./protocol.js").LookRequest} LookRequest */

/**
 * The middle one of a few looks, in milliseconds, after one more that compiles and warms.
 * @param {Bridge} bridge
 * @param {LookRequest} trial
 */
async function timed(bridge, trial) {
  await bridge.trial(trial);
  const times = [];
  for (let count = 0; count < TIMED_LOOKS; count++) {
    times.push((await bridge.trial(trial))?.milliseconds ?? Infinity);
  }
  return times.sort((one, other) => one - other)[Math.floor(TIMED_LOOKS / 2)];
}

/**
 * Whether one engine looks quicker than another.
 * @param {Bridge} one
 * @param {Bridge | null} other
 * @param {LookRequest | null} trial null: it cannot be told
 * @param {(line: string) => void} log
 */
export async function isQuicker(one, other, trial, log) {
  if (!trial) return false;
  const time = await timed(one, trial);
  const against = other ? await timed(other, trial) : Infinity;
  log(`timed: ${one.backend} ${time.toFixed(1)} ms, ${other?.backend ?? "none"} ${against.toFixed(1)} ms`);
  return time < against;
}
