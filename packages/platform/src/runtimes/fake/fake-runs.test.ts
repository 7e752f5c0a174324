import { ManualClock } from "#lib/manual-clock.ts";
import { runsContract } from "../runs.contract.ts";
import { FakeRuns, keyOfRun } from "./fake-runs.ts";

const owner = {
  apiVersion: "v1",
  kind: "Owner",
  metadata: { name: "owner", namespace: "default", uid: "u1" },
};

const RESULTS = { stored: { model: "s3://bucket-a/out/model.tar.gz" }, facts: { engine: "tester 1" } };

runsContract("the fake runtime", async () => {
  const clock = new ManualClock();
  const runs = new FakeRuns(clock);
  return {
    runs,
    owner,
    reach: async (run, phase) => {
      clock.advance(1_000);
      const id = keyOfRun(run);
      if (phase === "running" && runs.phaseOf(id) === "pending") runs.enter(id, "downloading");
      runs.enter(id, phase);
    },
    end: async (run, ending) => {
      const id = keyOfRun(run);
      if ("message" in ending)
        runs.enter(id, "failed", {
          failure: { class: "user-code", message: ending.message, exitCode: ending.exitCode },
        });
      else if (ending.uploaded) runs.enter(id, "succeeded", { results: RESULTS });
      else runs.enter(id, "failed", { failure: { class: "output", message: "the results did not arrive" } });
    },
    failInput: async (run, message) =>
      runs.enter(keyOfRun(run), "failed", { failure: { class: "input", message, exitCode: 1 } }),
    refuseImage: async (run, message) =>
      runs.enter(keyOfRun(run), "failed", { failure: { class: "image-pull", message } }),
    settleStop: async (run, what) => {
      if (what?.uploaded === true) runs.enter(keyOfRun(run), "stopped", { results: RESULTS });
    },
    settleRemoval: async () => {},
    print: async (run, ...lines) => runs.print(keyOfRun(run), ...lines),
    close: async () => {},
  };
});
