/** A value of the annotation `slipway.dev/runtime`: what carries an object's runs and endpoints. */
export type RuntimeName = string;

/** An object with this annotation is carried by the runtime it names, whatever its node pool says. */
export const RUNTIME_ANNOTATION = "slipway.dev/runtime";

/** What a runtime declares of itself, so that nobody has to ask which one it is. */
export interface Abilities {
  /** Remembered in the object's status: what has begun on one runtime ends there, also when the annotation changes. */
  readonly runtime: RuntimeName;
  /** The object's request goes out as the user wrote it; what it may ask for is judged there and not here. */
  readonly wholeRequest: boolean;
  /** What may be asked for; a controller refuses the rest, naming the field, before anything is begun. */
  readonly can: Readonly<Record<Ability, boolean>>;
}

/** What machinery may or may not be able to do. */
export type Ability =
  /** Several hosts for one run. */
  | "instances"
  /** Machines that may be taken away, and runs that go on after it. */
  | "spot"
  /** Files that are stored while the program runs, and are there again when it starts anew. */
  | "checkpoints"
  /** Data that the program reads while it comes. */
  | "streams"
  /** Several containers that a request passes by. */
  | "pipelines"
  /** Variants that get copies of requests. */
  | "shadows";

export const NOTHING_BEYOND: Abilities["can"] = {
  instances: false,
  spot: false,
  checkpoints: false,
  streams: false,
  pipelines: false,
  shadows: false,
};
