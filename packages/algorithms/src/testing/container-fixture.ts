import { type ChildProcessWithoutNullStreams, execFile, spawn } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

export interface Ended {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

const PROGRAM = fileURLToPath(new URL("./program.ts", import.meta.url));

/** What programs need to reach package indexes from here. */
const NETWORK = /^(SSL_CERT_|PIP_|UV_|https?_proxy$|no_proxy$)/i;

/** For tests: a container's `/opt/ml` in a temporary folder, with programs of our image run against it. */
export class ContainerFixture {
  readonly root = mkdtempSync(join(tmpdir(), "slipway-opt-ml-"));

  write(path: string, content: string | Uint8Array): this {
    const file = join(this.root, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, content);
    return this;
  }

  hyperparameters(values: Readonly<Record<string, string>>): this {
    return this.write("input/config/hyperparameters.json", JSON.stringify(values));
  }

  channels(contentTypes: Readonly<Record<string, string>>): this {
    const config = Object.fromEntries(
      Object.entries(contentTypes).map(([name, ContentType]) => [
        name,
        {
          ContentType,
          TrainingInputMode: "File",
          S3DistributionType: "FullyReplicated",
          RecordWrapperType: "None",
        },
      ]),
    );
    return this.write("input/config/inputdataconfig.json", JSON.stringify(config));
  }

  read(path: string): string {
    return readFileSync(join(this.root, path), "utf8");
  }

  has(path: string): boolean {
    return existsSync(join(this.root, path));
  }

  environment(more: Readonly<Record<string, string>> = {}): Readonly<Record<string, string>> {
    const network = Object.entries(process.env).filter(([name]) => NETWORK.test(name));
    return {
      ...(Object.fromEntries(network) as Record<string, string>),
      PATH: process.env["PATH"] ?? "",
      HOME: this.root,
      SLIPWAY_OPT_ML: this.root,
      SLIPWAY_CACHE_DIR: join(this.root, "cache"),
      ...more,
    };
  }

  /** Runs `xgboost train` for instance, as a container does, in a process of its own. */
  run(args: readonly string[], more: Readonly<Record<string, string>> = {}): Promise<Ended> {
    return new Promise((resolve) => {
      execFile(process.execPath, words(args), { env: this.environment(more) }, (error, stdout, stderr) => {
        const exitCode = error === null ? 0 : typeof error.code === "number" ? error.code : -1;
        resolve({ exitCode, stdout, stderr });
      });
    });
  }

  /** The same for what is to be watched or ended while it runs. */
  spawn(
    args: readonly string[],
    more: Readonly<Record<string, string>> = {},
  ): ChildProcessWithoutNullStreams {
    return spawn(process.execPath, words(args), { env: this.environment(more) });
  }

  remove(): void {
    rmSync(this.root, { recursive: true, force: true });
  }
}

const words = (args: readonly string[]): string[] => [
  "--experimental-strip-types",
  "--no-warnings",
  PROGRAM,
  ...args,
];
