import type { Given } from "@slipway/model/flows/graph/work.ts";
import type { Json } from "@slipway/model/flows/json.ts";
import { kindOfSteps, specsOf } from "../../work/kinds.ts";
import type { FakeGives } from "../ending.ts";
import { valuesGiven } from "../given.ts";

interface Made {
  readonly apiVersion: Json | undefined;
  readonly kind: Json | undefined;
  /** Absent: one of its own. */
  readonly name: Json | undefined;
  readonly path: string;
}

/** What an object has come to whose fake gives that; it need not say what follows from the object. */
export function objectGiven(gives: FakeGives, { apiVersion, kind, name, path }: Made): Given {
  const known = kindOfSteps(apiVersion, kind, path);
  const how = { of: path, by: `a ${String(kind)}`, path, mayLack: true };
  const all = Object.entries(known.gives).filter(([, { spec }]) => spec.values !== undefined);
  return {
    results: {
      name: name ?? `test-${path.replaceAll(/[^a-z0-9]+/g, "-")}`,
      kind: kind ?? "",
      status: {},
      ...Object.fromEntries(all.map(([one]) => [one, {}])),
      ...valuesGiven(gives, specsOf(known), how),
    },
  };
}
