/**
 * Shapes that several files speak of. Only types live here; nothing runs.
 *
 * @typedef {"cpu" | "gpu"} Backend
 * @typedef {"auto" | Backend} Mode how the visitor wants the engine chosen
 * @typedef {"auto" | "gpu" | `${number}`} Power what trains: chosen by a trial, the GPU, or so many cores
 * @typedef {"auto" | "light" | "dark"} Theme
 * @typedef {"pen" | "eraser"} Tool
 *
 * @typedef {object} Switches the steps of MNIST's recipe; all true is the recipe itself
 * @property {boolean} crop
 * @property {boolean} ratio
 * @property {boolean} centre
 * @property {boolean} scale
 *
 * @typedef {object} Layer one layer as the engine's Plan describes it
 * @property {string} kind Keras' class name
 * @property {string} name Keras' layer name
 * @property {string | null} activation
 * @property {number[]} shape output shape in Keras' order: [height, width, channels] or [units]
 * @property {number} parameters
 * @property {number} maps
 * @property {number} map_height
 * @property {number} map_width
 * @property {[number, number]} [kernel]
 * @property {number} [filters]
 * @property {number} [units]
 * @property {string} [padding]
 * @property {[number, number]} [pool]
 * @property {[number, number]} [strides]
 * @property {number} [rate]
 *
 * @typedef {{accuracy?: number, samples?: number}} Card how the shipped weights scored
 *
 * @typedef {object} Model
 * @property {string} name
 * @property {number} parameters
 * @property {{height: number, width: number, channels: number}} input
 * @property {string[]} labels
 * @property {Card} card
 * @property {Layer[]} layers
 *
 * @typedef {object} FilmPicture one step between hand and network
 * @property {string} step
 * @property {number} width
 * @property {number} height
 * @property {Uint8Array} pixels one byte each, ink 255 on 0; all red, then all green, then all blue where it is coloured
 *
 * @typedef {object} LayerLook
 * @property {Uint8Array} tiles maps x height x width, each map stretched over its own range
 * @property {Float32Array} minima one per map
 * @property {Float32Array} maxima one per map
 *
 * @typedef {object} Look everything the engine saw in one gesture
 * @property {boolean} empty
 * @property {FilmPicture[]} film
 * @property {Uint8Array} input what the network got, channel by channel, as it is shown
 * @property {Float32Array} probabilities
 * @property {LayerLook[]} layers
 *
 * @typedef {object} Kernels what a convolution has learned
 * @property {number} layer
 * @property {Float32Array} values filter by filter, channel by channel, row by row
 * @property {Float32Array} biases one for each filter
 *
 * @typedef {object} About
 * @property {Backend} backend
 * @property {string} device
 * @property {string} build
 * @property {number} self_test_error
 *
 * @typedef {object} Stroke
 * @property {Tool} tool
 * @property {number[]} points x, y, pressure, time for each point; x and y from 0 to 1, time in milliseconds
 *
 * @typedef {{x: number, y: number, side: number}} Part a square of a photo: its centre as shares of width and height, its side as a share of the shorter
 *
 * @typedef {object} Gesture what the visitor asks about: strokes, or a picture file
 * @property {Chapter} chapter
 * @property {Stroke[]} strokes
 * @property {Blob | null} picture
 * @property {Switches} switches
 * @property {Part | null} part of a photo; null is all of it
 *
 * @typedef {object} Spot a place in the network; layer -1 is the input
 * @property {number} layer
 * @property {number} map
 * @property {number} y
 * @property {number} x
 *
 * @typedef {object} Status
 * @property {Backend} backend
 * @property {"opening" | "ready" | "restarting" | "stopped"} phase
 * @property {number | null} milliseconds of the newest look
 * @property {boolean} preparing the GPU engine is on its way
 * @property {About | null} about
 *
 * @typedef {object} Toast
 * @property {string} key a sentence in the dictionaries: what happened, what was done, what you can do
 * @property {string} [plain] used as it is where the dictionaries lack the key
 * @property {Record<string, string>} [values]
 * @property {string} [otherwise] the sentence where the dictionaries lack the key; by default its family's
 * @property {"retry" | "reload"} [action]
 *
 * @typedef {object} EngineSetup
 * @property {import("./assets.js").Assets} assets
 * @property {string} build
 * @property {string} weights address of the ones that answer first
 * @property {Mode} mode
 * @property {EngineOwner} owner
 *
 * @typedef {object} EngineOwner who is told what the engines do
 * @property {(model: Model) => void} opened
 * @property {(looked: import("./protocol.js").Looked, newest: boolean) => void} looked newest: nothing else is asked meanwhile
 * @property {(status: Partial<Status>) => void} status
 * @property {(mode: Mode) => void} mode the choice had to be changed
 * @property {(toast: Toast) => void} tell
 * @property {(fault: import("./protocol.js").Fault) => void} refused the engine is well, but this gesture is not
 * @property {(fault: import("./protocol.js").Fault) => void} unteachable the weights that were to answer are none
 * @property {(line: string) => void} log
 *
 * @typedef {object} Chapter what makes the one lab a chapter
 * @property {string} name also the prefix of its words in the dictionaries
 * @property {"drawing" | "photo"} input what the visitor gives
 * @property {string} weights relative to this folder
 * @property {SetName[]} sets what it can learn from; the first is its own
 * @property {Model} model drawn until the engine has read the weights, so that the first paint is whole
 * @property {string[]} steps the film's pictures, likewise
 * @property {Partial<Record<string, keyof Switches>>} switches which picture of the film switches what
 * @property {Lesson} lesson the course's own
 * @property {Sample[]} samples
 * @property {number} opening index of the sample shown first
 *
 * @typedef {{label: string, strokes?: Stroke[], photo?: string}} Sample a drawing, or the address of a photo, relative to this folder
 *
 * @typedef {"digits" | "shapes" | "own" | "file"} SetName the last two are the visitor's: collected here, or opened
 *
 * @typedef {object} SetChoice a set that can be chosen now
 * @property {SetName} name
 * @property {string} [title] of the visitor's file
 * @property {number[]} shares
 * @property {Partial<Lesson> & {samples: number}} proposal what is chosen with it
 * @property {number} classes
 * @property {boolean} [noisy] whether it can be made noisy
 *
 * @typedef {{id: string, pixels: Uint8Array}} OwnSample exactly what a network gets: 0 to 255, channel by channel
 * @typedef {{name: string, samples: OwnSample[]}} OwnClass
 * @typedef {{title: string, classes: string[], samples: number, leftOut: string[]}} OwnFile samples: how many are learned from; leftOut: photos that could not be read
 * @typedef {{path: string, file: Blob}} Opened a file that was opened for training, and where in its folder it lay
 *
 * @typedef {object} Own the visitor's own data in a chapter
 * @property {OwnClass[]} classes
 * @property {boolean} open what shows them is unfolded
 * @property {boolean} undoable
 * @property {{right: number, count: number} | null} tested how many of the samples the network named as the visitor did, when it was asked
 * @property {{title: string, share: number} | null} reading the file that is on its way
 * @property {OwnFile | null} file that was read last
 *
 * @typedef {{title: string, print: string, classes: number, bytes: () => Uint8Array}} Given a set of the visitor's for a run; print tells it from others
 *
 * @typedef {object} Lesson what the visitor chose for a training run
 * @property {SetName} data
 * @property {number} noise of shapes, 0 to 1
 * @property {"scratch" | "shipped" | "last"} start from random numbers, from the shipped weights, or from those and only the dense layers learn
 * @property {number} samples
 * @property {number} epochs
 * @property {number} batch
 * @property {"adam" | "momentum"} optimizer
 * @property {number} learning_rate
 * @property {number | null} dropout of all dropouts; null: each its own
 * @property {number} augmentation 0 to 1
 * @property {number} target validation accuracy at which it stops; 0 for none
 * @property {number} patience epochs without a lower validation loss after which it stops; 0 for none
 * @property {number} extended epochs that there were when the visitor let a finished run go on
 * @property {number} seed
 * @property {{title: string, print: string, classes: number}} [from] what of the visitor's it is on
 *
 * @typedef {object} Progress where a run is
 * @property {number} epoch from 1
 * @property {number} step of the epoch
 * @property {number} steps of an epoch
 * @property {number} loss mean of the epoch so far
 * @property {number} accuracy likewise
 * @property {number} pace milliseconds a step
 *
 * @typedef {{n: number, certainty: number, accuracy: number}} Bin answers of about one certainty, and the share of them that is right
 *
 * @typedef {object} Judged what a network answers for samples that it never learned from
 * @property {{n: number, loss: number, accuracy: number, confusion: number[][], per_class: {label: string, n: number, accuracy: number}[], ece: number, reliability: Bin[]}} scores
 * @property {number | null} epoch whose weights were judged; 0 is the start, null the middle of one
 * @property {Uint8Array} labels the truth, sample by sample
 * @property {Uint8Array} guesses
 * @property {Float32Array} certainties of the guess, 0 to 1
 * @property {string} print tells the samples that were judged from others
 *
 * @typedef {Pick<Training, "lesson" | "curve" | "epochs" | "judged">} Former the run before, to compare with
 *
 * @typedef {object} Pace how quickly a network learns on this computer
 * @property {Backend} backend
 * @property {number} workers
 * @property {number} picture milliseconds a picture
 * @property {number} alone likewise, with one worker
 * @property {number} at when it was tried out, as Date.now tells it
 *
 * @typedef {object} Training
 * @property {"idle" | "kept" | "preparing" | "running" | "paused" | "finished" | "failed"} phase
 * @property {Lesson} lesson
 * @property {Lesson} chosen for the next run; as long as one is under way, its own lesson
 * @property {number} received share of the data that is here, 0 to 1
 * @property {Backend | null} backend what trains
 * @property {number} workers that share each step
 * @property {Pace | null} pace for what is chosen, where it is known
 * @property {boolean} measuring a trial finds the pace
 * @property {Progress | null} progress
 * @property {{at: number, loss: number, accuracy: number}[]} curve training, by epochs done
 * @property {import("./protocol.js").EpochEvent[]} epochs
 * @property {Judged | null} judged of the weights that answer
 * @property {Uint8Array | null} unseen the samples that were judged, one after the other
 * @property {Float32Array | null} gradients size of the newest gradient of each layer that learns
 * @property {Former | null} former
 * @property {number | null} shown the epoch whose weights answer; 0 is the start, null the newest
 *
 * @typedef {object} Seen one of several photos
 * @property {Blob} picture
 * @property {string} name of its file
 * @property {Float32Array | null} probabilities null until it was looked at
 * @property {string | null} fault why it could not be read: a fault's code
 *
 * @typedef {object} TrainingSetup
 * @property {import("./assets.js").Assets} assets
 * @property {Chapter} chapter
 * @property {string} build
 * @property {import("./material.js").Material} material
 * @property {() => Backend[]} backends what may train now
 * @property {() => Power} power what the visitor wants to train
 *
 * @typedef {object} TrainingOwner who hears of a run
 * @property {(state: Training) => void} changed
 * @property {(weights: Uint8Array | null) => void} show these weights shall answer; null: the shipped ones
 * @property {(toast: Toast) => void} tell
 * @property {(line: string) => void} log
 *
 * @typedef {object} State
 * @property {import("./i18n.js").Words} words
 * @property {Theme} theme
 * @property {Chapter} chapter
 * @property {Model} model
 * @property {Card} card
 * @property {Tool} tool
 * @property {Stroke[]} strokes
 * @property {Blob | null} picture
 * @property {Switches} switches
 * @property {Part | null} part of a photo; null is all of it
 * @property {Look | null} look null until the engine has answered
 * @property {boolean} asking the look is not yet one at what the visitor has there now
 * @property {Status} status
 * @property {Mode} mode
 * @property {Power} power
 * @property {Spot} spot where the lens is
 * @property {number | null} value of that spot, exact
 * @property {number | null} sheet the layer whose sheet is open
 * @property {Kernels | null} kernels of a layer, the newest; null until they were asked for
 * @property {Seen[]} several photos that were opened together
 * @property {Toast | null} toast
 * @property {Training} training
 * @property {Own} own
 * @property {string[] | null} details the log, while the details dialog is open
 */
export {};
