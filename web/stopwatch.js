import { TIMED_LOOKS } from "./limits.js";

/** @typedef {import("./engine.js").Bridge} Bridge */
/** @typedef {import("./protocol.js").LookRequest} LookRequest */

/**
 * The middle one of a few looks, in milliseconds, after one more that compiles and warms.
 * @param {Bridge} bridge
 * @param {LookRequest} trial
 */
export async function timed(bridge, trial) {
  await bridge.trial(trial);
  const times = [];
  for (let count = 0; count < TIMED_LOOKS; count++) {
    times.push((await bridge.trial(trial))?.milliseconds ?? Infinity);
  }
  return times.sort((one, other) => one - other)[Math.floor(TIMED_LOOKS / 2)];
}
