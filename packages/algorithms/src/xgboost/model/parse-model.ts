import { wordsOf } from "@slipway/lib/words-of.ts";
import { SlipwayError } from "@slipway/model";
import { linkOf } from "../objectives/link.ts";
import { Fields } from "./fields.ts";
import type { LinearModel, Model, TreeModel } from "./model.ts";
import { notScored } from "./not-scored.ts";
import { isBinary, parseBinary } from "./parse-binary.ts";
import { parseTree } from "./parse-tree.ts";
import { parseUbjson } from "./ubjson.ts";

const OPEN = 0x7b;
const PICKLE = 0x80;

/** Reads a model file in XGBoost's JSON, UBJSON or the binary format of its versions 1.0 to 2.0. `name` is what messages call the file. */
export function parseModel(bytes: Uint8Array, name: string): Model {
  try {
    return modelFrom(new Fields(decode(bytes), name).object("learner"));
  } catch (error) {
    if (error instanceof SlipwayError) throw error;
    const reason = wordsOf(error);
    throw new SlipwayError("SLIP-XGB-008", `${name} is damaged: ${reason}`, { cause: error });
  }

  function decode(content: Uint8Array): unknown {
    if (content[0] === PICKLE) throw notReadable("is a Python pickle");
    if (isBinary(content)) return parseBinary(content);
    if (content[0] !== OPEN) throw notReadable("is in none of XGBoost's formats");
    const isJson = /^\{\s*["}]/.test(Buffer.from(content.subarray(0, 256)).toString("latin1"));
    return isJson ? (JSON.parse(Buffer.from(content).toString("utf8")) as unknown) : parseUbjson(content);
  }

  function notReadable(what: string): SlipwayError {
    return new SlipwayError("SLIP-XGB-008", `${name} ${what}`);
  }
}

function modelFrom(learner: Fields): Model {
  const parameters = learner.object("learner_model_param");
  const objective = learner.object("objective");
  const outputs = Math.max(1, parameters.number("num_class", 0));
  if (parameters.number("num_target", 1) > 1) throw notScored("it has several targets");
  const head = {
    objective: objective.text("name"),
    objectiveEntry: objective.raw,
    outputs,
    baseScores: baseScores(parameters.text("base_score"), outputs),
    columns: parameters.number("num_feature"),
    attributes: learner.texts("attributes"),
  };
  if (!linkOf(head.objective)) throw notScored(`its objective is ${head.objective}`);
  return { ...head, ...body(learner.object("gradient_booster"), head) };
}

type Body = Pick<LinearModel, "kind" | "weights"> | Omit<TreeModel, keyof LinearModelHead>;
type LinearModelHead = Omit<LinearModel, "kind" | "weights">;

function body(booster: Fields, { columns, outputs }: Pick<Model, "columns" | "outputs">): Body {
  const name = booster.text("name");
  if (name === "gblinear") {
    const weights = Float32Array.from(booster.object("model").numbers("weights"));
    if (weights.length !== (columns + 1) * outputs) throw new Error("it has too few or too many weights");
    return { kind: "linear", weights };
  }
  if (name === "gbtree") return trees(booster.object("model"), { columns, outputs });
  if (name !== "dart") throw notScored(`its booster is ${name}`);
  const treeWeights = Array.from(booster.numbers("weight_drop"));
  return { ...trees(booster.object("gbtree").object("model"), { columns, outputs }), treeWeights };
}

function trees(
  model: Fields,
  limits: { readonly columns: number; readonly outputs: number },
): Omit<TreeModel, keyof LinearModelHead> {
  const treeOutputs = Array.from(model.numbers("tree_info"));
  const list = model.list("trees").map((tree) => parseTree(tree, limits.columns));
  if (treeOutputs.length !== list.length) throw new Error("tree_info and trees differ in length");
  if (treeOutputs.some((output) => !(output >= 0 && output < limits.outputs))) {
    throw new Error("tree_info names an output that does not exist");
  }
  const parallelTrees = model.object("gbtree_model_param").number("num_parallel_tree", 1);
  return { kind: "trees", trees: list, treeOutputs, parallelTrees };
}

/** A number (up to XGBoost 3.0) or a list of numbers in brackets, as text. */
function baseScores(text: string, outputs: number): readonly number[] {
  const scores = text
    .replace(/^\[|\]$/g, "")
    .split(",")
    .map(Number);
  if (scores.some(Number.isNaN) || (scores.length !== 1 && scores.length !== outputs)) {
    throw new Error(`base_score is ${text}`);
  }
  return scores;
}
