import { STOP_ANNOTATION } from "@slipway/model";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { TinyHome } from "../testing/tiny-home.ts";

const SAGEMAKER = "sagemaker.services.k8s.aws/v1alpha1";
const WORD = { TrainingJob: "trainingjobs", Model: "models", Endpoint: "endpoints" } as const;

let home: TinyHome;
beforeEach(async () => {
  home = await new TinyHome().start();
});
afterEach(() => home.stop());

function put(kind: keyof typeof WORD, name: string, status: object = {}): void {
  home.kubernetes.put(pathOf(kind, name), {
    apiVersion: SAGEMAKER,
    kind,
    metadata: { name, namespace: "default" },
    spec: kind === "Endpoint" ? { endpointName: name } : {},
    status,
  });
}

const pathOf = (kind: keyof typeof WORD, name: string): string =>
  `/apis/${SAGEMAKER}/namespaces/default/${WORD[kind]}/${name}`;

const annotationsOf = (name: string) =>
  home.kubernetes.objects.get(pathOf("TrainingJob", name))?.metadata.annotations ?? {};

describe("A name without its kind", () => {
  test("means the one object that bears it, at every command that takes an object", async () => {
    put("TrainingJob", "churn-1", { trainingJobStatus: "Completed" });
    put("Endpoint", "churn", { endpointStatus: "InService" });
    expect((await home.cli("describe", "churn-1")).stdout).toMatch(/^Kind: +TrainingJob /m);
    expect((await home.cli("why", "churn-1")).stdout).toContain("trainingjob/churn-1");
    expect((await home.cli("logs", "churn-1")).exitCode).toBe(0);
    expect((await home.cli("wait", "churn-1", "churn")).exitCode).toBe(0);
    expect((await home.cli("get", "churn-1", "churn", "-o", "name")).stdout).toBe(
      `trainingjob.sagemaker.services.k8s.aws/churn-1\nendpoint.sagemaker.services.k8s.aws/churn\n`,
    );
    expect((await home.cli("predict", "churn", "--data", "1,2")).stdout).toBe("1,2\n");
    expect((await home.cli("delete", "churn-1", "--no-wait")).stdout).toMatch(
      /^trainingjob.*churn-1 deleted/,
    );
  });

  test("that several objects bear is refused with all of them, unless the command is about one kind only", async () => {
    put("TrainingJob", "churn", { trainingJobStatus: "InProgress" });
    put("Endpoint", "churn", { endpointStatus: "InService" });
    for (const command of ["describe", "why", "logs", "wait", "delete"]) {
      const { exitCode, stderr } = await home.cli(command, "churn");
      expect(exitCode).toBe(2);
      expect(stderr).toMatch(/SLIP-CLI-027.*trainingjob\/churn, endpoint\/churn/s);
    }
    expect(home.kubernetes.objects.size).toBe(2);
    expect((await home.cli("predict", "churn", "--data", "1")).exitCode).toBe(0);
    expect((await home.cli("stop", "churn")).stdout).toBe("trainingjob/churn stopping\n");
  });

  test("that nothing bears says what was probably meant; so does KIND/NAME", async () => {
    put("TrainingJob", "churn-20261122", {});
    const alone = await home.cli("describe", "chrun-20261122");
    expect(alone.exitCode).toBe(3);
    expect(alone.stderr).toMatch(/did you mean\s+trainingjob\/churn-20261122\?/);
    const withKind = await home.cli("describe", "trainingjob/churn-20261123");
    expect(withKind.exitCode).toBe(3);
    expect(withKind.stderr).toMatch(/did you\s+mean\s+trainingjob\/churn-20261122\?/);
    const waited = await home.cli("wait", "trainingjob/churn-2026112");
    expect(waited.exitCode).toBe(102);
    expect(waited.stderr).toMatch(/did you\s+mean\s+trainingjob\/churn-20261122\?/);
    expect((await home.cli("wait", "nothing-like-it")).exitCode).toBe(102);
    expect((await home.cli("describe", "nothing-like-it")).stderr).not.toContain("did you mean");
  });

  test("may be AWS's name of the object, with upper case", async () => {
    put("TrainingJob", "churn-c-1nfqggn", {});
    const { stderr } = await home.cli("describe", "Churn_C");
    expect(stderr).toContain("nothing in namespace default is called Churn_C");
    expect(
      home.kubernetes.calls.some((call) => /GET .*\/trainingjobs\/churn-c-[a-z0-9]{7}$/.test(call)),
    ).toBe(true);
  });

  test("may be a word for a kind; and KIND NAME... stays what it was", async () => {
    put("TrainingJob", "job", { trainingJobStatus: "Completed" });
    put("TrainingJob", "a", { trainingJobStatus: "Completed" });
    expect((await home.cli("describe", "job")).stdout).toMatch(/^Name: +job$/m);
    expect((await home.cli("describe", "job", "a")).stdout).toMatch(/^Name: +a$/m);
    const missing = await home.cli("describe", "model");
    expect(missing.exitCode).toBe(2);
    expect(missing.stderr).toContain("which model? Write model/NAME");
  });

  test("of a misspelt kind is told so, if no object is meant", async () => {
    expect((await home.cli("wait", "trainngjob", "a")).stderr).toMatch(/did you mean trainingjob\?/);
    put("TrainingJob", "churn-1", {});
    expect((await home.cli("wait", "chrun-1", "churn-2")).stderr).toMatch(
      /did you mean\s+trainingjob\/churn-1\?/,
    );
  });
});

