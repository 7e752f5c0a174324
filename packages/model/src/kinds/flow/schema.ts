import { appliedSchema } from "../../flows/index.ts";
import { ownCrd } from "../own-crd.ts";
import { flowKind } from "./index.ts";

export const flowCrd = ownCrd(flowKind, {
  shortName: "fl",
  columns: [
    { name: "STEPS", type: "integer", jsonPath: ".status.steps" },
    { name: "READY", type: "string", jsonPath: '.status.conditions[?(@.type=="Ready")].status' },
    { name: "AGE", type: "date", jsonPath: ".metadata.creationTimestamp" },
    { name: "VERSION", type: "string", jsonPath: ".status.version", priority: 1 },
  ],
  spec: appliedSchema,
  status: {
    version: { type: "string", description: "Of the definition as it stands." },
    steps: { type: "integer", format: "int64" },
  },
});
