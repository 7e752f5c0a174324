import { SlipwayError } from "@slipway/model";
import type { XgboostVersion } from "@slipway/model/algorithms/xgboost/versions.ts";
import { extraneous, notInRange, OTHER_NAMES } from "./image-versions.ts";
import { type Domain, HYPERPARAMETERS, type HyperparameterRule, type Range } from "./table.ts";

/** Whether a job can train on a GPU, or why not, as it completes "needs a GPU, and ...". */
export type GpuUse = "usable" | { readonly why: string };

const ON_CPUS: GpuUse = { why: "training runs on CPUs" };

/** Checked hyperparameters by XGBoost's main name, with defaults left out. */
export class Hyperparameters {
  readonly #texts: ReadonlyMap<string, string>;
  readonly #version: XgboostVersion | undefined;

  /**
   * Throws one error that names all that are unknown, missing, out of range, or not for an image of that version; without a
   * version all are taken that any image takes.
   */
  constructor(given: Readonly<Record<string, string>>, version?: XgboostVersion, gpu: GpuUse = ON_CPUS) {
    const problems: Problem[] = [];
    this.#version = version;
    this.#texts = canonical(given, problems, version);
    for (const [name, text] of this.#texts) {
      const rule = HYPERPARAMETERS[name];
      const problem = rule && problemOf(rule, { name, text, version, gpu });
      if (problem) problems.push(problem);
    }
    if (!this.#texts.has("num_round")) {
      problems.push({
        code: "SLIP-XGB-002",
        name: "num_round",
        text: "num_round is missing; it is required",
      });
    }
    const metric = this.#misplacedMetric();
    if (metric) problems.push({ code: "SLIP-XGB-002", name: "eval_metric", text: metric });
    fail(problems);
  }

  has(name: string): boolean {
    return this.#texts.has(name);
  }

  text(name: string): string | undefined {
    return this.#texts.get(name);
  }

  number(name: string): number | undefined;
  number(name: string, otherwise: number): number;
  number(name: string, otherwise?: number): number | undefined {
    const text = this.#texts.get(name);
    return text === undefined ? otherwise : Number(text);
  }

