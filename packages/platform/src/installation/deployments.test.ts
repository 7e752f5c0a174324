import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { parse } from "yaml";
import { configOf } from "#cli/image/describe-image.ts";
import { fromOneImage } from "#runtimes/pods/images.ts";
import { parts } from "./deployments.ts";

const owner = { apiVersion: "v1", kind: "Owner", metadata: { name: "owner" } };

/** Of every container that runs a program of Slipway's, the first process: Node there would lose a SIGTERM at its start. */
function firstProcesses(): readonly (string | undefined)[] {
  const use = fromOneImage({ image: "registry.test/slipway:1", baseImage: "python:3" });
  const images = ["slipway.dev/slipway", "slipway.dev/xgboost", "slipway.dev/script"].map((one) =>
    use(one, owner),
  );
  const deployments = parts({ image: "registry.test/slipway:1", settings: "hash" }) as unknown as readonly {
    readonly kind: string;
    readonly spec: {
      readonly template: { readonly spec: { readonly containers: readonly { command: string[] }[] } };
    };
  }[];
  const image = { layers: [], architecture: "amd64", version: "1", time: new Date(0), base: undefined };
  const { config } = JSON.parse(configOf(image).text) as {
    readonly config: { readonly Entrypoint: string[] };
  };
  return [
    ...images.map(({ command }) => command?.[0]),
    ...images.flatMap(({ bringer }) => (bringer === undefined ? [] : [bringer.command?.[0]])),
    ...deployments
      .filter(({ kind }) => kind === "Deployment")
      .flatMap(({ spec }) => spec.template.spec.containers.map(({ command }) => command[0])),
    config.Entrypoint[0],
  ];
}

test("init is the first process of every container of Slipway's", () => {
  const found = firstProcesses();
  expect(found.length).toBeGreaterThanOrEqual(8);
  expect(new Set(found)).toEqual(new Set(["/usr/local/bin/init", "/opt/slipway/bin/init"]));
});

test("the guide's Ingress names a Service and a port that there are", () => {
  const guide = readFileSync(join(import.meta.dirname, "../../../../docs/guides/expose.md"), "utf8");
  const [, text = ""] = /^```yaml\n(.*?)^```$/ms.exec(guide) ?? [];
  const { metadata, spec } = parse(text);
  const { service } = spec.rules[0].http.paths[0].backend;
  const there = parts({ image: "registry.test/slipway:1", settings: "hash" }).find(
    (object) => object.kind === "Service" && object.metadata.name === service.name,
  ) as { readonly metadata: object; readonly spec: { readonly ports: readonly object[] } } | undefined;
  expect(there?.metadata).toMatchObject({ namespace: metadata.namespace });
  expect(there?.spec.ports).toContainEqual(expect.objectContaining({ name: service.port.name }));
});

interface Shown {
  readonly kind: string;
  readonly metadata: { readonly name: string };
  readonly spec: {
    readonly replicas?: number;
    readonly maxUnavailable?: number;
    readonly selector?: { readonly matchLabels: object };
    readonly strategy?: object;
    readonly template: {
      readonly metadata: { readonly labels: object };
      readonly spec: {
        readonly terminationGracePeriodSeconds: number;
        readonly containers: readonly {
          readonly lifecycle?: { readonly preStop: { readonly sleep: { readonly seconds: number } } };
        }[];
      };
    };
  };
}

test.each(["slipway-aws", "slipway-router"])("of %s there are two, and a drain leaves one", (name) => {
  const shown = parts({ image: "i", settings: "hash" }) as unknown as readonly Shown[];
  const of = (kind: string) => shown.find((one) => one.kind === kind && one.metadata.name === name);
  const { spec } = of("Deployment") as Shown;
  expect(spec).toMatchObject({
    replicas: 2,
    strategy: { rollingUpdate: { maxUnavailable: 0, maxSurge: 1 } },
  });
  const budget = of("PodDisruptionBudget") as Shown;
  expect(budget.spec.maxUnavailable).toBe(1);
  expect(spec.template.metadata.labels).toMatchObject(budget.spec.selector?.matchLabels ?? { none: true });
});

test.each(["slipway-aws", "slipway-router"])("%s may end in its own time", (name) => {
  const shown = parts({ image: "i", settings: "hash" }) as unknown as readonly Shown[];
  const { spec } = shown.find((one) => one.kind === "Deployment" && one.metadata.name === name) as Shown;
  const [container] = spec.template.spec.containers;
  const pause = container?.lifecycle?.preStop.sleep.seconds ?? 0;
  expect(pause).toBeGreaterThanOrEqual(5);
  // SageMaker gives an answer that is streamed eight minutes.
  expect(spec.template.spec.terminationGracePeriodSeconds).toBeGreaterThan(pause + 480);
});
