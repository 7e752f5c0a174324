import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { defined, type Resource } from "@slipway/model";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { until } from "#lib/testing/until.ts";
import { TinyHome } from "../testing/tiny-home.ts";

const JOBS = "/apis/sagemaker.services.k8s.aws/v1alpha1/namespaces/default/trainingjobs";
const ENDPOINTS = "/apis/sagemaker.services.k8s.aws/v1alpha1/namespaces/default/endpoints";

let home: TinyHome;
beforeEach(async () => {
  home = await new TinyHome().start();
});
afterEach(() => home.stop());

function job(name: string, status?: object): Resource {
  return {
    apiVersion: "sagemaker.services.k8s.aws/v1alpha1",
    kind: "TrainingJob",
    metadata: { name, namespace: "default" },
    spec: { trainingJobName: name },
    ...defined({ status }),
  };
}

const manifest = (name: string, extra = "") => `apiVersion: sagemaker.services.k8s.aws/v1alpha1
kind: TrainingJob
metadata:
  name: ${name}
spec:
  trainingJobName: ${name}
${extra}`;

describe("apply", () => {
  test("creates, leaves alone or changes what files, folders and standard input hold, and says which", async () => {
    writeFileSync(join(home.folder, "a.yaml"), `${manifest("one")}---\n${manifest("two")}`);
    expect(await home.cli("apply", "-f", "a.yaml")).toMatchObject({
      exitCode: 0,
      stdout:
        "trainingjob.sagemaker.services.k8s.aws/one created\ntrainingjob.sagemaker.services.k8s.aws/two created\n",
    });
    expect((await home.cli("apply", "-f", ".")).stdout).toMatch(/one unchanged\n.*two unchanged\n/);
    const changed = await home.cliWithInput(manifest("one", "  roleARN: x\n"), "apply", "-f", "-");
    expect(changed.stdout).toMatch(/one configured\n/);
    expect(home.kubernetes.objects.get(`${JOBS}/one`)).toMatchObject({ spec: { roleARN: "x" } });
  });

  test("names a file that is not there in words", async () => {
    const { exitCode, stderr } = await home.cli("apply", "-f", "nope.yaml");
    expect(exitCode).toBe(1);
    expect(stderr).toMatch(/What {2}nope\.yaml: there is no such file or folder\n/);
  });

  test("writes by server-side apply and has unknown fields refused", async () => {
    await home.cliWithInput(manifest("one"), "apply", "-f", "-");
    const patch = home.kubernetes.calls.find((call) => call.startsWith("PATCH"));
    expect(patch).toMatch(/fieldManager=slipway&force=true&fieldValidation=Strict/);
  });

  test("goes on after one that fails, and fails with its exit code at the end", async () => {
    const text = `${manifest("bad", "  refuse: spec.x is wrong\n")}---\n${manifest("good")}`;
    const { exitCode, stdout, stderr } = await home.cliWithInput(text, "apply", "-f", "-");
    expect(exitCode).toBe(1);
    expect(stdout).toMatch(/good created/);
    expect(stderr).toMatch(/SLIP-API-004.*standard input:1: spec\.x is wrong/s);
  });

  test("names file and line of what cannot be read", async () => {
    writeFileSync(join(home.folder, "bad.yaml"), "apiVersion: v1\nkind: Pod\nmetadata:\n  name: [a\n");
    const broken = await home.cli("apply", "-f", "bad.yaml");
    expect(broken.exitCode).toBe(1);
    expect(broken.stderr).toMatch(/SLIP-CLI-003.*bad\.yaml:[45]:/s);
    writeFileSync(join(home.folder, "bad.yaml"), "---\nkind: Pod\n");
    expect((await home.cli("apply", "-f", "bad.yaml")).stderr).toMatch(/bad\.yaml:2: apiVersion is missing/);
    expect((await home.cli("apply", "-f", "no-such.yaml")).stderr).toMatch(/SLIP-CLI-002.*no-such\.yaml/s);
    writeFileSync(join(home.folder, "bad.yaml"), manifest("one", "  x: *none\n"));
    expect((await home.cli("apply", "-f", "bad.yaml")).stderr).toMatch(
      /bad\.yaml:7: there is no anchor &none/,
    );
    writeFileSync(join(home.folder, "bad.yaml"), manifest("one", "  x: 1\n  x: 2\n"));
    expect((await home.cli("apply", "-f", "bad.yaml")).stderr).toMatch(/bad\.yaml:8: "x" is given twice/);
  });

  test("takes merge keys and aliases for what they stand for, as kubectl does, also many of them", async () => {
    const tags = Array.from({ length: 200 }, () => "    - { <<: *tag, value: b }\n").join("");
    const text = manifest("one", `  tags:\n    - &tag { key: k, value: a }\n${tags}`);
    expect((await home.cliWithInput(text, "apply", "-f", "-")).exitCode).toBe(0);
    const { spec } = home.kubernetes.objects.get(`${JOBS}/one`) as {
      readonly spec: { readonly tags: unknown[] };
    };
    expect(spec.tags).toHaveLength(201);
    expect(spec.tags.slice(0, 2)).toEqual([
      { key: "k", value: "a" },
      { key: "k", value: "b" },
    ]);
  });
});

