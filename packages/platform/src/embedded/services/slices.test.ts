import type { Pod, Service } from "@slipway/model/kubernetes/workloads.ts";
import { describe, expect, test } from "vitest";
import { slicesOf } from "./slices.ts";

const service: Service = {
  apiVersion: "v1",
  kind: "Service",
  metadata: { name: "s", namespace: "default", uid: "u", labels: { tier: "models" } },
  spec: { selector: { app: "s" }, ports: [{ name: "http", port: 80, targetPort: "http" }] },
};

function pod(
  name: string,
  how: {
    readonly ready?: boolean;
    readonly port?: number;
    readonly ending?: boolean;
    readonly ip?: string;
  } = {},
): Pod {
  return {
    apiVersion: "v1",
    kind: "Pod",
    metadata: {
      name,
      namespace: "default",
      uid: name,
      ...(how.port === undefined ? {} : { annotations: { "slipway.dev/port": String(how.port) } }),
      ...(how.ending === true ? { deletionTimestamp: "2026-01-01T00:00:00Z" } : {}),
    },
    spec: { containers: [{ name: "c", ports: [{ name: "http", containerPort: 8080 }] }] },
    status: {
      ...(how.ip === "" ? {} : { podIP: how.ip ?? "127.0.0.1" }),
      conditions: [{ type: "Ready", status: how.ready === false ? "False" : "True" }],
    },
  };
}

describe("the slices of a Service", () => {
  test("carry its labels and its name, and each pod's address and state", () => {
    const [slice] = slicesOf(service, [pod("a"), pod("b", { ready: false }), pod("c", { ending: true })]);
    expect(slice?.metadata.labels).toEqual({ tier: "models", "kubernetes.io/service-name": "s" });
    expect(slice?.ports).toEqual([{ name: "http", port: 8080, protocol: "TCP" }]);
    expect(slice?.endpoints?.map(({ targetRef, conditions }) => [targetRef?.name, conditions])).toEqual([
      ["a", { ready: true, serving: true, terminating: false }],
      ["b", { ready: false, serving: false, terminating: false }],
      ["c", { ready: false, serving: true, terminating: true }],
    ]);
  });

  test("part pods that share an address by the port each was given", () => {
    const slices = slicesOf(service, [pod("a", { port: 4001 }), pod("b", { port: 4002 })]);
    expect(slices.map((slice) => slice.ports?.[0]?.port).sort()).toEqual([4001, 4002]);
    expect(new Set(slices.map((slice) => slice.metadata.name)).size).toBe(2);
  });

  test("name the port of each container of a pod", () => {
    const port = (name: string, containerPort: number) => ({
      name: `c-${name}`,
      ports: [{ name, containerPort }],
    });
    const several = (name: string, given?: string): Pod => {
      const one = pod(name);
      const annotations = given === undefined ? {} : { "slipway.dev/port": given };
      const containers = [port("http", 8080), port("http-2", 8081)];
      return { ...one, metadata: { ...one.metadata, annotations }, spec: { containers } };
    };
    const ports = ["http", "http-2"].map((name, index) => ({ name, port: 8080 + index, targetPort: name }));
    const both = { ...service, spec: { ...service.spec, ports } };
    const numbers = slicesOf(both, [several("a", "4001,4002"), several("b")]).map((slice) =>
      (slice.ports ?? []).map(({ name, port }) => [name, port]),
    );
    expect(numbers).toEqual([
      [
        ["http", 4001],
        ["http-2", 4002],
      ],
      [
        ["http", 8080],
        ["http-2", 8081],
      ],
    ]);
  });

  test("leave out pods that have no address yet", () => {
    expect(slicesOf(service, [pod("a", { ip: "" })])).toEqual([]);
  });
});
