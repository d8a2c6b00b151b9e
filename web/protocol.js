/**
 * What page and worker say to each other. The page asks with an id, the worker answers with the same id;
 * beside answers it sends notices: a line for the log, the news that it is broken for good, or that a follower is lost.
 *
 * @typedef {import("./types.js").About} About
 * @typedef {import("./types.js").Backend} Backend
 * @typedef {import("./types.js").Look} Look
 * @typedef {import("./types.js").Lesson} Lesson
 * @typedef {import("./types.js").Model} Model
 * @typedef {import("./types.js").Part} Part
 * @typedef {import("./types.js").Spot} Spot
 * @typedef {import("./types.js").Switches} Switches
 *
 * @typedef {{code: string, message: string}} Fault
 *
 * @typedef {object} OpenRequest
 * @property {"open"} kind
 * @property {Backend} backend
 * @property {string} build of the page; the engine must be of the same
 * @property {string} script address of the engine's glue
 * @property {ArrayBuffer} wasm
 * @property {ArrayBuffer} weights
 *
 * @typedef {object} DrawingRequest
 * @property {"look"} kind
 * @property {Float32Array} points
 * @property {Uint32Array} lengths
 * @property {Uint8Array} kinds
 * @property {Blob | null} picture when present, the strokes are ignored
 * @property {Switches} switches
 *
 * @typedef {object} PhotoRequest
 * @property {"look-photo"} kind
 * @property {number} key of the photo, so that it is decoded once
 * @property {Blob} photo
 * @property {Part | null} part
 *
 * @typedef {DrawingRequest | PhotoRequest} LookRequest
 *
 * @typedef {{kind: "glance" | "sample", photo: Blob}} PhotoAloneRequest asks for the probabilities alone, or for what the network would get
 *
 * @typedef {object} UnpackRequest opens a visitor's files, to be read piece by piece
 * @property {"unpack"} kind
 * @property {import("./types.js").Opened[]} files
 * @property {[number, number, number]} shape of a sample: channels, rows, columns
 * @property {number} most bytes that the samples may take
 *
 * @typedef {{kind: "unpack-on", milliseconds: number} | {kind: "unpack-end"}} UnpackingRequest
 *
 * @typedef {{kind: "classify", samples: Uint8Array}} ClassifyRequest asks for the probabilities of samples, one after the other
 * @typedef {{kind: "peek", spot: Spot}} PeekRequest
 * @typedef {{kind: "kernels", layer: number}} KernelsRequest
 * @typedef {{kind: "load", weights: Uint8Array}} LoadRequest
 *
 * @typedef {object} TrainRequest makes a run of the engine's model
 * @property {"train"} kind
 * @property {Uint8Array} data
 * @property {Lesson} lesson
 * @property {Uint8Array | null} checkpoint where a run that was broken off goes on
 *
 * @typedef {{kind: "advance", milliseconds: number}} AdvanceRequest
 * @typedef {{kind: "alter", learning_rate: number, epochs: number}} AlterRequest for what is left of a run
 * @typedef {{kind: "resize", workers: number}} ResizeRequest into how many parts the run cuts a batch
 * @typedef {{kind: "hire", part: number, port: MessagePort}} HireRequest gives the run's lead a follower
 * @typedef {{kind: "dismiss", part: number}} DismissRequest
 * @typedef {{kind: "follow", port: MessagePort}} FollowRequest makes the run a follower
 * @typedef {{kind: "weights" | "gradients" | "checkpoint" | "unseen"}} StateRequest
 * @typedef {{kind: "judge", weights: Uint8Array}} JudgeRequest
 * @typedef {{kind: "probe"}} ProbeRequest asks for a WebGPU adapter that the engine can use
 * @typedef {{kind: "crash"}} CrashRequest panics on purpose, to prove the recovery
 * @typedef {OpenRequest | LookRequest | PhotoAloneRequest | UnpackRequest | UnpackingRequest | ClassifyRequest | PeekRequest | KernelsRequest | LoadRequest | TrainRequest | AdvanceRequest | AlterRequest | ResizeRequest | HireRequest | DismissRequest | FollowRequest | StateRequest | JudgeRequest | ProbeRequest | CrashRequest} Request
 *
 * @typedef {{about: About, model: Model}} Opened
 * @typedef {{look: Look, milliseconds: number}} Looked
 * @typedef {{done: number, count: number, leftOut: string[]}} Unpacked how far it is, and the photos that could not be read since
 * @typedef {{bytes: Uint8Array, classes: string[], samples: number}} UnpackedSet samples: how many are learned from
 *
 * What happened in a run, in the words of the crate `train`; epochs and steps count from 1.
 * @typedef {{event: "step", epoch: number, step: number, steps: number, loss: number, accuracy: number}} StepEvent
 * @typedef {{event: "validation", epoch: number, seen: number, samples: number}} ValidationEvent
 * @typedef {{event: "epoch", epoch: number, loss: number, accuracy: number, val_loss: number, val_accuracy: number, learning_rate: number}} EpochEvent
 * @typedef {StepEvent | ValidationEvent | EpochEvent | {event: "finished"}} TrainEvent
 *
 * @typedef {{id: number, value: unknown} | {id: number, fault: Fault}} Answer
 * @typedef {{notice: "log" | "fatal" | "lost", text: string}} Notice
 */

/** The build named by the page; the folder and the engine carry the same one. */
export const UNBUILT = "dev";

/** Faults of the engine itself; all others are about what it was given. @param {Fault} fault */
export const isBroken = ({ code }) => code.startsWith("engine.") || code.startsWith("gpu.");

const CURABLE = new Set(["engine.panic", "engine.silent", "engine.broken", "engine.unreachable", "weights.damaged"]);
/** Faults that a new worker may cure. @param {Fault} fault */
export const isCurable = ({ code }) => CURABLE.has(code);

/**
 * Anything that was thrown, as a fault.
 * @param {unknown} thrown
 * @returns {Fault}
 */
export function asFault(thrown) {
  if (typeof thrown === "object" && thrown !== null) {
    const { code, message } = /** @type {{code?: unknown, message?: unknown}} */ (thrown);
    return { code: typeof code === "string" ? code : "engine.broken", message: String(message ?? thrown) };
  }
  return { code: "engine.broken", message: String(thrown) };
}
