import { type Endpoint, endpointKind } from "@slipway/model/kinds/endpoint/index.ts";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import type { Serving, ServingRef } from "../serving.ts";
import { type Bench, openBench } from "./testing/bench.ts";

const NAME = "Endpoint-1";
const KEY = "default/endpoint-1";

describe("an endpoint in SageMaker", () => {
  let bench: Bench;
  let serving: Serving;
  beforeEach(async () => {
    vi.stubEnv("AWS_ACCESS_KEY_ID", "AKIAIOSFODNN7EXAMPLE");
    vi.stubEnv("AWS_SECRET_ACCESS_KEY", "secret");
    bench = await openBench();
    serving = bench.sagemaker().serving;
    for (const config of ["config-a", "config-b"])
      bench.aws.put("EndpointConfig", config, {
        ProductionVariants: [{ VariantName: "blue", InitialInstanceCount: 1, InitialVariantWeight: 1 }],
      });
    await bench.store.create(endpointKind, {
      apiVersion: "sagemaker.services.k8s.aws/v1alpha1",
      kind: "Endpoint",
      metadata: { name: "endpoint-1", namespace: "default" },
      spec: { endpointName: NAME, endpointConfigName: "config-a" },
    });
  });
  afterEach(async () => {
    vi.unstubAllEnvs();
    await bench.close();
  });

  const object = async (): Promise<Endpoint> => {
    const found = await bench.store.get(endpointKind, KEY);
    if (found === undefined) throw new Error("there is no endpoint");
    return found;
  };
  const ref = async (): Promise<ServingRef> => ({
    name: "endpoint-1",
    namespace: "default",
    owner: await object(),
  });
  const apply = async (): Promise<unknown> =>
    serving.apply({ ...(await ref()), endpointName: NAME, variants: [] });
  const observe = async () => serving.observe(await ref());
  const want = async (endpointConfigName: string): Promise<void> => {
    const endpoint = await object();
    await bench.store.replace(
      endpointKind,
      { ...endpoint, spec: { ...endpoint.spec, endpointConfigName } },
      "object",
    );
  };
  const inService = (EndpointConfigName: string, more: Readonly<Record<string, unknown>> = {}): void =>
    bench.aws.set("Endpoint", NAME, { EndpointStatus: "InService", EndpointConfigName, ...more });
  const updates = (): number => bench.aws.calls.filter((call) => call === "UpdateEndpoint").length;

  test("waits with a sentence for a configuration that SageMaker does not have yet", async () => {
    bench.aws.drop("EndpointConfig", "config-a");
    await expect(apply()).rejects.toMatchObject({
      code: "SLIP-SAGEMAKER-007",
      message: expect.stringContaining('Could not find endpoint configuration "arn:aws:sagemaker:'),
    });
  });

  test("keeps what the endpoint was scaled to when it is updated, as ACK does", async () => {
    await apply();
    inService("config-a");
    await want("config-b");
    await apply();
    expect(bench.aws.get("Endpoint", NAME)).toMatchObject({
      asked: { EndpointConfigName: "config-b", RetainAllVariantProperties: true },
    });
    expect((await observe()).phase).toBe("creating");
  });

  test("is not updated while it changes, and is after that", async () => {
    await apply();
    await want("config-b");
    await apply();
    expect(updates()).toBe(0);
    inService("config-a");
    await apply();
    await apply();
    expect(updates()).toBe(1);
  });

  test("whose update failed is not asked again, also after a restart, until something else is wanted", async () => {
    await apply();
    inService("config-a");
    await want("config-b");
    await apply();
    inService("config-a", { FailureReason: "no capacity", asked: undefined });
    serving = bench.sagemaker().serving;
    await apply();
    expect(updates()).toBe(1);
    expect(await observe()).toMatchObject({ phase: "failed", reported: { failureReason: "no capacity" } });
    await want("config-a");
    await apply();
    const mended = await observe();
    expect(mended.phase).toBe("ready");
    expect(mended.reported).not.toHaveProperty("failureReason");
    expect(updates()).toBe(1);
  });

  test("is deleted only when SageMaker is done with what it was asked before", async () => {
    await apply();
    expect(await serving.remove(await ref())).toBe("going");
    expect(bench.aws.calls).not.toContain("DeleteEndpoint");
    inService("config-a");
    expect(await serving.remove(await ref())).toBe("going");
    expect(bench.aws.get("Endpoint", NAME)).toMatchObject({ EndpointStatus: "Deleting" });
    bench.aws.drop("Endpoint", NAME);
    expect(await serving.remove(await ref())).toBe("gone");
  });

  test("of somebody else's is not updated or deleted", async () => {
    bench.aws.put("Endpoint", NAME, { EndpointStatus: "InService", EndpointConfigName: "theirs" });
    await expect(apply()).rejects.toMatchObject({ code: "SLIP-SAGEMAKER-001" });
    expect(await serving.remove(await ref())).toBe("gone");
    expect(bench.aws.calls.filter((call) => /^(Create|Update|Delete)/.test(call))).toEqual([]);
  });
});
