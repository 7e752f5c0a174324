import type { RunRecord } from "@slipway/model";
import { describe, expect, test } from "vitest";
import { jobStatus } from "#runs/job-status.ts";
import { secondaryStatus, secondaryStatusTransitions } from "./secondary-status.ts";

const entered = {
  pending: "2026-01-01T00:00:00.000Z",
  downloading: "2026-01-01T00:00:01.000Z",
  running: "2026-01-01T00:00:03.000Z",
  uploading: "2026-01-01T00:00:09.000Z",
};

describe("a training job's status in SageMaker's words", () => {
  test("lists each stage it passed, ending where the next begins", () => {
    const transitions = secondaryStatusTransitions({
      phase: "succeeded",
      entered: { ...entered, succeeded: "2026-01-01T00:00:10.000Z" },
    });
    expect(transitions.map(({ status, startTime, endTime }) => [status, startTime, endTime])).toEqual([
      ["Starting", "2026-01-01T00:00:00Z", "2026-01-01T00:00:01Z"],
      ["Downloading", "2026-01-01T00:00:01Z", "2026-01-01T00:00:03Z"],
      ["Training", "2026-01-01T00:00:03Z", "2026-01-01T00:00:09Z"],
      ["Uploading", "2026-01-01T00:00:09Z", "2026-01-01T00:00:10Z"],
      ["Completed", "2026-01-01T00:00:10Z", "2026-01-01T00:00:10Z"],
    ]);
  });

  test("leaves the stage it is in open", () => {
    const transitions = secondaryStatusTransitions({ phase: "uploading", entered });
    expect(transitions.at(-1)).toEqual({
      status: "Uploading",
      statusMessage: "Uploading generated training model",
      startTime: "2026-01-01T00:00:09Z",
    });
  });

  // AWS documents StatusMessage as "a detailed description of the progress within a secondary status".
  test("tells in the stage of training which metrics are not read", () => {
    const unreadMetrics = [{ name: "loss", definition: "0", why: "takes more than 250 ms for one line" }];
    const [, , training] = secondaryStatusTransitions({ phase: "uploading", entered, unreadMetrics });
    expect(training?.statusMessage).toBe(
      "Training image download completed. Training in progress. SLIP-RUN-007: not read any more: loss takes more than 250 ms for one line",
    );
  });

  test("says in the stage of starting what a job waits for that has not been started", () => {
    const message = "SLIP-RUN-013: no NodePool has the instance type gpu";
    const record = { phase: "pending", entered: { pending: entered.pending }, message } as const;
    expect(secondaryStatusTransitions(record).map(({ statusMessage }) => statusMessage)).toEqual([message]);
    expect(secondaryStatusTransitions({ ...record, run: "job-1" })[0]?.statusMessage).toBe(
      "Preparing the instances for training",
    );
  });

  test("says in the stage of downloading how far the program's environment is, until the program begins", () => {
    const message = "Building the environment: 12 of 30 packages, 45.0 MB";
    const { running: _, uploading: __, ...before } = entered;
    const record = { phase: "downloading", entered: before, message } as const;
    const words = (of: typeof record | object) =>
      secondaryStatusTransitions(of).map(({ statusMessage }) => statusMessage);
    expect([secondaryStatus(record), words(record).at(-1)]).toEqual(["Downloading", message]);
    const copies = { ...record, message: "Copying the input data to the instance" };
    expect(words(copies).at(-1)).toBe("Downloading input data");
    expect(words({ phase: "running", entered, message: "The program runs" })[1]).toBe(
      "Downloading input data",
    );
  });

  test("is Stopping from the moment somebody asks until it is over", () => {
    const stop = { reason: "Requested", at: "2026-01-01T00:00:05.000Z" } as const;
    expect([jobStatus({ phase: "running", stop }), secondaryStatus({ phase: "running", stop })]).toEqual([
      "Stopping",
      "Stopping",
    ]);
    expect([jobStatus({ phase: "stopped", stop }), secondaryStatus({ phase: "stopped", stop })]).toEqual([
      "Stopped",
      "Stopped",
    ]);
  });

  describe("that is stopped", () => {
    const stop = { reason: "Requested", at: "2026-01-01T00:00:05.000Z" } as const;
    const stages = (record: RunRecord) =>
      secondaryStatusTransitions(record).map((stage) => [
        stage.status,
        stage.statusMessage,
        stage.startTime?.slice(-3, -1),
        stage.endTime?.slice(-3, -1),
      ]);
    const before = [
      ["Starting", "Preparing the instances for training", "00", "01"],
      ["Downloading", "Downloading input data", "01", "03"],
    ];
    const training = ["Training", "Training image download completed. Training in progress.", "03", "05"];

    // The stages and words of SageMaker's console and logs: aws/sagemaker-python-sdk#3062.
    test("has a stage of its own from the stop on, which ends where results are uploaded", () => {
      const stopping = ["Stopping", "Stopping the training job", "05"];
      const { uploading: _, ...running } = entered;
      expect(stages({ phase: "running", entered: running, stop })).toEqual([
        ...before,
        training,
        [...stopping, undefined],
      ]);
      expect(
        stages({ phase: "stopped", entered: { ...entered, stopped: "2026-01-01T00:00:10.000Z" }, stop }),
      ).toEqual([
        ...before,
        training,
        [...stopping, "09"],
        ["Uploading", "Uploading generated training model", "09", "10"],
        ["Stopped", "Training job stopped", "10", "10"],
      ]);
    });

    test("before its program began, goes through no other stage", () => {
      const late = { ...entered, running: "2026-01-01T00:00:06.000Z", stopped: "2026-01-01T00:00:10.000Z" };
      const { uploading: _, ...record } = late;
      expect(stages({ phase: "stopped", entered: record, stop })).toEqual([
        ["Starting", "Preparing the instances for training", "00", "01"],
        ["Downloading", "Downloading input data", "01", "05"],
        ["Stopping", "Stopping the training job", "05", "10"],
        ["Stopped", "Training job stopped", "10", "10"],
      ]);
    });

    test("after its program had ended, has none", () => {
      const late = { ...stop, at: "2026-01-01T00:00:09.500Z" };
      const ended = { ...entered, succeeded: "2026-01-01T00:00:10.000Z" };
      expect(stages({ phase: "succeeded", entered: ended, stop: late }).map(([status]) => status)).toEqual([
        "Starting",
        "Downloading",
        "Training",
        "Uploading",
        "Completed",
      ]);
    });

    test("in the moment in which it is over, was stopping", () => {
      const { uploading: _, ...running } = entered;
      const stopped = { ...running, stopped: stop.at };
      expect(stages({ phase: "stopped", entered: stopped, stop }).slice(-2)).toEqual([
        ["Stopping", "Stopping the training job", "05", "05"],
        ["Stopped", "Training job stopped", "05", "05"],
      ]);
    });

    test("by its deadline, ends with the name of that", () => {
      const record = {
        phase: "stopped",
        entered: { ...entered, stopped: "2026-01-01T00:00:10.000Z" },
        stop: { ...stop, reason: "MaxRuntimeExceeded" },
      } as const;
      expect(secondaryStatus(record)).toBe("MaxRuntimeExceeded");
      expect(
        stages(record)
          .slice(-3)
          .map(([status]) => status),
      ).toEqual(["Stopping", "Uploading", "MaxRuntimeExceeded"]);
    });
  });

  test("is Completed when the program ended well before the stop reached it", () => {
    const stop = { reason: "Requested", at: "2026-01-01T00:00:05.000Z" } as const;
    expect(jobStatus({ phase: "succeeded", stop })).toBe("Completed");
  });
});
