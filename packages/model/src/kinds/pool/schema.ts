import type { StructuralSchema } from "../crd.ts";
import { ownCrd } from "../own-crd.ts";
import { poolKind } from "./index.ts";

/** So many steps of one namespace may share a pool; which have a place stands in its status. */
const MOST_SLOTS = 1_000;

const text: StructuralSchema = { type: "string" };
const count: StructuralSchema = { type: "integer", format: "int64" };
const place: NonNullable<StructuralSchema["properties"]> = {
  run: { ...text, description: "The FlowRun." },
  runUID: text,
  step: { ...text, description: "The step, by its path." },
  name: { ...text, description: "The try, which no other one is called." },
  slots: count,
};

const spec: StructuralSchema = {
  type: "object",
  required: ["slots"],
  properties: {
    slots: {
      ...{ type: "integer", format: "int32", minimum: 0, maximum: MOST_SLOTS },
      description: "Steps take one each, or as many as they say; 0 lets none begin.",
    },
    description: { ...text, maxLength: 1024 },
  },
};

export const poolCrd = ownCrd(poolKind, {
  shortName: "pl",
  columns: [
    { name: "SLOTS", type: "integer", jsonPath: ".spec.slots" },
    { name: "USED", type: "integer", jsonPath: ".status.usedSlots" },
    { name: "WAITING", type: "integer", jsonPath: ".status.waiting" },
    { name: "AGE", type: "date", jsonPath: ".metadata.creationTimestamp" },
    { name: "DESCRIPTION", type: "string", jsonPath: ".spec.description", priority: 1 },
  ],
  spec,
  status: {
    usedSlots: count,
    holders: {
      type: "array",
      description: "Tries at steps that have slots.",
      items: {
        type: "object",
        properties: {
          ...place,
          since: { ...text, description: "From then on it may work.", format: "date-time" },
        },
      },
    },
    waiting: { ...count, description: "Tries that ask for slots and have none, as far as their runs tell." },
    next: {
      type: "array",
      description: "The next of them, in the order in which they have their turn.",
      items: { type: "object", properties: place },
    },
  },
});
