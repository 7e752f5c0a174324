import { BinaryReader } from "./binary-reader.ts";

const MARK = "binf";
/** Fields that are kept for later versions. */
const SPARE = { model: 27 * 4, trees: 32 * 4, tree: 31 * 4, linear: 32 * 4 };
const NODE_BYTES = 20 + 16;
const HIGH_BIT = 0x80000000;

/** Whether the bytes begin as XGBoost 1.0 to 2.0 begin their binary format, the one of files without an ending. */
export function isBinary(bytes: Uint8Array): boolean {
  return Buffer.from(bytes.subarray(0, 4)).toString("latin1") === MARK;
}

/** Reads that format into what the JSON format would hold. Throws on what versions before 1.0 wrote. */
export function parseBinary(bytes: Uint8Array): unknown {
  const reader = new BinaryReader(bytes.subarray(MARK.length));
  const parameters = readParameters(reader);
  const objective = reader.text();
  const booster = reader.text();
  const gradientBooster = readBooster(reader, booster);
  const attributes = parameters.hasAttributes ? readAttributes(reader) : {};
  return {
    learner: {
      learner_model_param: parameters.entries,
      objective: { name: objective },
      gradient_booster: gradientBooster,
      attributes,
    },
  };
}

function readParameters(reader: BinaryReader): {
  readonly entries: Readonly<Record<string, string>>;
  readonly hasAttributes: boolean;
} {
  const baseScore = reader.float();
  const columns = reader.uint();
  const classes = reader.int();
  const hasAttributes = reader.int() !== 0;
  reader.skip(4);
  const major = reader.uint();
  if (major === 0) throw new Error("a version of XGBoost before 1.0 wrote it");
  reader.skip(4 + SPARE.model);
  return {
    entries: {
      base_score: String(baseScore),
      num_feature: String(columns),
      num_class: String(classes),
    },
    hasAttributes,
  };
}

function readBooster(reader: BinaryReader, name: string): unknown {
  if (name === "gblinear") {
    reader.skip(8 + SPARE.linear);
    return { name, model: { weights: reader.floats() } };
  }
  const model = readTrees(reader);
  if (name !== "dart") return { name, model };
  const weights = model.trees.length > 0 ? reader.floats() : [];
  return { name, gbtree: { model }, weight_drop: weights };
}

function readTrees(reader: BinaryReader) {
  const count = reader.int();
  const parallel = reader.int();
  reader.skip(4 + 4 + 8 + 4 + 4 + SPARE.trees);
  if (count < 0 || count * NODE_BYTES > reader.left) throw new RangeError("it ends too soon");
  const trees = Array.from({ length: count }, () => readTree(reader));
  return {
    gbtree_model_param: { num_parallel_tree: Math.max(1, parallel) },
    trees,
    tree_info: reader.ints(count),
  };
}

function readTree(reader: BinaryReader) {
  reader.skip(4);
  const size = reader.int();
  reader.skip(4 + 4 + 4);
  const leafVector = reader.int();
  reader.skip(SPARE.tree);
  if (size < 0 || size * NODE_BYTES > reader.left) throw new RangeError("it ends too soon");
  const nodes = Array.from({ length: size }, () => readNode(reader));
  const statistics = Array.from({ length: size }, () => {
    const [gain, hessian, weight] = [reader.float(), reader.float(), reader.float()];
    reader.skip(4);
    return { gain, hessian, weight };
  });
  return {
    tree_param: { size_leaf_vector: leafVector },
    left_children: nodes.map(({ left }) => left),
    right_children: nodes.map(({ right }) => right),
    parents: nodes.map(({ parent }) => parent),
    split_indices: nodes.map(({ column }) => column),
    split_conditions: nodes.map(({ value }) => value),
    default_left: nodes.map(({ missingLeft }) => missingLeft),
    loss_changes: statistics.map(({ gain }) => gain),
    sum_hessian: statistics.map(({ hessian }) => hessian),
    base_weights: statistics.map(({ weight }) => weight),
  };
}

/** The highest bit of the parent says which child it is, that of the column where missing values go. */
function readNode(reader: BinaryReader) {
  const parent = reader.uint();
  const [left, right] = [reader.int(), reader.int()];
  const column = reader.uint();
  return {
    parent: parent % HIGH_BIT,
    left,
    right,
    column: column % HIGH_BIT,
    missingLeft: column >= HIGH_BIT ? 1 : 0,
    value: reader.float(),
  };
}

function readAttributes(reader: BinaryReader): Readonly<Record<string, string>> {
  const entries = Array.from({ length: reader.count(16) }, () => [reader.text(), reader.text()] as const);
  // Those that hold parameters of training stand elsewhere in the JSON format.
  const isOwn = (name: string): boolean => name === "objective" || name.startsWith("SAVED_PARAM_");
  return Object.fromEntries(entries.filter(([name]) => !isOwn(name)));
}
