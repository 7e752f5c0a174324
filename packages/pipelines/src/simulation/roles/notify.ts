import { Ending, USUAL_SECONDS } from "../ending.ts";
import { valuesGiven } from "../given.ts";
import { bodyAsInputs, type Role } from "./role.ts";

/** A message, which is sent unless its fake says otherwise. */
export const notifyRole = (name: string): Role => ({
  ...{ name, what: "A message" },
  inputs: bodyAsInputs,
  play: (gives, { path }) => {
    valuesGiven(gives, {}, { of: path, by: "a message", path });
    return {};
  },
  alone: () => new Ending({ seconds: USUAL_SECONDS, gives: {} }),
});
