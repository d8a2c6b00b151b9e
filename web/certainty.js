/** The one place that decides when an answer may be called an answer. */

/** Below this probability the winner is only a guess. The shipped networks' probabilities are calibrated: of such answers four in five are right. */
const SURE_FROM = 0.8;
/** Closer than this to the second, the winner is only a guess. */
const MARGIN_FROM = 0.2;

/**
 * Ranks the classes and says whether the first may be trusted.
 * @param {Float32Array} probabilities one per class, 0 to 1
 * @returns {{first: number, second: number, sure: boolean}} indices of the two likeliest classes; -1 where there is none
 */
export function judge(probabilities) {
  let first = -1;
  let second = -1;
  probabilities.forEach((probability, index) => {
    if (first < 0 || probability > probabilities[first]) {
      second = first;
      first = index;
    } else if (second < 0 || probability > probabilities[second]) {
      second = index;
    }
  });
  const lead = first < 0 ? 0 : probabilities[first];
  const margin = second < 0 ? lead : lead - probabilities[second];
  return { first, second, sure: lead >= SURE_FROM && margin >= MARGIN_FROM };
}