describe("get", () => {
  test("prints the server's table with state, age and duration, further columns for wide and a namespace column for all", async () => {
    home.kubernetes.put(`${JOBS}/one`, job("one"));
    expect((await home.cli("get", "tj")).stdout).toMatch(
      /^NAME {3}STATE {5}AGE {3,}DURATION\none {4}Pending {3}\d+d\n$/,
    );
    expect((await home.cli("get", "tj", "-o", "wide")).stdout).toMatch(
      /^NAME {3}STATE {5}UID {7}STATE {4}AGE {3,}DURATION\none {4}Pending {3}uid-101 {3}<none> {3}\d+d\n$/,
    );
    const all = await home.cli("get", "tj", "-A");
    expect(home.kubernetes.calls.at(-1)).toMatch(
      /^GET \/apis\/sagemaker.services.k8s.aws\/v1alpha1\/trainingjobs\?/,
    );
    expect(all.stdout).toMatch(/^NAMESPACE {3}NAME {3}STATE {5}AGE {3,}DURATION\ndefault {5}one {4}Pending/);
  });

  test("has the newest first, with how long each ran and its last metrics, or the order that is asked for", async () => {
    const ran = (
      name: string,
      at: { readonly made: number; readonly seconds: number; readonly loss?: number },
    ) => {
      const started = new Date(Date.UTC(2026, 10, 1, 0, at.made));
      home.kubernetes.put(`${JOBS}/${name}`, {
        ...job(name, {
          trainingJobStatus: "Completed",
          trainingStartTime: started.toISOString(),
          trainingEndTime: new Date(started.getTime() + at.seconds * 1000).toISOString(),
          ...(at.loss === undefined ? {} : { finalMetricDataList: [{ metricName: "loss", value: at.loss }] }),
        }),
        metadata: { name, namespace: "default", creationTimestamp: started.toISOString() },
      });
    };
    ran("old", { made: 1, seconds: 90, loss: 0.123456 });
    ran("new", { made: 3, seconds: 30 });
    ran("mid", { made: 2, seconds: 300 });
    const rows = async (...options: string[]) =>
      (await home.cli("get", "tj", ...options)).stdout
        .trim()
        .split("\n")
        .slice(1)
        .map((row) =>
          row
            .split(/ {2,}/)
            .filter((_, column) => column !== 2)
            .join(" "),
        );
    expect(await rows()).toEqual(["new Completed 30s", "mid Completed 5m", "old Completed 90s loss=0.1235"]);
    const names = async (by: string) => (await rows("--sort-by", by)).map((row) => row.split(" ")[0]);
    expect(await names("duration")).toEqual(["new", "old", "mid"]);
    expect(await names("name")).toEqual(["mid", "new", "old"]);
    // As kubectl takes it: https://kubernetes.io/docs/reference/kubectl/generated/kubectl_get/
    expect(await names("{.metadata.creationTimestamp}")).toEqual(["old", "mid", "new"]);
    expect((await names(".status.finalMetricDataList[0].value"))[0]).toBe("old");
    const byName = await home.cli("get", "tj", "-o", "name", "--sort-by", ".metadata.name");
    expect(byName.stdout.match(/[a-z]+$/gm)).toEqual(["mid", "new", "old"]);
    expect(await home.cli("get", "tj", "--sort-by", "size")).toMatchObject({ exitCode: 2 });
  });

  test("prints objects as json, yaml, names and by jsonpath", async () => {
    home.kubernetes.put(`${JOBS}/one`, job("one", { trainingJobStatus: "Completed" }));
    const list = JSON.parse((await home.cli("get", "trainingjobs", "-o", "json")).stdout) as {
      items: unknown[];
    };
    expect(list.items).toHaveLength(1);
    expect((await home.cli("get", "trainingjob/one", "-o", "yaml")).stdout).toMatch(
      /^ {2}trainingJobStatus: Completed$/m,
    );
    expect((await home.cli("get", "job", "one", "-o", "jsonpath={.status.trainingJobStatus}")).stdout).toBe(
      "Completed",
    );
    expect((await home.cli("get", "jobs", "-o", "name")).stdout).toBe(
      "trainingjob.sagemaker.services.k8s.aws/one\n",
    );
  });

  test("says on stderr that there is nothing, and nothing on stdout", async () => {
    expect(await home.cli("get", "tj")).toMatchObject({
      exitCode: 0,
      stdout: "",
      stderr: "No trainingjobs found in namespace default.\n",
    });
  });
});

