import { SlipwayError } from "@slipway/model";
import { CORE_SCHEMA, type LoadOptions, load, Type, YAMLException } from "js-yaml";

/** YAML costs many times what JSON does, byte for byte, and clients such as kubectl send JSON. */
const MOST_BYTES = 512 * 1024;

/** JSON's values and merge keys: no dates, no binary. */
const MERGE = new Type("tag:yaml.org,2002:merge", { kind: "scalar", resolve: (key) => key === "<<" });
const SCHEMA = CORE_SCHEMA.extend({ implicit: [MERGE] });

/** What a value may nest, and what all merges of a body may add. */
const LIMITS = { maxDepth: 500, maxTotalMergeKeys: 10_000 };

/**
 * One YAML document, in time that grows with its length; keys must be unique. Aliases stay shared, so that whoever copies the value
 * must measure it first. Throws plain errors that quote nothing of the body, and SLIP-API-012.
 */
export function parseYaml(text: string): unknown {
  if (text.length > MOST_BYTES) {
    throw new SlipwayError("SLIP-API-012", `Request entity too large: limit of YAML is ${MOST_BYTES}`);
  }
  try {
    return load(text, { schema: SCHEMA, ...LIMITS } as LoadOptions);
  } catch (error) {
    if (!(error instanceof YAMLException)) throw error;
    const { line, column } = error.mark ?? { line: 0, column: 0 };
    throw new Error(`${error.reason} at line ${line + 1}, column ${column + 1}`, { cause: error });
  }
}
