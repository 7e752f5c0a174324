import { configMapKind } from "@slipway/model/kubernetes/workloads.ts";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { NodeAgentOptions } from "./create-node-agent.ts";
import { startEngine, type TestEngine } from "./testing/engine.ts";
import { isOver, podOf, shell } from "./testing/pods.ts";
import { createWorld } from "./testing/world.ts";

const IMAGE = "localhost/test/sh:1";
const { PATH = "/usr/bin:/bin" } = process.env;

let engine: TestEngine;
beforeAll(async () => {
  engine = await startEngine();
  await engine.makeImage(IMAGE, ['ENTRYPOINT ["/bin/sh", "-c"]']);
}, 120_000);
afterAll(() => engine?.stop());

/** All that a program can tell of where it is: one line each. */
const PROBE = [
  'say() { echo "$1: $2"; }',
  'say folder "$PWD"; say arguments "$# $*"; say user "$(id -u):$(id -g)"; say umask "$(umask)"',
  'say input "$(readlink /proc/self/fd/0)"; say value "$GIVEN"',
  "say volume \"$(cd /opt/ml && find . | sort | tr '\\n' ' ')\"; say file \"$(cat /etc/given/words)\"",
  'say written "$(echo x >/opt/ml/own && cat /opt/ml/own)"; say read-only "$(echo x 2>/dev/null >/etc/given/new || echo yes)"',
  'say files "$(ulimit -n)"; say core "$(ulimit -c)"',
  "say capabilities \"$(sed -n 's/CapEff:.//p' /proc/self/status)\"; say gains \"$(sed -n 's/NoNewPrivs:.//p' /proc/self/status)\"",
  'say hostname "$(cat /proc/sys/kernel/hostname)"; say first "$(cat /proc/1/comm)"',
  "say variables \"$(env | sed 's/=.*//' | sort | tr '\\n' ' ')\"",
].join("\n");

it("a program sees the same of its pod as a process in the sandbox and in a container, but for what docs/adr/0060 lists", async () => {
  const seen = async (options: Partial<NodeAgentOptions>): Promise<Readonly<Record<string, string>>> => {
    const world = await createWorld({ environment: { PATH, HOME: "/root", LANG: "C" }, ...options });
    try {
      await world.store.create(configMapKind, {
        apiVersion: "v1",
        kind: "ConfigMap",
        metadata: { name: "given", namespace: "default" },
        data: { words: "some words" },
      });
      const mounts = [
        { name: "ml", mountPath: "/opt/ml" },
        { name: "given", mountPath: "/etc/given" },
      ];
      const main = shell("main", PROBE, {
        imagePullPolicy: "IfNotPresent",
        args: [PROBE.replaceAll("$", () => "$$"), "program", "train", "a b"],
        env: [{ name: "GIVEN", value: "as it is" }],
        workingDir: "/opt/ml",
        volumeMounts: mounts,
      });
      const volumes = [
        { name: "ml", emptyDir: {} },
        { name: "given", configMap: { name: "given" } },
      ];
      await world.create(podOf("probe", [main], { volumes }));
      await world.until("probe", isOver);
      const lines = (await world.log("probe", "main")).map((line) => line.split(": ") as [string, string]);
      return Object.fromEntries(lines);
    } finally {
      await world.end();
    }
  };
  const own = await seen({});
  const container = await seen({
    images: (image) => (image === "sh" ? { oci: IMAGE } : undefined),
    containers: { env: engine.env },
  });
  expect(Object.keys(container)).toEqual(Object.keys(own));
  const { hostname: _, first: __, variables, ...others } = own;
  expect(container).toMatchObject(others);
  expect(container).toMatchObject({ hostname: "probe", first: "sh" });
  const beyond = (a = "", b = "") => a.split(" ").filter((name) => !b.split(" ").includes(name));
  expect(beyond(container["variables"], variables)).toEqual(["HOSTNAME", "SHLVL", "TERM", "container"]);
  expect(beyond(variables, container["variables"])).toEqual(["LANG", "SLIPWAY_TERMINATION_LOG", "TMPDIR"]);
});
