import type { RunBody } from "@slipway/model/flows/index.ts";
import { describe, expect, test } from "vitest";
import { stepPaths } from "./step-paths.ts";

const leaving = (...paths: readonly string[]): RunBody => ({
  results: paths.map((path, index) => ({ name: `r${index}`, path })),
});

describe("where a step's program finds and leaves things", () => {
  test("is below /opt/ml, or a folder that is kept there", () => {
    const { below, mounts } = stepPaths({
      inputs: [
        { name: "data", from: "s3://box/data", path: "/data/in/" },
        { name: "more", from: "s3://box/more" },
      ],
      results: [
        { name: "xcom", path: "/airflow/xcom/return.json" },
        { name: "rows", path: "/tmp/kfp/outputs/rows/data" },
      ],
      artifacts: [
        { name: "all", path: "/tmp/kfp/outputs" },
        { name: "model", path: "/opt/ml/model" },
      ],
    });
    expect(mounts).toEqual({
      "/airflow/xcom": "output/.slipway/elsewhere/0",
      "/data": "output/.slipway/elsewhere/1",
      "/tmp/kfp": "output/.slipway/elsewhere/2",
    });
    const paths = ["/data/in/", "/opt/ml/input/data/more", "/airflow/xcom/return.json"];
    expect(paths.map(below)).toEqual([
      "output/.slipway/elsewhere/1/in",
      "input/data/more",
      "output/.slipway/elsewhere/0/return.json",
    ]);
    expect([below("/tmp/kfp/outputs/rows/data"), below("/tmp/kfp/outputs"), below("/opt/ml/model")]).toEqual([
      "output/.slipway/elsewhere/2/outputs/rows/data",
      "output/.slipway/elsewhere/2/outputs",
      "model",
    ]);
  });

  test.each([
    ["out", /expected an absolute path/],
    ["/", /expected an absolute path/],
    ["/opt/ml", /expected an absolute path/],
    ["/opt/ml/../..", /expected an absolute path/],
    ["/out", /laid over: choose a folder/],
    ["/opt/out", /laid over/],
    ["/usr/bin/out", /laid over/],
    ["/tmp/../etc/out", /laid over/],
    ["/dev/shm/out", /laid over/],
    ["/proc/self/out", /laid over/],
  ])("is not %s", (path, message) => {
    expect(() => stepPaths(leaving(path)).below(path)).toThrow(message);
  });
});
