import { readFileSync } from "node:fs";
import { SlipwayError } from "@slipway/model";
import { expect, test } from "vitest";
import type { Target } from "../api-server.ts";
import { isObject, type Json, type JsonObject } from "../json/json.ts";
import type { StructuralSchema } from "../resources.ts";
import type { Draft } from "../write/draft.ts";
import { applyFields } from "./apply.ts";
import { trackUpdate } from "./track-update.ts";

interface Step {
  readonly op: "apply" | "update";
  readonly manager: string;
  readonly force?: boolean;
  readonly given: JsonObject;
}

interface Result {
  readonly object?: JsonObject;
  readonly managers?: Readonly<Record<string, Json>>;
  readonly conflicts?: readonly string[];
}

/**
 * Sequences of random applies and updates, with what sigs.k8s.io/structured-merge-diff v6.3.0 (the library of real API servers)
 * made of them.
 */
const recorded = JSON.parse(
  readFileSync(new URL("testdata/structured-merge-diff.json", import.meta.url), "utf8"),
) as readonly { readonly steps: readonly Step[]; readonly results: readonly Result[] }[];

const text: StructuralSchema = { type: "string" };
const nested: StructuralSchema = {
  type: "object",
  properties: { x: text, w: { type: "object", properties: { z: text } } },
};
const spec: StructuralSchema = {
  type: "object",
  properties: {
    image: text,
    replicas: { type: "integer" },
    env: {
      type: "array",
      "x-kubernetes-list-type": "map",
      "x-kubernetes-list-map-keys": ["name"],
      items: { type: "object", properties: { name: text, value: text, from: nested } },
    },
    tags: { type: "array", "x-kubernetes-list-type": "set", items: text },
    args: { type: "array", items: text },
    labels: { type: "object", additionalProperties: text },
    nested,
    whole: { type: "object", additionalProperties: text, "x-kubernetes-map-type": "atomic" },
  },
};
const target: Target = {
  resource: {
    group: "g",
    version: "v1",
    kind: "Toy",
    listKind: "ToyList",
    plural: "toys",
    singular: "toy",
    shortNames: [],
    categories: [],
    namespaced: true,
    schema: { type: "object", properties: { spec } },
    printerColumns: [],
    hasStatus: false,
    custom: true,
  },
};

const now = new Date("2026-01-01T00:00:00Z");
const asDraft = (given: JsonObject): Draft => ({
  ...given,
  apiVersion: "g/v1",
  kind: "Toy",
  metadata: { name: "toy" },
});

function carryOut(live: Draft, step: Step): Draft {
  const writer = { target, manager: step.manager, now, force: step.force === true };
  const given = asDraft(step.given);
  if (step.op === "update") return withManagers(given, trackUpdate(live, given, writer));
  const { draft, managedFields } = applyFields(live, given, writer);
  return withManagers(draft, managedFields);
}

function withManagers(draft: Draft, managedFields: Json[]): Draft {
  return { ...draft, metadata: { ...draft.metadata, managedFields } };
}

function resultOf({ spec: object, metadata }: Draft): Result {
  const entries = (metadata["managedFields"] ?? []) as unknown as readonly {
    readonly manager: string;
    readonly fieldsV1: Json;
  }[];
  return {
    object: object === undefined ? {} : { spec: object as Json },
    managers: Object.fromEntries(entries.map((entry) => [entry.manager, entry.fieldsV1])),
  };
}

function conflictsOf(error: unknown): Result {
  if (!(error instanceof SlipwayError)) throw error;
  const manager = (message: string): string => /conflict with "([^"]+)"/.exec(message)?.[1] ?? "";
  return {
    conflicts: (error.details.causes ?? []).map((cause) => `${manager(cause.message)} ${cause.field}`).sort(),
  };
}

/** An emptied object is null in the library's answer and empty in ours, since a schema need not allow null. */
function withoutEmpty(result: Result): Result {
  return result.object === undefined ? result : { ...result, object: pruned(result.object) as JsonObject };
}

function pruned(value: Json): Json {
  if (!isObject(value)) return value;
  const kept = Object.entries(value).map(([key, item]): [string, Json] => [key, pruned(item)]);
  return Object.fromEntries(kept.filter(([, item]) => !(item === null || isEmptyObject(item))));
}

const isEmptyObject = (value: Json): boolean => isObject(value) && Object.keys(value).length === 0;

test("Random applies and updates give the objects, owners and conflicts of real API servers", () => {
  for (const [position, { steps, results }] of recorded.entries()) {
    let live = asDraft({});
    for (const [index, step] of steps.entries()) {
      const given = results[index] as Result;
      const wanted =
        given.conflicts === undefined
          ? { managers: given.managers ?? {}, object: given.object ?? {} }
          : given;
      let result: Result;
      try {
        live = carryOut(live, step);
        result = resultOf(live);
      } catch (error) {
        result = conflictsOf(error);
      }
      expect(withoutEmpty(result), `sequence ${position}, step ${index}: ${JSON.stringify(step)}`).toEqual(
        withoutEmpty(wanted),
      );
    }
  }
});
