/** Python environments with pinned packages, which tests and benchmarks judge us by; cached outside the checkout. */
import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { homedir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { interpreters } from "../packages/algorithms/src/interpreters.ts";
import { buildOnce } from "../packages/lib/src/build-once.ts";

const run = promisify(execFile);

export interface PythonEnv {
  /** The environment's interpreter. */
  readonly python: string;
}

const XGBOOST = process.platform === "linux" && process.arch === "x64" ? "xgboost-cpu" : "xgboost";

/** What each environment holds; a change makes a new one. */
const PACKAGES = {
  main: [
    `${XGBOOST}==3.2.0`,
    "numpy==2.2.6",
    "scipy==1.15.3",
    "scikit-learn==1.7.2",
    "boto3==1.43.56",
    "uv==0.9.5",
  ],
  /** The oldest XGBoost that many still load models with. */
  "xgboost-1.7": ["xgboost==1.7.6", "numpy==1.26.4", "scipy==1.15.3"],
  /** What reads and writes tables at `s3://`. */
  "s3-clients": ["s3fs==2026.9.0", "pandas==2.3.3", "pyarrow==26.0.1"],
  /** As SageMaker's older images have it. */
  "s3fs-0.4": ["s3fs==0.4.2", "boto3==1.43.56", "pandas==2.3.3"],
  /** Model formats and applications, by their makers, who judge what serves them. */
  serving: [
    "mlflow-skinny==3.17.2",
    "skops==0.16.0",
    "scikit-learn==1.7.2",
    "pandas==2.3.3",
    "flask==3.1.3",
    "fastapi==0.165.0",
    "uvicorn==0.54.0",
    "onnxruntime==1.32.0",
    "skl2onnx==1.20.0",
  ],
  /** What proposes trials elsewhere; Optuna's GPSampler wants torch besides, which is installed by hand. */
  tuning: ["optuna==5.0.0", "cma==4.5.0", "numpy==2.2.6", "scipy==1.15.3"],
  /** A model server of others', which wants versions of its own. */
  bentoml: ["bentoml==1.4.40", "scikit-learn==1.7.2"],
  /** AWS as others imitate it. */
  moto: ["moto[server]==5.2.1", "boto3==1.43.56"],
  /** Others' pipelines, each with versions of its own. */
  metaflow: ["metaflow==2.19.39"],
  luigi: ["luigi==3.8.1"],
  /** One of its packages is published as sources alone. */
  kfp: ["kfp==2.17.3", "--no-binary=kfp-server-api"],
  prefect: ["prefect==3.9.1"],
  airflow: ["apache-airflow==3.3.2"],
  /** The SageMaker Python SDK, and what runs notebooks. */
  "sagemaker-2": ["sagemaker==2.257.7", "pandas==3.1.1", "papermill==2.7.0", "ipykernel==7.4.0"],
  "sagemaker-3": ["sagemaker==3.27.0", "papermill==2.7.0", "ipykernel==7.4.0"],
} as const;

const REMEDY = "install Python 3.10 to 3.12 with its venv module (Debian: apt-get install python3-venv)";

/** What installs all of them, at a twentieth of pip's cost. */
const INSTALLER = "uv==0.9.5";

/** Jobs run in these: they have pip, and bytecode, which a job may not write beside packages that are not its own. */
const USED_BY_JOBS: readonly string[] = ["main", "serving"];

const NO_SOURCES = ["--only-binary", ":all:"];

/** Builds the environment on first use (seconds, from PyPI). Throws, with the remedy, when there is no Python for it. */
export async function pythonEnv(name: keyof typeof PACKAGES = "main"): Promise<PythonEnv> {
  const forJobs = USED_BY_JOBS.includes(name);
  return environment(name, PACKAGES[name], {
    venv: forJobs ? [] : ["--without-pip"],
    install: async (python, packages) => {
      const installer = await installerEnv();
      const how = forJobs ? ["--compile-bytecode"] : [];
      const options = ["--python", python, ...how, ...NO_SOURCES];
      await install(installer.python, ["-m", "uv", "pip", "install", ...options, ...packages]);
    },
  });
}

const installerEnv = (): Promise<PythonEnv> =>
  environment("installer", [INSTALLER], {
    venv: [],
    install: (python, packages) => install(python, ["-m", "pip", "install", ...NO_SOURCES, ...packages]),
  });

/** The environment of a name, which `install` fills when nobody has yet. */
async function environment(
  name: string,
  packages: readonly string[],
  how: {
    readonly venv: readonly string[];
    readonly install: (python: string, packages: readonly string[]) => Promise<void>;
  },
): Promise<PythonEnv> {
  const { path, version } = await suitablePython();
  const key = createHash("sha256")
    .update(JSON.stringify([path, version, packages, INSTALLER]))
    .digest("hex");
  const cache = join(process.env["XDG_CACHE_HOME"] ?? join(homedir(), ".cache"), "slipway-tests");
  const folder = join(cache, `${name}-${key.slice(0, 16)}`);
  const python = join(folder, "bin/python");
  await buildOnce(folder, async (at) => {
    await run(path, ["-m", "venv", ...how.venv, at]);
    await how.install(python, packages);
  });
  return { python };
}

/** The index of packages that pip is told of is uv's as well. */
async function install(python: string, args: readonly string[]): Promise<void> {
  const index = process.env["PIP_INDEX_URL"];
  const env = { ...(index === undefined ? {} : { UV_DEFAULT_INDEX: index }), ...process.env };
  try {
    await run(python, [...args, "--quiet"], { env, maxBuffer: 1 << 26 });
  } catch (error) {
    const said = (error as { readonly stderr?: string }).stderr ?? String(error);
    throw new Error(`Python packages could not be installed: ${said}`, { cause: error });
  }
}

/** The first interpreter that the pinned packages have wheels for. */
async function suitablePython(): Promise<{ readonly path: string; readonly version: string }> {
  const script =
    "import sys, venv, ensurepip; print(sys.executable); print('.'.join(map(str, sys.version_info[:3])))";
  const seen: string[] = [];
  for await (const candidate of interpreters(process.env)) {
    const answer = await run(candidate, ["-c", script]).catch(() => undefined);
    const [path = "", version = ""] = answer?.stdout.trim().split("\n") ?? [];
    const [major = 0, minor = 0] = version.split(".").map(Number);
    if (major === 3 && minor >= 10 && minor <= 12) return { path, version };
    seen.push(`${candidate} (${version || "without venv"})`);
  }
  throw new Error(`no suitable Python; ${REMEDY}. Found: ${seen.join(", ") || "none"}`);
}
