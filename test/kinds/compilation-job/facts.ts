import { type Condition, type Resource, STOP_ANNOTATION } from "@slipway/model";
import { jobWording } from "@slipway/model/aws/wording.ts";
import type { AwsKindFacts, Outcome } from "@slipway/model/kinds/facts.ts";
import { compilationJobCrd } from "./crd.ts";
import { toyService } from "./service.ts";

/** A toy: it compiles nothing, and ends as soon as its controller sees it. */
export interface CompilationJob extends Resource {
  readonly kind: "CompilationJob";
  readonly spec: { readonly compilationJobName: string; readonly roleARN: string };
  readonly status?: {
    readonly compilationJobStatus?: string;
    readonly conditions?: readonly Condition<"Ready">[];
  };
}

const STATES: Readonly<Record<string, Outcome["state"]>> = {
  COMPLETED: "done",
  FAILED: "failed",
  STOPPED: "stopped",
};

/** The one row that makes the toy a kind at every door. */
export const compilationJobFacts: AwsKindFacts<CompilationJob> = {
  kind: {
    group: "toys.example.com",
    version: "v1",
    kind: "CompilationJob",
    plural: "compilationjobs",
    namespaced: true,
  },
  crd: compilationJobCrd,
  about: "a toy of the tests, which ends as soon as it is seen",
  words: ["cj"],
  conditions: ["Ready"],
  aws: {
    service: toyService,
    name: "CompilationJob",
    arnType: "compilation-job",
    wording: { ...jobWording("compilation job"), notFoundType: "ResourceNotFound" },
    status: "CompilationJobStatus",
    order: "Descending",
    changeable: [],
    view: (job) => ({ ...job, status: { ...job.status, compilationJobStatus: statusOf(job) } }),
  },
  program: { container: "compiler", ends: true },
  outcome: ({ status }) => ({
    state: STATES[status?.compilationJobStatus ?? ""] ?? "working",
    word: status?.compilationJobStatus ?? "Pending",
  }),
};

function statusOf({ metadata, status }: CompilationJob): string {
  const written = status?.compilationJobStatus ?? "STARTING";
  return written === "STARTING" && metadata.annotations?.[STOP_ANNOTATION] !== undefined
    ? "STOPPING"
    : written;
}