describe("stop", () => {
  test("asks once, as the AWS door does, and is no error when there is nothing more to ask", async () => {
    put("TrainingJob", "a", { trainingJobStatus: "InProgress" });
    put("TrainingJob", "b", { trainingJobStatus: "Completed" });
    expect(await home.cli("stop", "a", "b")).toMatchObject({
      exitCode: 0,
      stdout: "trainingjob/a stopping\ntrainingjob/b is Completed already\n",
    });
    const asked = annotationsOf("a")[STOP_ANNOTATION];
    expect(asked).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
    expect((await home.cli("stop", "a")).stdout).toBe("trainingjob/a is stopping already\n");
    expect(annotationsOf("a")[STOP_ANNOTATION]).toBe(asked);
    expect(annotationsOf("b")).toEqual({});
  });

  test("waits for the end, whatever the end is, and as long as it is told to", async () => {
    put("TrainingJob", "a", { trainingJobStatus: "InProgress" });
    const late = await home.cli("stop", "a", "--wait", "--timeout", "50ms");
    expect(late.exitCode).toBe(101);
    const waiting = home.begin(["stop", "a", "--wait"]);
    setTimeout(() => put("TrainingJob", "a", { trainingJobStatus: "Stopped" }), 50);
    expect(await waiting.result).toMatchObject({ exitCode: 0 });
    expect(waiting.seen()).toMatch(/^trainingjob\/a is Stopped$/m);
  });

  test("says of other kinds how they end, before it stops anything", async () => {
    put("TrainingJob", "a", { trainingJobStatus: "InProgress" });
    put("Endpoint", "serving", {});
    put("Model", "m", {});
    const endpoint = await home.cli("stop", "a", "serving");
    expect(endpoint.exitCode).toBe(2);
    expect(endpoint.stderr).toMatch(/runs until it is deleted: slipway delete\s+endpoint\/serving/);
    expect((await home.cli("stop", "model/m")).stderr).toContain("nothing runs of a Model");
    expect(annotationsOf("a")).toEqual({});
  });
});

