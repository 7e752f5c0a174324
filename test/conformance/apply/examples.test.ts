import { readFileSync } from "node:fs";
import { copyFile, mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Kind, Resource } from "@slipway/model";
import { endpointKind } from "@slipway/model/kinds/endpoint/index.ts";
import { endpointConfigKind } from "@slipway/model/kinds/endpoint-config/index.ts";
import { modelKind } from "@slipway/model/kinds/model/index.ts";
import { scalableTargetKind } from "@slipway/model/kinds/scalable-target/index.ts";
import { scalingPolicyKind } from "@slipway/model/kinds/scaling-policy/index.ts";
import { trainingJobKind } from "@slipway/model/kinds/training-job/index.ts";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { KubectlVersion } from "../../../scripts/tools.ts";
import { type Kubectl, kubectlFor } from "../kubernetes/support/run-kubectl.ts";
import { type Doors, openDoors } from "../support/doors.ts";
import { runSlipway } from "../support/run-slipway.ts";

const EXAMPLE = join(import.meta.dirname, "../../../examples/abalone");
const TRAINING = join(EXAMPLE, "training.yaml");
const DEPLOY = join(EXAMPLE, "deploy.yaml");
const KINDS: readonly Kind[] = [
  ...[trainingJobKind, modelKind, endpointConfigKind, endpointKind],
  ...[scalableTargetKind, scalingPolicyKind],
];
const DEPLOYED = ["abalone-xgboost", "abalone-model", "abalone-endpoint-config", "abalone-endpoint"];
const APPLIED = [...DEPLOYED, "abalone-scalable-target", "abalone-scaling-policy"];

let doors: Doors;
beforeAll(async () => {
  doors = await openDoors();
});
afterAll(() => doors.close());

/** What is stored, but for who wrote it and when, and where. */
async function stored(namespace: string): Promise<readonly object[]> {
  const pages = await Promise.all(KINDS.map((kind) => doors.store.list(kind, { namespace })));
  return pages.flatMap(({ items }) => items.map(withoutWriter));
}

function withoutWriter({ metadata, ...rest }: Resource): object {
  const { uid: _uid, resourceVersion: _revision, creationTimestamp: _created, ...others } = metadata;
  const { namespace: _namespace, managedFields: _fields, annotations, ...same } = others;
  const { "kubectl.kubernetes.io/last-applied-configuration": _applied, ...further } = annotations ?? {};
  return { ...rest, metadata: Object.keys(further).length === 0 ? same : { ...same, annotations: further } };
}

type Apply = (
  namespace: string,
  ...files: readonly string[]
) => Promise<{ code: number | null; out: string; err: string }>;

const slipway: Apply = (namespace, ...files) =>
  runSlipway(doors, namespace, ["apply", ...files.flatMap((file) => ["-f", file])]);

function byKubectl(kubectl: Kubectl, ...how: readonly string[]): Apply {
  return (namespace, ...files) =>
    kubectl.run(["apply", "-n", namespace, ...how, ...files.flatMap((file) => ["-f", file])]);
}

/** The training job with one field changed, one added and one left out. */
async function edited(): Promise<string> {
  const file = join(doors.dir, "edited.yaml");
  const text = readFileSync(TRAINING, "utf8")
    .replace('eta: "0.2"', 'eta: "0.3"')
    .replace('    gamma: "4"\n', '    alpha: "1"\n')
    .replace("maxRuntimeInSeconds: 3600", "maxRuntimeInSeconds: 7200");
  expect(text).not.toContain("gamma");
  await writeFile(file, text);
  return file;
}

/** What is stored after each of: applied, applied again, applied with changes. */
async function history(apply: Apply): Promise<readonly unknown[]> {
  const namespace = await doors.namespace();
  const steps: unknown[] = [];
  for (const files of [[TRAINING, DEPLOY], [TRAINING, DEPLOY], [await edited()]]) {
    const { code, err } = await apply(namespace, ...files);
    expect(code, err).toBe(0);
    steps.push(await stored(namespace));
  }
  return steps;
}

const VERSIONS: readonly KubectlVersion[] = ["1.35", "1.32"];

describe.each(VERSIONS)("the files of the example, by kubectl %s", (version) => {
  let kubectl: Kubectl;
  beforeAll(async () => {
    kubectl = await kubectlFor(doors, { version });
  });

  test.each([
    ["apply", []],
    ["apply --server-side", ["--server-side"]],
  ])("become the same objects by %s as by slipway apply", async (_, how) => {
    const theirs = await history(byKubectl(kubectl, ...how));
    expect(theirs[0]).toHaveLength(DEPLOYED.length);
    expect(theirs[2]).not.toEqual(theirs[1]);
    expect(await history(slipway)).toEqual(theirs);
  });

  test("are applied as a folder, but for kinds that are not served, which are named", async () => {
    const namespace = await doors.namespace();
    const folder = await withUnserved();
    const { code, out, err } = await byKubectl(kubectl)(namespace, folder);
    expect(code).toBe(1);
    expect(err).toBe(
      `error: resource mapping not found for name: "explore" namespace: "" from "${join(folder, "unserved.yaml")}": no matches for kind "NotebookInstance" in version "sagemaker.services.k8s.aws/v1alpha1"\nensure CRDs are installed first\n`,
    );
    expect(out.match(/\S+ created$/gm)).toHaveLength(APPLIED.length);
    expect(await namesIn(namespace)).toEqual(APPLIED);
  });
});

test("slipway apply of the folder applies what is served and names what is not", async () => {
  const namespace = await doors.namespace();
  const { code, out, err } = await slipway(namespace, await withUnserved());
  expect(code).not.toBe(0);
  expect(err).toMatch(/NotebookInstance/);
  expect(out.match(/\S+ created$/gm)).toHaveLength(APPLIED.length);
  expect(await namesIn(namespace)).toEqual(APPLIED);
});

/** The example's folder, and in it a kind of ACK's that nobody serves here. */
async function withUnserved(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "slipway-folder-"));
  for (const file of ["training.yaml", "deploy.yaml", "scale.yaml"])
    await copyFile(join(EXAMPLE, file), join(folder, file));
  await writeFile(
    join(folder, "unserved.yaml"),
    "apiVersion: sagemaker.services.k8s.aws/v1alpha1\nkind: NotebookInstance\nmetadata:\n  name: explore\nspec: {}\n",
  );
  return folder;
}

async function namesIn(namespace: string): Promise<readonly string[]> {
  const pages = await Promise.all(KINDS.map((kind) => doors.store.list(kind, { namespace })));
  return pages.flatMap(({ items }) => items.map(({ metadata }) => metadata.name));
}
