import type { FlowBody, Json } from "@slipway/model/flows/index.ts";
import type { Spec } from "../../types/spec.ts";
import { valuesGiven } from "../given.ts";
import type { Role } from "./role.ts";

/** A run of another flow, whose results its fake gives. */
export const flowRole = (name: string, specs: Readonly<Record<string, Spec>>): Role => ({
  ...{ name, what: `The flow ${name}` },
  inputs: (body: Json) => (body as unknown as FlowBody).parameters ?? {},
  play: (gives, { path }) => ({
    results: valuesGiven(gives, specs, { of: name, by: "what is read of it", path }),
  }),
});
