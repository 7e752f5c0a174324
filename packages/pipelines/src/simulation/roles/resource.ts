import type { ResourceBody } from "@slipway/model/flows/index.ts";
import type { Json } from "@slipway/model/flows/json.ts";
import { Ending, USUAL_SECONDS } from "../ending.ts";
import { valuesGiven } from "../given.ts";
import { objectGiven } from "./objects.ts";
import { bodyAsInputs, type Role } from "./role.ts";

/** An object that is made, whose fake says what it has come to, or one that is deleted. */
export function resourceRole(name: string, { action }: ResourceBody): Role {
  const common = { name, what: `The object ${name}`, inputs: bodyAsInputs };
  if (action === "delete")
    return {
      ...common,
      play: (gives, { path }) => {
        valuesGiven(gives, {}, { of: path, by: "what is deleted", path });
        return {};
      },
      alone: () => new Ending({ seconds: USUAL_SECONDS, gives: {} }),
    };
  return {
    ...common,
    play: (gives, { body, path }) => {
      const { apiVersion, kind, metadata } = (body as unknown as ResourceBody).manifest;
      const { name: own } = (metadata ?? {}) as { readonly name?: Json };
      return objectGiven(gives, { apiVersion, kind, name: own, path });
    },
  };
}
