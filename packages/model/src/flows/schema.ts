import type { StructuralSchema } from "../kinds/crd.ts";
import { approveSchema } from "./bodies/approve.ts";
import { flowSchema } from "./bodies/flow.ts";
import { notifySchema } from "./bodies/notify.ts";
import { resourceSchema } from "./bodies/resource.ts";
import { waitSchema } from "./bodies/wait.ts";
import { TRIGGER_RULES } from "./rules/index.ts";

const text: StructuralSchema = { type: "string" };
const count: StructuralSchema = { type: "integer", format: "int32", minimum: 1 };
const seconds: StructuralSchema = { type: "integer", format: "int64", minimum: 1 };
const texts: StructuralSchema = { type: "array", items: text };
/** Any JSON; expressions may stand in its texts. */
const anything: StructuralSchema = { "x-kubernetes-preserve-unknown-fields": true };
/** Levels of steps in steps that a definition of the kind spells out; deeper ones are looked at by the controller. */
const SPELT_OUT = 2;

const results: StructuralSchema = {
  type: "array",
  maxItems: 100,
  items: { type: "object", required: ["name", "value"], properties: { name: text, value: anything } },
};

const TYPES = ["string", "integer", "number", "boolean", "date", "list", "object"];

const parameters: StructuralSchema = {
  type: "array",
  maxItems: 500,
  items: {
    type: "object",
    required: ["name", "type"],
    properties: {
      name: { type: "string", minLength: 1, maxLength: 63 },
      type: { type: "string", enum: TYPES },
      description: text,
      default: anything,
      enum: { type: "array", maxItems: 100, items: anything },
    },
  },
};

const named = (
  properties: StructuralSchema["properties"],
  required: readonly string[] = [],
): StructuralSchema => ({
  type: "array",
  maxItems: 100,
  items: { type: "object", required: ["name", ...required], properties: { name: text, ...properties } },
});
const path: StructuralSchema = { ...text, description: "Where the program finds or leaves it." };

const run: StructuralSchema = {
  type: "object",
  description: "A program in a container, or in a process of the machine where no image is named.",
  properties: {
    image: text,
    command: texts,
    args: { type: "array", items: anything },
    env: { type: "object", additionalProperties: anything },
    inputs: named({ from: anything, path }, ["from"]),
    results: named({ type: { ...text, enum: TYPES }, path }),
    artifacts: named({ type: text, path }),
    secrets: texts,
    instanceType: text,
    resources: { type: "object", additionalProperties: text },
  },
};

const retry: StructuralSchema = {
  type: "object",
  required: ["limits"],
  properties: {
    limits: {
      type: "object",
      description: "How often which class of failure is followed by another try.",
      additionalProperties: { type: "integer", format: "int32", minimum: 0, maximum: 1_000 },
    },
    backoffSeconds: { type: "number", minimum: 0 },
    backoffFactor: { type: "number", minimum: 1 },
    maxBackoffSeconds: { type: "number", minimum: 0 },
    memoryGrowth: { type: "number", minimum: 1, maximum: 16 },
  },
};

const cache: StructuralSchema = {
  type: "object",
  description: "What an earlier step of the same image, command, parameters and inputs gave is taken.",
  properties: { maxAgeSeconds: seconds, key: text },
};

const forEach: StructuralSchema = {
  type: "object",
  description: "The same step for each item of a list; its results are lists, in the order of the items.",
  required: ["items"],
  properties: {
    items: { ...anything, description: "A list, or an expression that gives one." },
    as: { ...text, description: "The item is `item` in expressions, and `items.NAME` with a name." },
    maxConcurrency: { ...count, description: "Items at once, at most." },
    toleratedFailureCount: {
      type: "integer",
      format: "int32",
      minimum: 0,
      description: "So many items may fail, or be stopped by somebody.",
    },
  },
};

/** Of one step that may hold steps of this schema. */
function stepOf(inner: StructuralSchema): StructuralSchema {
  return {
    type: "object",
    required: ["name"],
    properties: {
      name: { ...text, description: "Unique among those beside it; up to 63 of a-z, 0-9 and -." },
      description: text,
      needs: { ...texts, description: "Steps beside it that come before it." },
      triggerRule: {
        type: "string",
        enum: TRIGGER_RULES,
        description: "How those have to have ended (Airflow's rules); absent means all_success.",
      },
      depends: {
        ...text,
        description:
          "In place of both: Argo's boolean expression of what has become of steps, e.g. a.Succeeded && (b.Failed || c.Skipped).",
      },
      when: { ...text, description: "CEL; the step is skipped where it gives false." },
      forEach,
      allowFailure: { type: "boolean", description: "Its failure fails nothing but what needs it." },
      setup: { type: "boolean", description: "Work behind it runs only if it has succeeded." },
      teardownOf: {
        ...texts,
        description: "Setups beside it that it undoes, after all work behind them, however that ended.",
      },
      onFailureFailRun: { type: "boolean", description: "A teardown's failure fails the run." },
      priority: { type: "integer", format: "int32", description: "Those of higher ones begin first." },
      timeoutSeconds: { ...seconds, description: "Of all its tries together." },
      retry,
      cache,
      pool: {
        ...text,
        description: "A Pool of the namespace: it begins once it has slots of it, by its priority.",
      },
      poolSlots: { ...count, description: "How many of them; absent means 1." },
      run,
      resource: resourceSchema,
      flow: flowSchema,
      wait: waitSchema,
      approve: approveSchema(parameters),
      notify: notifySchema,
      steps: { type: "array", items: inner },
      pass: { type: "object", description: "Nothing but to give results." },
      results,
    },
  };
}

/** With steps in steps as deep as they go. */
export const stepSchema: StructuralSchema = endless();

function endless(): StructuralSchema {
  const inner: { properties?: StructuralSchema["properties"] } & StructuralSchema = { type: "object" };
  return Object.assign(inner, stepOf(inner));
}

const speltOut = (levels: number): StructuralSchema =>
  stepOf(levels === 0 ? { type: "object", ...anything } : speltOut(levels - 1));

const definitionOf = (step: StructuralSchema): StructuralSchema => ({
  type: "object",
  required: ["steps"],
  properties: {
    description: text,
    parameters,
    steps: { type: "array", minItems: 1, items: step },
    results,
    onExit: { type: "array", items: step, description: "Run once all others are over, however they ended." },
    outcome: {
      type: "string",
      enum: ["all", "leaves"],
      description:
        "all: one failed step fails the run; leaves: only those count that no other needs. Absent means all.",
    },
    maxActiveSteps: { ...count, description: "Steps at once, at most." },
    timeoutSeconds: seconds,
  },
});

/** What is checked when a definition is read. */
export const definitionSchema: StructuralSchema = definitionOf(stepSchema);

/** What an API server checks, whose schemas end somewhere. */
export const appliedSchema: StructuralSchema = definitionOf(speltOut(SPELT_OUT));
