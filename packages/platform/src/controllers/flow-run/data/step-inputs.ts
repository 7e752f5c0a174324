import { type Json, pathIn, type RunBody } from "@slipway/model/flows/index.ts";
import type { RunInput } from "@slipway/model/run-plan.ts";
import { parseS3Uri } from "#lib/s3-uri.ts";
import { TerminalError } from "#reconcile/reconciler.ts";

/** Of one step; more do not fit into what its pod is told. */
const MOST_INPUTS = 1_000;
/** Lists of lists, as nested fan-outs make them. */
const DEEPEST = 10;
const QUOTED = 200;

type StepInput = NonNullable<RunBody["inputs"]>[number];

/**
 * What is brought before a step's program starts. Items of lists are numbered in their order, and of items that gave nothing none is
 * brought. Throws TerminalError for what is neither an artifact nor an `s3://` URI.
 */
export function inputsOf({ inputs = [] }: RunBody, below: (path: string) => string): readonly RunInput[] {
  const all = inputs.flatMap((input) =>
    inputsAt(input.from, { input, to: below(pathIn("inputs", input)), depth: 0 }),
  );
  if (all.length <= MOST_INPUTS) return all;
  throw new TerminalError(
    "InvalidInput",
    `The step reads ${all.length} artifacts, and may read ${MOST_INPUTS}: let steps before it join some of them`,
  );
}

interface Place {
  readonly input: StepInput;
  readonly to: string;
  readonly depth: number;
}

function inputsAt(from: Json, place: Place): readonly RunInput[] {
  const { input, to, depth } = place;
  if (Array.isArray(from) && depth < DEEPEST)
    return from.flatMap((one, index) =>
      one === null ? [] : inputsAt(one, { input, to: `${to}/${index}`, depth: depth + 1 }),
    );
  const { uri, digest } = storedIn(from);
  if (uri === undefined || parseS3Uri(uri) === undefined)
    throw new TerminalError(
      "InvalidInput",
      `The input ${input.name} is ${quoted(from)}: expected an artifact of a step, an s3:// URI, or a list of these`,
    );
  return [
    {
      name: `Input "${input.name}"`,
      to,
      from: { s3Uri: uri, s3DataType: "S3Prefix", distribution: "FullyReplicated", compression: "None" },
      as: "copy",
      ...(digest === undefined ? {} : { digest }),
    },
  ];
}

function storedIn(from: Json): { readonly uri?: string; readonly digest?: string } {
  if (typeof from === "string") return { uri: from };
  if (from === null || typeof from !== "object" || Array.isArray(from)) return {};
  const { uri, digest } = from as { readonly uri?: Json; readonly digest?: Json };
  if (typeof uri !== "string") return {};
  return typeof digest === "string" ? { uri, digest } : { uri };
}

function quoted(value: Json): string {
  const text = JSON.stringify(value);
  return text.length <= QUOTED ? text : `${text.slice(0, QUOTED)}…`;
}
