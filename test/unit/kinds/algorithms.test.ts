import { ALGORITHMS } from "@slipway/model/algorithms/all.ts";
import { imageOf } from "@slipway/model/algorithms/facts.ts";
import { expect, test } from "vitest";
import { PROGRAMS } from "../../../packages/algorithms/src/run-algorithm.ts";
import { answerFor } from "../../../packages/platform/src/main/serve/images.ts";
import { resolveImage } from "../../../packages/platform/src/runs/well-known-images.ts";
import { fromOneImage } from "../../../packages/platform/src/runtimes/pods/images.ts";

const owner = { apiVersion: "v1", kind: "Owner", metadata: { name: "owner" } };

test("the table of built-in programs and the programs are the same", () => {
  expect(Object.keys(PROGRAMS).toSorted()).toEqual(ALGORITHMS.map(({ name }) => name).toSorted());
});

test.each(ALGORITHMS.map((facts) => [facts.name, facts] as const))(
  "%s runs on a laptop and in a cluster, by every name of its images",
  (name, facts) => {
    const image = imageOf(facts);
    const onLaptop = { process: { argv: expect.arrayContaining(["algorithm", name]) } };
    expect(answerFor(image)).toMatchObject(onLaptop);
    const inCluster = fromOneImage({ image: "slipway:1", baseImage: "python:3" })(image, owner);
    expect(inCluster.command?.slice(-2)).toEqual(["algorithm", name]);
    expect(inCluster.image).toBe(facts.runsSource ? "python:3" : "slipway:1");
    for (const repository of facts.wellKnown?.repositories ?? [])
      expect(resolveImage(`${repository}:1`)).toBe(image);
    for (const [region, accounts] of Object.entries(facts.wellKnown?.registries ?? {}))
      for (const account of accounts)
        expect(
          resolveImage(`${account}.dkr.ecr.${region}.amazonaws.com/${facts.wellKnown?.repositories[0]}`),
        ).toBe(image);
  },
);