describe("delete", () => {
  test("removes what is named and waits until it is gone; what is not there is an error unless told otherwise", async () => {
    home.kubernetes.put(`${JOBS}/one`, job("one"));
    expect((await home.cli("delete", "trainingjob/one")).stdout).toBe(
      "trainingjob.sagemaker.services.k8s.aws/one deleted\n",
    );
    expect(home.kubernetes.objects.size).toBe(0);
    expect((await home.cli("delete", "trainingjob/one")).exitCode).toBe(3);
    expect(await home.cli("delete", "trainingjob/one", "--ignore-not-found")).toMatchObject({
      exitCode: 0,
      stdout: "",
    });
  });

  test("takes the files that were applied", async () => {
    writeFileSync(join(home.folder, "a.yaml"), `${manifest("one")}---\n${manifest("two")}`);
    await home.cli("apply", "-f", "a.yaml");
    expect((await home.cli("delete", "-f", "a.yaml")).stdout).toMatch(/two deleted\n.*one deleted\n/);
  });
});

describe("wait", () => {
  test("without time looks once: done, not finished and not there are told apart", async () => {
    home.kubernetes.put(`${JOBS}/one`, job("one", { trainingJobStatus: "Completed" }));
    home.kubernetes.put(`${JOBS}/two`, job("two", { trainingJobStatus: "InProgress" }));
    const codes = await Promise.all(
      ["one", "two", "three"].map(
        async (name) => (await home.cli("wait", `tj/${name}`, "--timeout", "0")).exitCode,
      ),
    );
    expect(codes).toEqual([0, 101, 102]);
  });

  const outcomes = [
    ["done", { trainingJobStatus: "Completed" }, 0],
    ["failed", { trainingJobStatus: "Failed", failureReason: "AlgorithmError: boom" }, 100],
    ["stopped", { trainingJobStatus: "Stopped" }, 103],
    ["refused", { conditions: [{ type: "ACK.Terminal", status: "True", message: "no" }] }, 100],
  ] as const;

  test.each(outcomes)(
    "ends when the job is %s, with the exit code of that",
    async (_name, status, exitCode) => {
      home.kubernetes.put(`${JOBS}/one`, job("one", { trainingJobStatus: "InProgress" }));
      setTimeout(() => home.kubernetes.put(`${JOBS}/one`, job("one", status)), 50);
      const result = await home.cli("wait", "trainingjob/one", "--timeout", "10s");
      expect(result.exitCode).toBe(exitCode);
      if (exitCode === 100) expect(result.stderr).toMatch(/boom|no/);
    },
  );

  test("tells apart what is unfinished when the time is up, and what is not there or goes away", async () => {
    home.kubernetes.put(`${JOBS}/one`, job("one"));
    expect((await home.cli("wait", "trainingjob/one", "--timeout", "200ms")).exitCode).toBe(101);
    expect((await home.cli("wait", "trainingjob/none")).exitCode).toBe(102);
    setTimeout(() => home.kubernetes.put(`${JOBS}/one`, undefined), 50);
    expect((await home.cli("wait", "trainingjob/one")).exitCode).toBe(102);
  });

  test("does not take an endpoint for ready that still serves its former configuration", async () => {
    const endpoint = (serving: string): Resource => ({
      apiVersion: "sagemaker.services.k8s.aws/v1alpha1",
      kind: "Endpoint",
      metadata: { name: "e" },
      spec: { endpointConfigName: "new" },
      status: { endpointStatus: "InService", slipway: { endpointConfigName: serving } },
    });
    home.kubernetes.put(`${ENDPOINTS}/e`, endpoint("old"));
    expect((await home.cli("wait", "endpoint/e", "--timeout", "200ms")).exitCode).toBe(101);
    home.kubernetes.put(`${ENDPOINTS}/e`, endpoint("new"));
    expect((await home.cli("wait", "endpoint/e")).exitCode).toBe(0);
  });

  test("takes conditions, jsonpath and delete, and survives a broken connection", async () => {
    const synced = { conditions: [{ type: "ACK.ResourceSynced", status: "True" }] };
    home.kubernetes.put(`${JOBS}/one`, job("one", { trainingJobStatus: "InProgress" }));
    const waiting = home.begin(["wait", "tj/one", "--for", "condition=ACK.ResourceSynced"]).result;
    setTimeout(() => home.kubernetes.cut(), 50);
    setTimeout(() => home.kubernetes.put(`${JOBS}/one`, job("one", synced)), 100);
    expect((await waiting).exitCode).toBe(0);
    expect((await home.cli("wait", "tj/one", "--for", "jsonpath={.spec.trainingJobName}=one")).exitCode).toBe(
      0,
    );
    setTimeout(() => home.kubernetes.put(`${JOBS}/one`, undefined), 50);
    expect((await home.cli("wait", "tj/one", "--for", "delete")).exitCode).toBe(0);
  });
});

