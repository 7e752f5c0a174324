import { SlipwayError } from "@slipway/model";
import { expect, test } from "vitest";
import { preparationTrouble } from "./trouble.ts";

// CreateContainerConfigError ends a run on this machine at once.
test.each([
  ["GPUs of a pod that has just ended", new SlipwayError("SLIP-NODE-007", "0 are free"), "ContainerCreating"],
  [
    "a Secret that is to be mounted",
    new SlipwayError("SLIP-NODE-003", "MountVolume.SetUp failed"),
    "ContainerCreating",
  ],
  ["room on the disk", new Error("ENOSPC"), "ContainerCreating"],
  [
    "what a process cannot do",
    new SlipwayError("SLIP-NODE-002", "no such source"),
    "CreateContainerConfigError",
  ],
])("A pod that waits for %s says so by its reason", (_, error, reason) => {
  expect(preparationTrouble(error).reason).toBe(reason);
});
