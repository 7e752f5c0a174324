import { ManualClock } from "#lib/manual-clock.ts";
import { runsContract } from "../runs.contract.ts";
import { FakeRuns } from "./fake-runs.ts";

const owner = {
  apiVersion: "v1",
  kind: "Owner",
  metadata: { name: "owner", namespace: "default", uid: "u1" },
};

const RESULTS = { modelUri: "s3://bucket-a/out/model.tar.gz", facts: { engine: "tester 1" } };

runsContract("the fake runtime", async () => {
  const clock = new ManualClock();
  const runs = new FakeRuns(clock);
  return {
    runs,
    owner,
    reach: async (id, phase) => {
      clock.advance(1_000);
      if (phase === "running" && (await runs.observe(id)).phase === "pending") runs.enter(id, "downloading");
      runs.enter(id, phase);
    },
    end: async (id, ending) => {
      if ("message" in ending)
        runs.enter(id, "failed", {
          failure: { class: "user-code", message: ending.message, exitCode: ending.exitCode },
        });
      else if (ending.uploaded) runs.enter(id, "succeeded", { results: RESULTS });
      else runs.enter(id, "failed", { failure: { class: "output", message: "the results did not arrive" } });
    },
    failInput: async (id, message) =>
      runs.enter(id, "failed", { failure: { class: "input", message, exitCode: 1 } }),
    refuseImage: async (id, message) =>
      runs.enter(id, "failed", { failure: { class: "image-pull", message } }),
    settleStop: async (id, what) => {
      if (what?.uploaded === true) runs.enter(id, "stopped", { results: RESULTS });
    },
    settleRemoval: async () => {},
    print: async (id, ...lines) => runs.print(id, ...lines),
    close: async () => {},
  };
});