describe("logs", () => {
  const withPods = (status: string, ...pods: string[]) =>
    job("one", { trainingJobStatus: status, slipway: { pods } });
  const at = (second: number, text: string) =>
    `2026-11-01T00:00:${String(second).padStart(2, "0")}.500000000Z ${text}`;

  test("prints the lines of the pods that an object names", async () => {
    home.kubernetes.put(`${JOBS}/one`, withPods("Completed", "pod-a"));
    home.kubernetes.log("pod-a", [at(1, "first"), at(2, "second")], true);
    expect((await home.cli("logs", "trainingjob/one")).stdout).toBe("first\nsecond\n");
    expect((await home.cli("logs", "trainingjob/one", "--tail", "1")).stdout).toBe("second\n");
    expect((await home.cli("logs", "tj", "one", "--timestamps")).stdout).toMatch(
      /^2026-11-01T00:00:01\.500000000Z first\n/,
    );
  });

  test("follows pods that start later, through a broken connection, each line once, until the job is over", async () => {
    home.kubernetes.put(`${JOBS}/one`, withPods("InProgress"));
    const following = home.begin(["logs", "-f", "trainingjob/one"]);
    await until(() => home.kubernetes.calls.some((call) => call.includes("watch=true")));
    home.kubernetes.put(`${JOBS}/one`, withPods("InProgress", "pod-a"));
    home.kubernetes.log("pod-a", [at(1, "a"), at(1, "b")]);
    await until(() => following.seen().includes("b\n"));
    home.kubernetes.cut();
    home.kubernetes.log("pod-a", [at(1, "c"), at(2, "d")], true);
    home.kubernetes.put(`${JOBS}/one`, withPods("Completed", "pod-a"));
    const { exitCode, stdout } = await following.result;
    expect(stdout).toBe("a\nb\nc\nd\n");
    expect(exitCode).toBe(0);
  });

  test("waits for a container that has not started", async () => {
    home.kubernetes.put(`${JOBS}/one`, withPods("InProgress", "pod-a"));
    const following = home.begin(["logs", "-f", "trainingjob/one"]);
    await until(() => home.kubernetes.calls.some((call) => call.includes("/pod-a/log")));
    home.kubernetes.log("pod-a", [at(1, "at last")], true);
    home.kubernetes.put(`${JOBS}/one`, withPods("Completed", "pod-a"));
    expect((await following.result).stdout).toBe("at last\n");
  });

  test.each([["logs"], ["logs", "-f"]])(
    "of a job that ended before its program began are none, and %s %s says how it ended",
    async (...command) => {
      home.kubernetes.put(`${JOBS}/one`, withPods("Failed", "pod-a"));
      const container = { name: "algorithm", state: { waiting: { reason: "PodInitializing" } } };
      home.kubernetes.put("/api/v1/namespaces/default/pods/pod-a", {
        apiVersion: "v1",
        kind: "Pod",
        metadata: { name: "pod-a", namespace: "default", uid: "u" },
        spec: { containers: [{ name: "algorithm" }] },
        status: { phase: "Failed", containerStatuses: [container] },
      } as Resource);
      const { exitCode, stdout, stderr } = await home.cli(...command, "trainingjob/one");
      expect({ exitCode, stdout }).toEqual({ exitCode: 0, stdout: "" });
      expect(stderr).toMatch(/^Nothing was written: one is Failed/);
    },
  );
});

