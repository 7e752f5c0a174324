import { Home } from "../../e2e/support/home.ts";
import { ClusterHome } from "./cluster-home.ts";

/** The three homes; `TARGET` says which one a run of these tests is about. */
export type Target = "embedded" | "cluster" | "sagemaker";

const TARGETS: readonly Target[] = ["embedded", "cluster", "sagemaker"];

export const TARGET: Target = targetOf(process.env["TARGET"] ?? "embedded");

function targetOf(word: string): Target {
  const found = TARGETS.find((target) => target === word);
  if (found === undefined) throw new Error(`TARGET=${word}: expected ${TARGETS.join(", ")}`);
  return found;
}

/** A home of the target, and what its clients need. */
export async function openHome(): Promise<Home> {
  switch (TARGET) {
    case "embedded":
      return Home.withPython();
    case "cluster":
      return ClusterHome.shared();
    case "sagemaker":
      return (await import("./sagemaker-home.ts")).SageMakerHome.open();
  }
}

/** A manifest as this target wants it: byte for byte, but for the annotation that names SageMaker. */
export function asTargetWantsIt(manifest: string): string {
  if (TARGET !== "sagemaker") return manifest;
  const annotation = "  annotations:\n    slipway.dev/runtime: sagemaker\n";
  return manifest.replaceAll(/^metadata:\n/gm, (line) => `${line}${annotation}`);
}

/**
 * What the foreign server that stands for SageMaker (moto) or the place itself cannot do; a test that needs it is listed with the
 * reason by its name and not run there.
 */
const CANNOT = {
  sagemaker: {
    predictions: "moto answers InvokeEndpoint with canned bodies; no model runs there",
    programs: "moto runs no containers: a job has no log, metrics of its own or model archive",
    awsDoor: "users of AWS's API who want SageMaker call SageMaker; our door has no word for the annotation",
    containers: "moto runs no containers",
    processes: "nothing runs on this machine",
    ownCode: "source code runs on Slipway's own script image, which AWS does not have",
    failures: "moto's jobs do not fail",
  },
  cluster: {
    processes: "pods are containers of a real kubelet, not processes below a state folder",
    sagemaker: "the cluster's home was given no identity in AWS",
  },
  embedded: {
    containers: "a laptop runs programs, not containers",
    sagemaker: "the home was started without leave to use AWS",
  },
} as const satisfies Record<Target, Readonly<Record<string, string>>>;

export type Ability = { [T in Target]: keyof (typeof CANNOT)[T] }[Target];

/** Why the target cannot play this part; undefined when it can. */
export function reasonAgainst(ability: Ability): string | undefined {
  const reasons: Readonly<Record<string, string>> = CANNOT[TARGET];
  return reasons[ability];
}
