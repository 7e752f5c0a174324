import {
  ProcessingInstanceType,
  ProductionVariantInstanceType,
  TrainingInstanceType,
  TransformInstanceType,
} from "@aws-sdk/client-sagemaker";
import { describe, expect, it } from "vitest";
import { instanceSize } from "./instance-types.ts";

/** Whose figures AWS had not published when this was written. */
const UNPUBLISHED = /^ml\.g7\./;

describe("the size of an instance type", () => {
  it("is known for every type that jobs and endpoints may name", () => {
    const types = [
      ...Object.values(TrainingInstanceType),
      ...Object.values(ProcessingInstanceType),
      ...Object.values(TransformInstanceType),
      ...Object.values(ProductionVariantInstanceType),
    ];
    expect(types.length).toBeGreaterThan(300);
    const unknown = types.filter((type) => instanceSize(type) === undefined && !UNPUBLISHED.test(type));
    expect(unknown).toEqual([]);
  });

  // https://aws.amazon.com/ec2/instance-types: vCPUs, GiB, GPUs or other accelerators.
  it.each([
    ["ml.m5.large", 2, 8, undefined],
    ["ml.m5.24xlarge", 96, 384, undefined],
    ["ml.m4.10xlarge", 40, 160, undefined],
    ["ml.c4.8xlarge", 36, 60, undefined],
    ["ml.c5.9xlarge", 36, 72, undefined],
    ["ml.c5n.xlarge", 4, 10.5, undefined],
    ["ml.c5n.18xlarge", 72, 192, undefined],
    ["ml.r5.12xlarge", 48, 384, undefined],
    ["ml.r7gd.medium", 1, 8, undefined],
    ["ml.t3.medium", 2, 4, undefined],
    ["ml.t2.2xlarge", 8, 32, undefined],
    ["ml.i3en.3xlarge", 12, 96, undefined],
    ["ml.g4dn.xlarge", 4, 16, 1],
    ["ml.g4dn.12xlarge", 48, 192, 4],
    ["ml.g5.16xlarge", 64, 256, 1],
    ["ml.g5.48xlarge", 192, 768, 8],
    ["ml.g6e.xlarge", 4, 32, 1],
    ["ml.p2.xlarge", 4, 61, 1],
    ["ml.p3.2xlarge", 8, 61, 1],
    ["ml.p3.16xlarge", 64, 488, 8],
    ["ml.p3dn.24xlarge", 96, 768, 8],
    ["ml.p4d.24xlarge", 96, 1152, 8],
    ["ml.p5.4xlarge", 16, 256, 1],
    ["ml.p5.48xlarge", 192, 2048, 8],
    ["ml.inf2.48xlarge", 192, 768, 12],
    ["ml.trn1.32xlarge", 128, 512, 16],
  ])("of %s is %d vCPUs and %d GiB", (type, vcpus, memoryGib, accelerators) => {
    const size = instanceSize(type);
    expect([size?.vcpus, size?.memoryGib, size?.accelerators?.count]).toEqual([
      vcpus,
      memoryGib,
      accelerators,
    ]);
  });

  it.each([
    "",
    "gpu",
    "m5.large",
    "ml.m5",
    "ml.m5.huge",
    "ml.constructor.large",
    "ml.eia2.medium",
    "ml.m5.0x",
  ])("is not made up for %j", (type) => {
    expect(instanceSize(type)).toBeUndefined();
  });
});