describe("why", () => {
  test("tells the failure, what is behind it, what happened and the last lines", async () => {
    const status = {
      trainingJobStatus: "Failed",
      secondaryStatus: "Failed",
      failureReason: "AlgorithmError: no column age",
      slipway: { pods: ["pod-a"], failure: { class: "user-code", message: "no column age", exitCode: 1 } },
    };
    home.kubernetes.put(`${JOBS}/one`, job("one", status));
    home.kubernetes.put("/api/v1/namespaces/default/pods/pod-a", pod);
    home.kubernetes.put("/api/v1/namespaces/default/events/e", event(home, "BackOff", "crashed"));
    home.kubernetes.log("pod-a", ["2026-11-01T00:00:01Z KeyError: age"], true);
    const { stdout } = await home.cli("why", "trainingjob/one");
    expect(stdout).toMatch(/✗ trainingjob\/one Failed\n {2}AlgorithmError: no column age\n/);
    expect(stdout).toMatch(/failure class user-code, exit code 1/);
    expect(stdout).toMatch(/container algorithm of pod pod-a ended with exit code 1 \(Error\)/);
    expect(stdout).toMatch(/BackOff: crashed/);
    expect(stdout).toMatch(/KeyError: age/);
    const data = JSON.parse((await home.cli("why", "trainingjob/one", "-o", "json")).stdout) as {
      state: string;
    };
    expect(data.state).toBe("failed");
  });

  test("tells what something waits for", async () => {
    const message = "Waiting for Model m: it does not exist yet";
    const waiting: Resource = {
      apiVersion: "sagemaker.services.k8s.aws/v1alpha1",
      kind: "Endpoint",
      metadata: { name: "e", namespace: "default" },
      spec: {},
      status: {
        endpointStatus: "Creating",
        slipway: { message },
        conditions: [{ type: "ACK.ReferencesResolved", status: "False", message }],
      },
    };
    home.kubernetes.put(`${ENDPOINTS}/e`, waiting);
    expect((await home.cli("why", "endpoint/e")).stdout).toMatch(
      /… endpoint\/e Creating\n {2}Waiting for Model m/,
    );
  });

  const pod: Resource = {
    apiVersion: "v1",
    kind: "Pod",
    metadata: { name: "pod-a", namespace: "default" },
    spec: { containers: [{ name: "algorithm" }] },
    status: {
      phase: "Failed",
      containerStatuses: [
        {
          name: "algorithm",
          ready: false,
          restartCount: 0,
          image: "i",
          imageID: "",
          state: { terminated: { exitCode: 1, reason: "Error" } },
        },
      ],
    },
  };
});

describe("describe", () => {
  test("shows the object, its conditions and its events", async () => {
    const conditions = [
      { type: "ACK.ResourceSynced", status: "False", reason: "InProgress", message: "still running" },
    ];
    home.kubernetes.put(`${JOBS}/one`, job("one", { trainingJobStatus: "InProgress", conditions }));
    home.kubernetes.put("/api/v1/namespaces/default/events/e", event(home, "Started", "it began"));
    const { stdout } = await home.cli("describe", "trainingjob", "one");
    expect(stdout).toMatch(/^Name: +one$/m);
    expect(stdout).toMatch(/^ {2}ACK\.ResourceSynced +False +InProgress +still running$/m);
    expect(stdout).toMatch(/Normal +Started +it began$/m);
  });
});

function event(of: TinyHome, reason: string, message: string): Resource {
  const uid = of.kubernetes.objects.get(`${JOBS}/one`)?.metadata.uid;
  const event = {
    apiVersion: "v1",
    kind: "Event",
    metadata: { name: "e", namespace: "default" },
    involvedObject: { uid },
    reason,
    message,
    type: "Normal",
    count: 1,
    lastTimestamp: "2026-11-01T00:00:02Z",
  };
  return event;
}