describe("A selector", () => {
  const label = (name: string, labels: Record<string, string>) => {
    const path = pathOf("TrainingJob", name);
    const object = home.kubernetes.objects.get(path);
    if (object !== undefined)
      home.kubernetes.put(path, { ...object, metadata: { ...object.metadata, labels } });
  };

  test("means every object with the labels, of the kinds that the command is about or of one", async () => {
    for (const name of ["a", "b", "c"]) put("TrainingJob", name, { trainingJobStatus: "InProgress" });
    label("a", { team: "risk" });
    label("b", { team: "risk" });
    expect((await home.cli("get", "jobs", "-l", "team=risk", "-o", "name")).stdout.split("\n").length).toBe(
      3,
    );
    expect((await home.cli("stop", "-l", "team=risk")).stdout).toBe(
      "trainingjob/a stopping\ntrainingjob/b stopping\n",
    );
    expect(annotationsOf("c")).toEqual({});
    for (const name of ["a", "b"]) put("TrainingJob", name, { trainingJobStatus: "Completed" });
    label("a", { team: "risk" });
    expect((await home.cli("wait", "job", "--selector", "team=risk")).exitCode).toBe(0);
    const none = await home.cli("stop", "-l", "team=none");
    expect(none).toMatchObject({ exitCode: 0, stdout: "", stderr: "No object has the labels team=none.\n" });
  });

  test("loses none of the others to one that is gone meanwhile, or that may not be stopped", async () => {
    for (const name of ["a", "b", "c"]) {
      put("TrainingJob", name, { trainingJobStatus: "InProgress" });
      label(name, { team: "risk" });
    }
    home.kubernetes.meanwhile = (call) => {
      if (call === `GET ${pathOf("TrainingJob", "a")}`)
        home.kubernetes.put(pathOf("TrainingJob", "a"), undefined);
    };
    expect(await home.cli("stop", "-l", "team=risk")).toMatchObject({
      exitCode: 0,
      stdout: "trainingjob/a is gone\ntrainingjob/b stopping\ntrainingjob/c stopping\n",
    });
    for (const name of ["d", "e"]) put("TrainingJob", name, { trainingJobStatus: "InProgress" });
    home.kubernetes.forbidden = new RegExp(`^PATCH ${pathOf("TrainingJob", "d")}$`);
    const refused = await home.cli("stop", "d", "e");
    expect(refused).toMatchObject({ exitCode: 4, stdout: "trainingjob/e stopping\n" });
  });

  test("names the kind that may not be read, and is refused where none may", async () => {
    put("TrainingJob", "a", { trainingJobStatus: "Completed" });
    label("a", { team: "risk" });
    home.kubernetes.forbidden = /^GET .*\/endpoints$/;
    const some = await home.cli("wait", "-l", "team=risk");
    expect(some).toMatchObject({
      exitCode: 0,
      stderr: expect.stringContaining("No endpoints are among them"),
    });
    expect((await home.cli("wait", "endpoints", "-l", "team=risk")).exitCode).toBe(4);
    home.kubernetes.forbidden = /^GET .*\/(trainingjobs|processingjobs|transformjobs|flowruns|backfills)$/;
    expect((await home.cli("stop", "-l", "team=risk")).exitCode).toBe(4);
  });

  test("that cannot be read, or stands beside names, is a mistake in the line", async () => {
    for (const argv of [
      ["get", "jobs", "-l", "a=b c"],
      ["delete", "jobs", "-l", "a=b c"],
      ["stop", "-l", "a=b c"],
      ["stop", "-l", ""],
      ["delete", "jobs", "-l", " "],
      ["stop", "x", "y", "-l", "a=b"],
    ])
      expect((await home.cli(...argv)).exitCode).toBe(2);
    expect((await home.cli("get", "jobs", "-l", "a=b c")).stderr).toContain(
      "--selector a=b c: unable to parse",
    );
  });

  test("prints several logs, each line with its object", async () => {
    for (const name of ["a", "b"]) {
      put("TrainingJob", name, { trainingJobStatus: "Completed", slipway: { pods: [`${name}-0`] } });
      label(name, { team: "risk" });
      home.kubernetes.log(`${name}-0`, ["2026-11-01T00:00:00Z hello"], true);
    }
    expect((await home.cli("logs", "a")).stdout).toBe("hello\n");
    const expected = "trainingjob/a hello\ntrainingjob/b hello\n";
    expect((await home.cli("logs", "-l", "team=risk")).stdout).toBe(expected);
    expect((await home.cli("logs", "a", "b")).stdout).toBe(expected);
    const lines = (await home.cli("logs", "a", "b", "-f", "-o", "json")).stdout.trim().split("\n");
    expect(lines.map((line) => JSON.parse(line).object).sort()).toEqual(["trainingjob/a", "trainingjob/b"]);
  });
});

describe("restart", () => {
  const annotation = "kubectl.kubernetes.io/restartedAt";

  test("asks an endpoint, by its name alone, for pods that begin now", async () => {
    put("TrainingJob", "churn", { trainingJobStatus: "InProgress" });
    put("Endpoint", "churn", { endpointStatus: "InService" });
    expect(await home.cli("restart", "churn")).toMatchObject({
      exitCode: 0,
      stdout: "endpoint/churn is being restarted\n",
    });
    const asked = home.kubernetes.objects.get(pathOf("Endpoint", "churn"))?.metadata.annotations?.[
      annotation
    ];
    expect(Date.parse(asked ?? "")).toBeGreaterThan(Date.now() - 60_000);
    // What was asked for is not there yet, so that waiting for it waits.
    expect((await home.cli("wait", "endpoint/churn", "--timeout", "50ms")).exitCode).toBe(101);
  });

  test("says of what ends by itself, and of what runs in SageMaker, that it cannot, before it restarts anything", async () => {
    put("TrainingJob", "job", { trainingJobStatus: "InProgress" });
    put("Endpoint", "here", { endpointStatus: "InService" });
    put("Endpoint", "far", { endpointStatus: "InService", slipway: { runtime: "sagemaker" } });
    const job = await home.cli("restart", "endpoint/here", "trainingjob/job");
    expect([job.exitCode, job.stderr]).toEqual([2, expect.stringContaining("only endpoints are restarted")]);
    expect(home.kubernetes.objects.get(pathOf("Endpoint", "here"))?.metadata.annotations).toBeUndefined();
    expect((await home.cli("restart", "far")).stderr).toMatch(/it runs in SageMaker/);
  });
});
