import { apiVersionOf, type Resource } from "@slipway/model";
import { trainingJobKind } from "@slipway/model/kinds/training-job/index.ts";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { Definitions } from "./definitions.ts";

/** An implementation with its machinery in the test's hands. */
export interface DefinitionsHarness {
  readonly definitions: Definitions;
  /** An object of each kind that it takes, all of them really there. */
  readonly owners: readonly Resource[];
  /** How many definitions the machinery knows; absent where it keeps none. */
  readonly known?: () => number;
  close(): Promise<void>;
}

/** What every implementation of `Definitions` does alike. */
export function definitionsContract(name: string, make: () => Promise<DefinitionsHarness>): void {
  describe(`${name} as Definitions`, () => {
    let harness: DefinitionsHarness;
    beforeEach(async () => {
      harness = await make();
    });
    afterEach(() => harness.close());

    test("takes objects of the kinds that it declares", async () => {
      const { definitions, owners } = harness;
      expect(owners.map(({ kind }) => kind).toSorted()).toEqual(
        definitions.kinds.map(({ kind }) => kind).toSorted(),
      );
      for (const owner of owners) await definitions.put(owner);
      if (harness.known !== undefined) expect(harness.known()).toBe(owners.length);
    });

    test("knows what is put twice once", async () => {
      const { definitions, owners } = harness;
      for (const owner of [...owners, ...owners]) await definitions.put(owner);
      if (harness.known !== undefined) expect(harness.known()).toBe(owners.length);
    });

    test("has what is removed go, and takes what it does not know for gone", async () => {
      const { definitions, owners } = harness;
      for (const owner of owners) {
        await definitions.put(owner);
        await definitions.remove(owner);
        expect(await definitions.remove(owner)).toBe("gone");
      }
      if (harness.known !== undefined) expect(harness.known()).toBe(0);
    });

    test("refuses an object of any other kind, and takes it for none of its own", async () => {
      const [owner] = harness.owners;
      const other = { ...owner, apiVersion: apiVersionOf(trainingJobKind), kind: trainingJobKind.kind };
      const { definitions } = harness;
      for (const act of [
        () => definitions.put(other as Resource),
        () => definitions.remove(other as Resource),
      ])
        await expect(act()).rejects.toMatchObject({
          code: "SLIP-RUN-017",
          message: expect.stringContaining("TrainingJob"),
        });
      if (harness.known !== undefined) expect(harness.known()).toBe(0);
    });
  });
}

/** The smallest objects that definitions can be made of, one a kind. */
export const definitionOwners: readonly Resource[] = [
  {
    apiVersion: "sagemaker.services.k8s.aws/v1alpha1",
    kind: "Model",
    metadata: { name: "model-1", namespace: "default" },
    spec: { modelName: "model-1", primaryContainer: { image: "slipway.dev/xgboost" } },
  },
  {
    apiVersion: "sagemaker.services.k8s.aws/v1alpha1",
    kind: "EndpointConfig",
    metadata: { name: "config-1", namespace: "default" },
    spec: {
      endpointConfigName: "config-1",
      productionVariants: [{ variantName: "all", modelName: "model-1", initialInstanceCount: 1 }],
    },
  },
];
