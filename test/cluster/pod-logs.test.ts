import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { get } from "node:https";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { systemClock } from "../../packages/lib/src/clock.ts";
import { createPostgresLedger } from "../../packages/platform/src/ledger/postgres/create-postgres-ledger.ts";
import { ClusterHome } from "../blackbox/support/cluster-home.ts";
import { EXAMPLE, eventually, ok, SLIPWAY } from "../e2e/support/home.ts";

let home: ClusterHome;
beforeAll(async () => {
  home = await ClusterHome.shared();
});
afterAll(() => home.down());

test("the logs of a job's containers are in the ledger by the time it is Completed, and outlive its pod", async () => {
  await home.putAbaloneData();
  await ok(home.kubectlWith(readFileSync(join(EXAMPLE, "training.yaml"), "utf8"), "apply", "-f", "-"));
  const completed = "--for=jsonpath={.status.trainingJobStatus}=Completed";
  await ok(home.kubectl("wait", completed, "trainingjob/abalone-xgboost", "--timeout=120s"));
  const pod = await ok(
    home.kubectl("get", "trainingjob", "abalone-xgboost", "-o", "jsonpath={.status.slipway.pods[0]}"),
  );
  const printed = await ok(home.kubectl("logs", pod, "-c", "algorithm"));
  await ok(home.kubectl("delete", "pod", pod, "--timeout=60s"));
  const ledger = await createPostgresLedger({ url: home.databaseUrl, clock: systemClock });
  try {
    const streams = await ledger.findLogs({ namespace: "default", pod });
    expect(streams.map(({ container }) => container).sort()).toEqual(["algorithm", "fetch", "store"]);
    const algorithm = streams.find(({ container }) => container === "algorithm");
    if (algorithm === undefined) throw new Error("there is no log of the program");
    const { lines, closed } = await ledger.readLog(algorithm, { from: 0, limit: 1_000 });
    expect(lines.map(({ text }) => `${text}\n`).join("")).toBe(printed);
    expect(closed).toBe(true);
  } finally {
    await ledger.close();
  }
  expect(
    await ok(
      home.kubectl("get", "trainingjob", "abalone-xgboost", "-o", "jsonpath={.status.trainingJobStatus}"),
    ),
  ).toBe("Completed");

  // `slipway logs` is about the object; whoever may read the namespace's logs needs no way to the database.
  const job = "trainingjob/abalone-xgboost";
  expect(await ok(home.slipway("logs", job))).toBe(printed);
  expect(await ok(home.slipway("logs", "-f", job))).toBe(printed);
  expect(await ok(home.slipway("logs", job, "--tail", "2"))).toBe(lastLines(printed, 2));
  expect((await ok(home.slipway("logs", job, "--tail", "1", "--timestamps"))).slice(0, 20)).toMatch(
    /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.$/,
  );
  expect(await ok(home.slipway("logs", job, "-c", "store"))).not.toBe("");
  expect((await home.slipway("logs", job, "-c", "nobody")).stderr).toContain(
    `container nobody is not valid for pod ${pod}`,
  );
  // So are the job's tries, what they used, and its metrics.
  const told = JSON.parse(await ok(home.slipway("describe", job, "-o", "json")));
  expect(told.attempts).toMatchObject([{ attempt: 1, outcome: "succeeded", instanceType: "ml.m4.xlarge" }]);
  expect(told.costs).toHaveLength(1);
  const { metrics } = JSON.parse(await ok(home.slipway("metrics", job, "-o", "json")));
  expect(metrics).toContainEqual(expect.objectContaining({ name: "train:rmse", step: 49, count: 50 }));
  await readByRights(pod, printed);
});

