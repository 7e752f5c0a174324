/** A value of the annotation `slipway.dev/runtime`: what carries an object's runs and endpoints. */
export type RuntimeName = "pods" | "sagemaker";

/** An object with this annotation is carried by the runtime it names, whatever its node pool says. */
export const RUNTIME_ANNOTATION = "slipway.dev/runtime";

/** What a runtime declares of itself, so that nobody has to ask which one it is. */
export interface Abilities {
  /** Remembered in the object's status: what has begun on one runtime ends there, also when the annotation changes. */
  readonly runtime: RuntimeName;
  /** The object's request goes out as the user wrote it; what it may ask for is judged there and not here. */
  readonly wholeRequest: boolean;
}

/** How far a removal has come. */
export type Removal = "gone" | "going";
