import type { Kind } from "@slipway/model";
import { endpointConfigKind } from "@slipway/model/kinds/endpoint-config/index.ts";
import { modelKind } from "@slipway/model/kinds/model/index.ts";
import { afterAll, beforeAll, vi } from "vitest";
import { definitionOwners, definitionsContract } from "../definitions.contract.ts";
import { openBench } from "./testing/bench.ts";

beforeAll(() => {
  vi.stubEnv("AWS_ACCESS_KEY_ID", "AKIAIOSFODNN7EXAMPLE");
  vi.stubEnv("AWS_SECRET_ACCESS_KEY", "secret");
});
afterAll(() => {
  vi.unstubAllEnvs();
});

const KINDS: readonly Kind[] = [modelKind, endpointConfigKind];

definitionsContract("SageMaker", async () => {
  const { aws, store, sagemaker, close } = await openBench();
  const owners = [];
  for (const owner of definitionOwners) {
    const kind = KINDS.find((one) => one.kind === owner.kind) ?? modelKind;
    owners.push(await store.create(kind, owner));
  }
  const there = [
    ["Model", "model-1"],
    ["EndpointConfig", "config-1"],
  ] as const;
  return {
    definitions: sagemaker().definitions,
    owners,
    known: () => there.filter(([kind, name]) => aws.get(kind, name) !== undefined).length,
    close,
  };
});
