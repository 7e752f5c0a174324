import type { NoEngine } from "#lib/engine/find-engine.ts";

/** There is no engine on this machine, or its owner wants none. */
export class MissingEngine extends Error {
  override readonly name = "MissingEngine";
  readonly isOff: boolean;

  constructor({ found, remedy, isOff }: NoEngine) {
    super(`${isOff === true ? "containers are " : ""}${found}. ${remedy}`);
    this.isOff = isOff === true;
  }
}
