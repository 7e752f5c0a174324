import { KINDS } from "@slipway/model/kinds/all.ts";
import { CRDS } from "@slipway/model/kinds/crds.ts";
import { expect, test } from "vitest";
import { testServer } from "../testing/test-server.ts";

/** k8s.io/kubectl/pkg/util/prune, GetRESTMappings: without them a prune ends before it begins. */
const PRUNED: readonly string[] = [
  "/v1 ConfigMap",
  "/v1 Endpoints",
  "/v1 Namespace",
  "/v1 PersistentVolume",
  "/v1 PersistentVolumeClaim",
  "/v1 Pod",
  "/v1 ReplicationController",
  "/v1 Secret",
  "/v1 Service",
  "apps/v1 DaemonSet",
  "apps/v1 Deployment",
  "apps/v1 ReplicaSet",
  "apps/v1 StatefulSet",
  "batch/v1 CronJob",
  "batch/v1 Job",
  "networking.k8s.io/v1 Ingress",
];

test("every kind that kubectl prunes is there, with Kubernetes' own plural", async () => {
  const { server } = await testServer(CRDS);
  const served = server.resources.all().map(({ group, version, kind }) => `${group}/${version} ${kind}`);
  expect(PRUNED.filter((kind) => !served.includes(kind))).toEqual([]);
  expect(server.resources.all().flatMap(({ unserved, plural }) => (unserved ? [plural] : []))).toEqual([
    "endpoints",
    "limitranges",
    "persistentvolumeclaims",
    "persistentvolumes",
    "podtemplates",
    "replicationcontrollers",
    "resourcequotas",
    "daemonsets",
    "replicasets",
    "statefulsets",
    "horizontalpodautoscalers",
    "cronjobs",
    "jobs",
    "ingresses",
    "ingressclasses",
    "networkpolicies",
    "poddisruptionbudgets",
    "clusterrolebindings",
    "clusterroles",
    "rolebindings",
    "roles",
    "priorityclasses",
    "storageclasses",
  ]);
});

/** `kubectl api-resources` of a Kubernetes 1.34 without further definitions. */
const CORE =
  "cs cm ep ev limits ns no pvc pv po rc quota sa svc crd crds ds deploy rs sts hpa cj csr ing netpol pdb pc sc vap vapb";

test("each of Slipway's kinds has a short name that is its own, on its definition and in the CLI", () => {
  const core = CORE.split(" ");
  const short = KINDS.map(({ crd }) => crd.spec.names.shortNames ?? []);
  expect(short.filter((names) => names.length === 0)).toEqual([]);
  expect(new Set(short.flat()).size).toBe(short.flat().length);
  expect(short.flat().filter((name) => core.includes(name))).toEqual([]);
  for (const { crd, words } of KINDS)
    expect(words).toEqual(expect.arrayContaining([...(crd.spec.names.shortNames ?? [])]));
});
