/** Every bound the page keeps, in one place. Times in milliseconds, sizes in bytes. */

/** Opening an engine: download is over, so only compiling, the device and the self-test count. */
export const OPEN_DEADLINE_MS = 20_000;
/** One look, one peek, one probe: after this the worker counts as silent and is replaced. */
export const READ_DEADLINE_MS = 10_000;
/** Making a run, some steps of it, or its weights: a step on a slow computer may take seconds. */
export const TRAIN_DEADLINE_MS = 60_000;
/** Workers of one run: each has a copy of the data. */
export const MAX_WORKERS = 16;
/** A follower that answers later than this, or than so many times what the lead took, has died. */
export const FOLLOWER_DEADLINE_MS = 3_000;
export const FOLLOWER_PATIENCE = 10;
/** A trial of how quickly this computer learns: warming, then measuring, in slices; and the shapes that it learns from. */
export const TRIAL_WARM_MS = 150;
export const TRIAL_MS = 250;
export const TRIAL_SLICE_MS = 50;
export const TRIAL_SAMPLES = 2_000;
/** A trial that is older is repeated: it may have met a busy computer. */
export const PACE_MEMORY_MS = 86_400_000;
/** Pictures that judge a run. */
export const UNSEEN = 1_000;
/** A run that takes longer is said to be long before it starts. */
export const LONG_S = 600;
/** A pointer that rests on the form this long means it. */
export const DWELL_MS = 600;
/** How long Reset waits for the second press. */
export const FORGET_MS = 5_000;
/** How long a run trains before it says where it is. */
export const TRAIN_SLICE_MS = 150;
/** How often the answer gets a running training's newest weights, at most. */
export const TRAIN_SHOW_MS = 250;
/** How often a running training is kept within an epoch, so that little is done twice after a reload. */
export const TRAIN_KEEP_MS = 10_000;
/** Where judging takes longer, a running training is judged only when it pauses or ends. */
export const TRAIN_JUDGE_MS = 1_000;
/** Epochs of one run, whose weights are all kept. */
export const MAX_EPOCHS = 100;
/** Epochs that a finished run goes on for at a press. */
export const MORE_EPOCHS = 5;
/** Looking for a GPU; well below the deadline above, so that a slow driver never costs the CPU engine. */
export const PROBE_DEADLINE_MS = 5_000;
/** A restart older than this is forgotten; younger ones add up, so that a crash never loops. */
export const RESTART_MEMORY_MS = 60_000;
/** How often one engine is restarted before the next remedy is tried. */
export const RESTARTS = 1;
/** `cargo xtask serve` may still be compiling the GPU engine: ask again at this pace, this often. */
export const GPU_RETRY_MS = 10_000;
export const GPU_RETRIES = 120;
/** Looks timed on each engine before the quicker one is kept. */
export const TIMED_LOOKS = 3;
/** A picture file; the engine refuses larger ones too. */
export const MAX_PICTURE_BYTES = 25_000_000;
/** Photos that are looked at in one go. */
export const MAX_PHOTOS_AT_ONCE = 60;
/** One of several photos waits so often, so long each time, for an engine that is on its way. */
export const GLANCE_TRIES = 100;
export const GLANCE_WAIT_MS = 200;
/** Own classes of a chapter. */
export const MIN_CLASSES = 2;
export const MAX_CLASSES = 10;
/** Characters of a class's name. */
export const MAX_CLASS_NAME = 24;
/** Samples of a class below which none of them judges. */
export const MIN_CLASS_SAMPLES = 5;
/** Samples that a visitor may collect in a chapter. */
export const MAX_OWN_SAMPLES = 3_000;
/** How often the camera adds a picture while its button is held. */
export const CAMERA_HOLD_MS = 200;
/** How long a file is read before the page hears how far it is. */
export const READ_SLICE_MS = 100;
/** Files that are opened together: a folder of photos. */
export const MAX_FILES = 100_000;
const isSmall = /** @type {any} */ (globalThis.navigator)?.deviceMemory <= 4;
/** Files that are read whole, together; the engine refuses larger ones too. */
export const MAX_OPENED_BYTES = isSmall ? 200_000_000 : 1_000_000_000;
/** The samples made of them. */
export const MAX_SET_BYTES = isSmall ? 64_000_000 : 320_000_000;
/** Longest side of a photo that the browser has to decode, in pixels; the engine keeps no more of others. */
export const MAX_DECODED_SIDE = 2_048;
/** The engine thins a drawing of more points; here it ends, so that what is seen is what is read. */
export const MAX_POINTS = 20_000;
/** The engine refuses more strokes. */
export const MAX_STROKES = 2_000;
/** Steps that undo can take back; the oldest are forgotten. */
export const MAX_STEPS_BACK = 200;
/** A screen reader hears the answer once the hand has rested this long. */
export const ANNOUNCE_AFTER_MS = 700;
/** Lines kept for the details dialog. */
export const LOG_LINES = 50;
