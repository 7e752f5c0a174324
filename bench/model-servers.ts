import { type ChildProcess, execFile, spawn } from "node:child_process";
import { writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { promisify } from "node:util";
import { ContainerFixture } from "../packages/algorithms/src/testing/container-fixture.ts";
import { ServedModel } from "../packages/algorithms/src/testing/served-model.ts";
import { freePort } from "../packages/lib/src/testing/free-port.ts";
import { pythonEnv } from "../scripts/python-env.ts";
import { type Load, load } from "./router/load.ts";
import { CpuGroup } from "./support/cpu-group.ts";
import { median, quantile, table } from "./support/table.ts";

const run = promisify(execFile);

const ROUNDS = 5;
const MS = 3_000;
const CONNECTIONS = 8;
const STARTS_MS = 120_000;

/** Leaves the same model as a file, and as MLflow's folder; prints rows to ask it about. */
const MODEL = `
import joblib, json, mlflow, os, sys
from sklearn.datasets import load_diabetes
from sklearn.linear_model import LinearRegression
folder = sys.argv[1]
data, target = load_diabetes(return_X_y=True)
model = LinearRegression().fit(data, target)
os.makedirs(os.path.join(folder, "model"))
joblib.dump(model, os.path.join(folder, "model", "regression.joblib"))
mlflow.sklearn.save_model(model, os.path.join(folder, "mlflow"), pip_requirements=[])
print(json.dumps({"instances": data[:4].tolist()}))
`;

const FASTAPI = `
import joblib
from fastapi import FastAPI
from pydantic import BaseModel

class Rows(BaseModel):
    instances: list[list[float]]

model = joblib.load("model/regression.joblib")
app = FastAPI()

@app.get("/ping")
def ping():
    return "ok"

@app.post("/invocations")
def invocations(rows: Rows):
    return model.predict(rows.instances).tolist()
`;

const BENTO = `
import bentoml, joblib

@bentoml.service(workers=1)
class Regression:
    def __init__(self):
        self.model = joblib.load("model/regression.joblib")

    @bentoml.api(route="/invocations")
    def predict(self, instances: list[list[float]]) -> list[float]:
        return self.model.predict(instances).tolist()
`;

interface Server {
  readonly name: string;
  readonly port: number;
  readonly group: CpuGroup;
  stop(): void;
}

interface Figures {
  readonly cpuMicros: number;
  readonly perSecond: number;
  readonly p50: number;
  readonly p99: number;
}

/** What one prediction costs Slipway's model server, beside others that serve the same model to the same requests, each with one worker. */
export async function benchModelServers(): Promise<string> {
  const [{ python }, { python: bento }] = [await pythonEnv("serving"), await pythonEnv("bentoml")];
  const fixture = new ContainerFixture();
  const servers: Server[] = [];
  try {
    const { stdout } = await run(python, ["-c", MODEL, fixture.root]);
    const body = stdout.trim().split("\n").at(-1) ?? "";
    writeFileSync(join(fixture.root, "fast.py"), FASTAPI);
    writeFileSync(join(fixture.root, "bento.py"), BENTO);
    servers.push(await ours(fixture, python));
    const start = (name: string, words: readonly string[], ready: string, env = {}): Promise<Server> =>
      foreign(name, { words, ready, env, folder: fixture.root });
    servers.push(
      await start(
        "uvicorn with FastAPI",
        [python, "-m", "uvicorn", "--no-access-log", "--port", "PORT", "fast:app"],
        "/ping",
      ),
      await start(
        "MLflow",
        [
          python,
          "-m",
          "uvicorn",
          "--no-access-log",
          "--port",
          "PORT",
          "mlflow.pyfunc.scoring_server.app:app",
        ],
        "/ping",
        { __pyfunc_model_path__: join(fixture.root, "mlflow"), MLFLOW_SCORING_SERVER_REQUEST_TIMEOUT: "60" },
      ),
      await start(
        "BentoML",
        [bento, "-m", "bentoml", "serve", "bento:Regression", "--port", "PORT"],
        "/readyz",
        { BENTOML_DO_NOT_TRACK: "true" },
      ),
    );
    return await compare(servers, body);
  } finally {
    for (const server of servers) server.stop();
    await Promise.all(servers.map(({ group }) => group.end()));
    for (const { group } of servers) group.close();
    fixture.remove();
  }
}

async function ours(fixture: ContainerFixture, python: string): Promise<Server> {
  const group = new CpuGroup("ours");
  const served = await group.within(() =>
    ServedModel.start(fixture, {
      PATH: `${dirname(python)}:${process.env["PATH"]}`,
      SLIPWAY_FAREWELL_SECONDS: "0",
      SAGEMAKER_MODEL_SERVER_WORKERS: "1",
    }),
  );
  return { name: "Slipway", port: served.port, group, stop: () => served.terminate() };
}

async function foreign(
  name: string,
  {
    words,
    ready,
    env,
    folder,
  }: {
    readonly words: readonly string[];
    /** A path that answers 200 once it serves. */
    readonly ready: string;
    readonly env: NodeJS.ProcessEnv;
    readonly folder: string;
  },
): Promise<Server> {
  const port = await freePort();
  const group = new CpuGroup(name.toLowerCase().replaceAll(/\W+/g, "-"));
  const [program = "", ...args] = words.map((word) => (word === "PORT" ? String(port) : word));
  let child: ChildProcess | undefined;
  await group.within(async () => {
    child = spawn(program, args, {
      env: { ...process.env, ...env },
      cwd: folder,
      stdio: "ignore",
      detached: true,
    });
    const until = performance.now() + STARTS_MS;
    while ((await fetch(`http://127.0.0.1:${port}${ready}`).catch(() => undefined))?.status !== 200) {
      if (child.exitCode !== null || performance.now() > until) throw new Error(`${name} does not serve`);
      await pause(100);
    }
  });
  const stop = (): void => {
    // It has processes of its own, in a group that is its own too.
    if (child?.pid !== undefined) process.kill(-child.pid, "SIGTERM");
  };
  return { name, port, group, stop };
}

async function compare(servers: readonly Server[], body: string): Promise<string> {
  const all = { connections: CONNECTIONS, request: requestOf(body) };
  const most: number[] = [];
  for (const { port } of servers) {
    await load({ ...all, port, ms: MS });
    most.push(await rate({ ...all, port, ms: MS }));
  }
  const perSecond = Math.min(...most) / 2;
  const figures = servers.map(() => [] as Figures[]);
  for (let round = 0; round < ROUNDS; round++) {
    for (const [i, { port, group }] of servers.entries()) {
      const before = group.seconds;
      const { answered } = await load({ ...all, port, ms: MS });
      const cpuMicros = ((group.seconds - before) * 1e6) / answered;
      const { latenciesMs } = await load({ ...all, port, ms: MS, perSecond });
      const [p50, p99] = [quantile(latenciesMs, 0.5), quantile(latenciesMs, 0.99)];
      figures[i]?.push({ cpuMicros, perSecond: answered / (MS / 1_000), p50, p99 });
    }
  }
  const summaries = figures.map(summary);
  const [first] = summaries;
  const rows = servers.map(({ name }, i) => {
    const { cpuMicros, perSecond: rate, p50, p99 } = summaries[i] as Figures;
    return [name, cpuMicros, cpuMicros / (first?.cpuMicros ?? Number.NaN), Math.round(rate), p50, p99];
  });
  return [
    "## Model servers beside each other",
    "",
    `scikit-learn's linear regression, four rows of ten numbers as JSON (${body.length} bytes) over ${CONNECTIONS} connections that stay open, one worker each. CPU time of all of a`,
    `server's processes for one request at full load, requests a second then, and time at the client at half of what the slowest carries (${Math.round(perSecond)} a`,
    `second, from when each was due). In turns, ${MS / 1000} s each, medians of ${ROUNDS} rounds. Peers: MLflow's scoring server as \`mlflow models serve\` starts it, BentoML, FastAPI on uvicorn.`,
    "",
    table(["", "CPU µs", "ratio", "a second", "p50 ms", "p99 ms"], rows),
  ].join("\n");
}

async function rate(how: Load): Promise<number> {
  return (await load(how)).answered / (how.ms / 1_000);
}

function summary(figures: readonly Figures[]): Figures {
  const of = (which: keyof Figures): number => median(figures.map((one) => one[which]));
  return {
    cpuMicros: of("cpuMicros"),
    perSecond: of("perSecond"),
    p50: of("p50"),
    p99: of("p99"),
  };
}

function requestOf(body: string): Buffer {
  return Buffer.from(
    [
      "POST /invocations HTTP/1.1",
      "Host: 127.0.0.1:8080",
      "Content-Type: application/json",
      "Accept: application/json",
      `Content-Length: ${body.length}`,
      "",
      body,
    ].join("\r\n"),
  );
}
