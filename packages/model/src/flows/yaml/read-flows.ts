import type { Document, Node } from "yaml";
import type { StructuralSchema } from "../../kinds/crd.ts";
import type { Flow } from "../../kinds/flow/type.ts";
import { type ScheduleSpec, scheduleProblems } from "../../kinds/schedule/index.ts";
import { type TriggerSpec, triggerSpecProblems } from "../../kinds/trigger/index.ts";
import { isDnsLabel } from "../../names.ts";
import type { CompiledFlow } from "../graph/compiled.ts";
import { type FlowProblem, FlowProblems, placeOf } from "../graph/problem.ts";
import { readDefinition } from "../read-definition.ts";
import { shapeProblems } from "../shape.ts";
import { documentKind, isObject } from "./document-kind.ts";
import {
  FLOW_API_VERSION,
  FLOW_KIND,
  manifestSchema,
  SCHEDULE_KIND,
  scheduleManifestSchema,
  TRIGGER_KIND,
  triggerManifestSchema,
} from "./flow-manifest.ts";
import { nameOfFile } from "./name-of-file.ts";
import type { SourceProblem, SourceProblemCode } from "./source-problem.ts";
import { SourceText } from "./source-text.ts";
import { yamlDocuments } from "./yaml-documents.ts";
import { YamlOffsets } from "./yaml-offsets.ts";
import { YamlValues } from "./yaml-values.ts";

/** A flow that can be run, and where it stands. */
export interface ReadFlow {
  readonly manifest: Flow;
  readonly compiled: CompiledFlow;
  /** It is a definition alone, that has its name from the file. */
  readonly isNamedAfterFile: boolean;
  /** Where a member of the definition stands in the text, and how it is called there. */
  locate(member: Omit<FlowProblem, "message">): Pick<SourceProblem, "offset" | "path">;
}

export interface FlowsRead {
  readonly source: SourceText;
  readonly flows: readonly ReadFlow[];
  /** Documents that are no flows, in words: `Deployment`. */
  readonly skipped: readonly { readonly offset: number; readonly what: string }[];
  /** In the order of their places. */
  readonly problems: readonly SourceProblem[];
  /** What others read otherwise in documents with flows that can run. */
  readonly notes: readonly SourceProblem[];
}

/** Reads the flows in a text of YAML or JSON. Throws nothing: what is wrong is among the problems, and then not among the flows. */
export function readFlows(text: string, file: string): FlowsRead {
  const source = new SourceText(text);
  const { documents, problems } = yamlDocuments(source.text);
  const reader = new FlowReader(source, file);
  for (const document of documents) if (document.errors.length === 0) reader.read(document);
  const all = [...problems, ...reader.problems].sort((a, b) => a.offset - b.offset);
  const { flows, skipped, notes } = reader;
  return { source, flows, skipped, notes, problems: withoutTwins(all) };
}

/** One object of a document: the path to it, and the value there. */
interface Found {
  readonly root: Node | null;
  readonly offsets: YamlOffsets;
  readonly at: FlowProblem["path"];
  readonly value: unknown;
}

/** A kind whose objects start runs of flows. */
interface Starter {
  readonly schema: StructuralSchema;
  readonly problemsOf: (spec: unknown) => readonly FlowProblem[];
  readonly code: SourceProblemCode;
}

const STARTERS: ReadonlyMap<string, Starter> = new Map<string, Starter>([
  [
    SCHEDULE_KIND,
    {
      schema: scheduleManifestSchema,
      problemsOf: (spec) => scheduleProblems(spec as ScheduleSpec),
      code: "schedule",
    },
  ],
  [
    TRIGGER_KIND,
    {
      schema: triggerManifestSchema,
      problemsOf: (spec) => triggerSpecProblems(spec as TriggerSpec),
      code: "trigger",
    },
  ],
]);

class FlowReader {
  readonly flows: ReadFlow[] = [];
  readonly skipped: { readonly offset: number; readonly what: string }[] = [];
  readonly problems: SourceProblem[] = [];
  readonly notes: SourceProblem[] = [];
  readonly #text: string;
  readonly #name: string;
  #unnamed = 0;

  constructor(source: SourceText, file: string) {
    this.#text = source.text;
    this.#name = nameOfFile(file);
  }

  read({ contents, warnings }: Document.Parsed): void {
    const root = contents as Node | null;
    const values = new YamlValues();
    const value = values.valueOf(root);
    this.problems.push(...values.problems);
    if (value === null || values.problems.length > 0 || warnings.length > 0) return;
    const before = this.flows.length;
    this.#object({ root, offsets: new YamlOffsets(this.#text, values), at: [], value });
    if (this.flows.length > before) this.notes.push(...values.notes);
  }