/** Whom the API server lets read the logs of pods that are there may read those of pods that are gone, and nobody else. */
async function readByRights(pod: string, printed: string): Promise<void> {
  const kept = "/api/v1/namespaces/slipway-system/services/https:slipway-logs:https/proxy";
  const path = `${kept}/v1/namespaces/default/pods/${pod}/log?container=algorithm`;
  await home.cluster.ok("create", "serviceaccount", "viewer", "-n", "default");
  await home.cluster.ok(
    "create",
    "rolebinding",
    "viewer",
    "--clusterrole=view",
    "--serviceaccount=default:viewer",
  );
  try {
    const as = "--as=system:serviceaccount:default:viewer";
    const asks = ["create", "token", "slipway-logs", "-n", "default", "--audience=logs.slipway.dev"];
    const token = (await home.cluster.ok(...asks, as)).trim();
    const plain = (await home.cluster.ok("create", "token", "viewer", "-n", "default")).trim();
    expect(await statusOf(path, token)).toEqual([200, printed]);
    expect((await statusOf(path, undefined))[0]).toBe(401);
    const records = `${kept}/v1/namespaces/default/objects/TrainingJob/abalone-xgboost/usage`;
    expect((await statusOf(records, token))[0]).toBe(200);
    expect((await statusOf(records, undefined))[0]).toBe(401);
    expect((await statusOf(path, plain))[0]).toBe(401);
    expect((await statusOf(path.replace("/default/", "/kube-system/"), token))[0]).toBe(403);
    const other = (
      await home.cluster.ok(...asks.map((word) => (word === "slipway-logs" ? "default" : word)))
    ).trim();
    expect((await statusOf(path, other))[0]).toBe(403);
    // The CLI, too, with a kubeconfig that may do no more than view.
    const kubeconfig = join(home.state, "viewer.kubeconfig");
    const { clusters } = JSON.parse(
      await home.cluster.ok("config", "view", "--raw", "-o", "json"),
    ) as KubeConfig;
    const user = { name: "viewer", user: { token: plain } };
    const context = {
      name: "viewer",
      context: { cluster: clusters[0]?.name, user: "viewer", namespace: "default" },
    };
    writeFileSync(kubeconfig, JSON.stringify({ clusters, users: [user], contexts: [context] }));
    const cli = (...words: readonly string[]) =>
      home.run("env", [
        `KUBECONFIG=${kubeconfig}`,
        "SLIPWAY_CONTEXT=viewer",
        process.execPath,
        SLIPWAY,
        ...words,
      ]);
    expect(await ok(cli("logs", "trainingjob/abalone-xgboost"))).toBe(printed);
    expect((await cli("env")).stderr).toContain("is forbidden");
    const refused = await home.cluster.run([...asks, "--as=system:serviceaccount:default:default"]);
    expect(refused.stderr).toContain(`serviceaccounts "slipway-logs" is forbidden`);
  } finally {
    await home.cluster.ok("delete", "rolebinding/viewer", "serviceaccount/viewer", "-n", "default");
  }
}

/** A foreign client at the API server's Service proxy, with the administrator's certificate. */
async function statusOf(path: string, token: string | undefined): Promise<readonly [number, string]> {
  const { clusters, users } = JSON.parse(
    await home.cluster.ok("config", "view", "--raw", "-o", "json"),
  ) as KubeConfig;
  const [{ cluster } = { cluster: { server: "", "certificate-authority-data": "" } }] = clusters;
  const user = users[0]?.user;
  const pem = (text: string | undefined) => Buffer.from(text ?? "", "base64");
  return new Promise((resolve, reject) => {
    get(
      `${cluster.server}${path}`,
      {
        ca: pem(cluster["certificate-authority-data"]),
        cert: pem(user?.["client-certificate-data"]),
        key: pem(user?.["client-key-data"]),
        headers: token === undefined ? {} : { "x-slipway-token": token },
      },
      (response) => {
        let body = "";
        response.on("data", (chunk) => (body += chunk));
        response.on("end", () => resolve([response.statusCode ?? 0, body]));
      },
    ).on("error", reject);
  });
}

interface KubeConfig {
  readonly clusters: readonly {
    readonly name: string;
    readonly cluster: { readonly server: string; readonly "certificate-authority-data": string };
  }[];
  readonly users: readonly {
    readonly user: { readonly "client-certificate-data": string; readonly "client-key-data": string };
  }[];
}

const lastLines = (text: string, count: number): string =>
  `${text.trimEnd().split("\n").slice(-count).join("\n")}\n`;

test("a followed log goes on when its pod is taken away, with no line lost and none twice", async () => {
  const folder = mkdtempSync(join(tmpdir(), "slipway-counting-"));
  const counting = "import time\nfor n in range(100000):\n  print(n, flush=True)\n  time.sleep(0.005)\n";
  writeFileSync(join(folder, "train.py"), counting);
  try {
    await ok(home.slipway("train", folder, "--name", "counting"));
    const following = home.spawn(process.execPath, [SLIPWAY, "logs", "-f", "trainingjob/counting"]);
    let printed = "";
    following.stdout?.on("data", (chunk) => (printed += chunk));
    const ended = new Promise((resolve) => following.once("exit", resolve));
    await eventually("a thousand lines", 90, async () => (printed.includes("\n1000\n") ? true : undefined));
    const pod = await ok(
      home.kubectl("get", "trainingjob", "counting", "-o", "jsonpath={.status.slipway.pods[0]}"),
    );
    await ok(home.kubectl("delete", "pod", pod, "--grace-period=0", "--force"));
    // The follower lives as long as its job, which may be tried again; what was written by then is what counts.
    await eventually("the log to be kept whole", 90, async () => {
      const kept = await ok(home.slipway("logs", "pod", pod, "-c", "algorithm"));
      return kept !== "" && printed.startsWith(kept) ? true : undefined;
    });
    await ok(home.kubectl("delete", "trainingjob", "counting", "--timeout=120s"));
    await ended;
    // What starts the program says so first.
    const lines = printed
      .trimEnd()
      .split("\n")
      .filter((line) => !/^(Engine|Running)/.test(line));
    expect(lines.filter((line) => !/^\d+$/.test(line))).toEqual([]);
    const numbers = lines.map(Number);
    expect(numbers.length).toBeGreaterThan(1_000);
    // A program that was started again counts from nought.
    expect(
      numbers.filter(
        (number, index) => index > 0 && number !== 0 && number !== (numbers[index - 1] ?? 0) + 1,
      ),
    ).toEqual([]);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
