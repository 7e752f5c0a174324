import { waitDueAt } from "@slipway/model/flows/bodies/wait-due-at.ts";
import type { WaitBody } from "@slipway/model/flows/index.ts";
import { HTTP_GIVES } from "../../work/wait.ts";
import { Ending } from "../ending.ts";
import { valuesGiven } from "../given.ts";
import { objectGiven } from "./objects.ts";
import { bodyAsInputs, type Role } from "./role.ts";

/** A wait for a time, which the test's clock goes to, or for an object, whose fake says what it has come to. */
export function waitRole(name: string, { resource, http }: WaitBody): Role {
  const common = { name, inputs: bodyAsInputs };
  if (http !== undefined)
    return {
      ...common,
      what: "A wait for a URL",
      play: (gives, { path }) => ({
        results: valuesGiven(gives, HTTP_GIVES, { of: path, by: "a wait for a URL", path }),
      }),
    };
  if (resource !== undefined)
    return {
      ...common,
      what: `A wait for the ${resource.kind}`,
      play: (gives, { body, path }) => {
        const { apiVersion, kind, name: own } = (body as unknown as Required<WaitBody>).resource;
        return objectGiven(gives, { apiVersion, kind, name: own, path });
      },
    };
  return {
    ...common,
    what: "A wait",
    play: (gives, { path }) => {
      valuesGiven(gives, {}, { of: path, by: "a wait", path });
      return {};
    },
    alone: ({ body, now }) => {
      const due = waitDueAt(body as unknown as WaitBody, now);
      if (typeof due === "string")
        return new Ending({ seconds: 0, failure: { class: "input", message: due } });
      return new Ending({ seconds: Math.max(0, (due.getTime() - now.getTime()) / 1_000), gives: {} });
    },
  };
}