  /** What a comma separates; empty when it is not given. */
  list(name: string): readonly string[] {
    return (this.#texts.get(name) ?? "")
      .split(",")
      .map((item) => item.trim())
      .filter((item) => item !== "");
  }

  /** SageMaker's container takes auc for classes and ranks only, although the library takes it for all. */
  #misplacedMetric(): string | undefined {
    const objective = this.text("objective") ?? "reg:squarederror";
    if (!this.list("eval_metric").includes("auc") || /^(binary|rank):/.test(objective)) return undefined;
    if (this.#version === "0.72" && objective === "reg:logistic") return undefined;
    return `eval_metric auc is for objectives of binary: and rank:, but the objective is ${objective}`;
  }

  /** What the library itself is to be told. */
  forLibrary(): Readonly<Record<string, string>> {
    return Object.fromEntries([...this.#texts].filter(([name]) => !HYPERPARAMETERS[name]?.ours));
  }

  /** The names of those that say nothing to the booster and the objective, in alphabetical order. */
  unused(): readonly string[] {
    const says = (name: string): boolean => {
      const only = HYPERPARAMETERS[name]?.only;
      return only === undefined || this.text(only.name) === only.value;
    };
    return [...this.#texts.keys()].filter((name) => !says(name)).sort();
  }

  /** Throws, naming them, when there are some that only real XGBoost honours. */
  requireBuiltIn(): void {
    const problems = [...this.#texts]
      .filter(([name, text]) => !(HYPERPARAMETERS[name]?.builtIn?.includes(text) ?? true))
      .map(
        ([name, text]): Problem => ({
          code: "SLIP-XGB-003",
          name,
          text: `${name}=${text} needs real XGBoost`,
        }),
      );
    fail(problems);
  }
}

interface Problem {
  readonly code: "SLIP-XGB-001" | "SLIP-XGB-002" | "SLIP-XGB-003";
  readonly name: string;
  readonly text: string;
}

function fail(problems: readonly Problem[]): void {
  const [first] = problems;
  if (!first) return;
  throw new SlipwayError(first.code, problems.map(({ text }) => text).join("; "), {
    details: {
      causes: problems.map(({ name, text }) => ({
        reason: "FieldValueInvalid",
        message: text,
        field: `hyperParameters.${name}`,
      })),
    },
  });
}

function canonical(
  given: Readonly<Record<string, string>>,
  problems: Problem[],
  version: XgboostVersion | undefined,
): ReadonlyMap<string, string> {
  const texts = new Map<string, string>();
  for (const [written, text] of Object.entries(given)) {
    const name = mainName(written);
    if (name === undefined) {
      problems.push({
        code: "SLIP-XGB-001",
        name: written,
        text: `${written} is not a hyperparameter of XGBoost`,
      });
      continue;
    }
    const versions = name === written ? HYPERPARAMETERS[name]?.versions : { ...OTHER_NAMES, instead: name };
    const unasked = extraneous(version, written, versions);
    if (unasked !== undefined) problems.push({ code: "SLIP-XGB-001", name: written, text: unasked });
    else if (texts.has(name)) {
      problems.push({ code: "SLIP-XGB-002", name, text: `${name} is given twice, also as ${written}` });
    } else texts.set(name, text.trim());
  }
  return texts;
}

function mainName(written: string): string | undefined {
  if (Object.hasOwn(HYPERPARAMETERS, written)) return written;
  return Object.keys(HYPERPARAMETERS).find((name) => HYPERPARAMETERS[name]?.aliases?.includes(written));
}

interface Given {
  readonly name: string;
  readonly text: string;
  readonly version: XgboostVersion | undefined;
  readonly gpu: GpuUse;
}

function problemOf(rule: HyperparameterRule, given: Given): Problem | undefined {
  const { name, text, gpu } = given;
  const wrong = complaint(rule, given) ?? notOfVersion(rule, given);
  if (wrong !== undefined) return { code: "SLIP-XGB-002", name, text: wrong };
  if (rule.served?.values.every((value) => !isSame(value, text)) !== true) return undefined;
  const { onGpu, otherwise } = rule.served;
  if (onGpu !== true) return { code: "SLIP-XGB-003", name, text: `${name}=${text} ${otherwise}` };
  if (gpu === "usable") return undefined;
  return { code: "SLIP-XGB-003", name, text: `${name}=${text} needs a GPU, and ${gpu.why}${otherwise}` };
}

/** Numbers may be written in several ways. */
const isSame = (one: string, other: string): boolean => one === other || Number(one) === Number(other);

function complaint({ domain }: HyperparameterRule, { name, text }: Given): string | undefined {
  const expected = violated(domain, text);
  return expected && `${name} must be ${expected}, got ${JSON.stringify(text)}`;
}

function notOfVersion({ domain, values }: HyperparameterRule, given: Given): string | undefined {
  const { name, text, version } = given;
  if (values === undefined) return undefined;
  const isList = domain.kind === "list";
  const all = domain.kind === "choice" ? domain.choices : [];
  return (isList ? text.split(",") : [text])
    .map((item) => notInRange(version, { name, text: item.trim(), values: { all, of: values, isList } }))
    .find((reason) => reason !== undefined);
}

/** What was expected, when the text is something else. */
function violated(domain: Domain, text: string): string | undefined {
  if (domain.kind === "choice") {
    return domain.choices.includes(text) ? undefined : `one of ${domain.choices.join(", ")}`;
  }
  if (domain.kind === "list" || domain.kind === "text") return text === "" ? "given a value" : undefined;
  const value = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text) ? Number(text) : Number.NaN;
  const fits = within(value, domain.range) && (domain.kind === "number" || Number.isInteger(value));
  return fits
    ? undefined
    : `${domain.kind === "integer" ? "a whole number" : "a number"}${said(domain.range)}`;
}

function within(value: number, { from, above, to, below }: Range): boolean {
  return (
    Number.isFinite(value) &&
    (from === undefined || value >= from) &&
    (above === undefined || value > above) &&
    (to === undefined || value <= to) &&
    (below === undefined || value < below)
  );
}

function said({ from, above, to, below }: Range): string {
  const bounds = [
    from === undefined ? undefined : `at least ${from}`,
    above === undefined ? undefined : `above ${above}`,
    to === undefined ? undefined : `at most ${to}`,
    below === undefined ? undefined : `below ${below}`,
  ].filter((bound) => bound !== undefined);
  return bounds.length === 0 ? "" : `, ${bounds.join(" and ")}`;
}