  #object(found: Found): void {
    const { root, offsets, at, value } = found;
    const kind = documentKind(value);
    if (kind === "manifest") this.#manifest(found);
    else if (kind === "definition") this.#definition(found);
    else if (kind === "list" && at.length === 0)
      for (const [index, item] of (value as { items: readonly unknown[] }).items.entries())
        this.#object({ ...found, at: ["items", index], value: item });
    else {
      const what = typeof kind === "object" ? kind.other : "a list in a list";
      const starter = STARTERS.get(what);
      if (starter !== undefined) this.#starter(found, starter);
      this.skipped.push({ offset: offsets.offsetOf(root, { path: at }), what });
    }
  }

  #manifest(found: Found): void {
    const { value } = found;
    const wrong = [...shapeProblems(value, manifestSchema), ...nameProblems(value)];
    for (const problem of wrong) this.#tell(problem, { found, code: "manifest" });
    const spec = isObject(value) ? value["spec"] : undefined;
    if (spec === undefined) return;
    const compiled = this.#compiled(spec, { ...found, at: [...found.at, "spec"] });
    if (compiled === undefined || wrong.length > 0) return;
    const isNamedAfterFile = false;
    this.#flow(value as Flow, {
      compiled,
      isNamedAfterFile,
      found: { ...found, at: [...found.at, "spec"] },
    });
  }

  /** Stays among what is no flow; whoever has one beside a flow is told what is wrong with it. */
  #starter(found: Found, { schema, problemsOf, code }: Starter): void {
    const { value } = found;
    if (!isObject(value) || value["apiVersion"] !== FLOW_API_VERSION) return;
    const wrong = [...shapeProblems(value, schema), ...nameProblems(value)];
    for (const problem of wrong) this.#tell(problem, { found, code: "manifest" });
    if (wrong.length > 0) return;
    for (const { path, message } of problemsOf(value["spec"]))
      this.#tell({ path: ["spec", ...path], message }, { found, code });
  }

  #definition(found: Found): void {
    const compiled = this.#compiled(found.value, found);
    const name = this.#unnamed === 0 ? this.#name : `${this.#name.slice(0, 55)}-${this.#unnamed + 1}`;
    this.#unnamed++;
    if (compiled === undefined) return;
    const manifest: Flow = {
      apiVersion: FLOW_API_VERSION,
      kind: FLOW_KIND,
      metadata: { name },
      spec: compiled.definition,
    };
    this.#flow(manifest, { compiled, isNamedAfterFile: true, found });
  }

  #flow(
    manifest: Flow,
    { found, ...rest }: Pick<ReadFlow, "compiled" | "isNamedAfterFile"> & { readonly found: Found },
  ): void {
    this.flows.push({ manifest, ...rest, locate: (member) => locate(found, member) });
  }

  #compiled(definition: unknown, found: Found): CompiledFlow | undefined {
    try {
      return readDefinition(definition);
    } catch (error) {
      if (!(error instanceof FlowProblems)) throw error;
      for (const problem of error.problems)
        this.#tell(problem, { found, code: problem.at === undefined ? "definition" : "expression" });
      return undefined;
    }
  }

  #tell(
    problem: FlowProblem,
    { found, code }: { readonly found: Found; readonly code: SourceProblemCode },
  ): void {
    this.problems.push({ ...locate(found, problem), code, message: problem.message });
  }
}

function locate(
  { root, offsets, at }: Found,
  member: Omit<FlowProblem, "message">,
): Pick<SourceProblem, "offset" | "path"> {
  const path = [...at, ...member.path];
  return { offset: offsets.offsetOf(root, { ...member, path }), path: placeOf(path) };
}

function nameProblems(value: unknown): readonly FlowProblem[] {
  const name = isObject(value) && isObject(value["metadata"]) ? value["metadata"]["name"] : undefined;
  if (typeof name !== "string" || isDnsLabel(name)) return [];
  const message = `is ${JSON.stringify(name.slice(0, 80))}: expected up to 63 of a-z, 0-9 and -`;
  return [{ path: ["metadata", "name"], message }];
}

/** What several aliases stand for is wrong once. */
function withoutTwins(problems: readonly SourceProblem[]): readonly SourceProblem[] {
  const told = new Set<string>();
  return problems.filter(({ offset, message }) => {
    const key = `${offset} ${message}`;
    return told.has(key) ? false : told.add(key) !== undefined;
  });
}
