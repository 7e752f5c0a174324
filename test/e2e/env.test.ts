import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { eventually, Home, ok, podProcesses } from "./support/home.ts";
import { Hostile, STRAY } from "./support/hostile.ts";
import { type Programs, programs } from "./support/shell.ts";

const FIXTURES = join(import.meta.dirname, "fixtures");
/** What a person runs next; each client names what it saw. */
const CLIENTS = [
  "kubectl get namespaces -o name",
  "aws s3 ls",
  `python3 ${join(FIXTURES, "clients.py")}`,
] as const;

let hostile: Hostile;
let tools: Programs;
let home: Home;
beforeAll(async () => {
  [hostile, tools] = await Promise.all([Hostile.open(), programs()]);
  home = new Home(undefined, { ...hostile.environment, PATH: tools.path });
  await home.start();
  await ok(home.slipway("train", join(FIXTURES, "probe"), "--name", "probe", "--follow"));
});
afterAll(async () => {
  await home.down();
  tools.remove();
  await hostile.close();
});
beforeEach(() => {
  hostile.calls();
});

/** Runs lines in a shell whose environment is the hostile one, and nothing of `slipway env` yet. */
async function inShell(program: string, args: readonly string[], lines: readonly string[]): Promise<string> {
  const env = {
    ...hostile.environment,
    PATH: tools.path,
    LANG: "C.UTF-8",
    SLIPWAY_STATE: home.state,
    AWS_EC2_METADATA_DISABLED: "true",
    AWS_MAX_ATTEMPTS: "1",
  };
  // Not synchronously: the trap must be able to answer meanwhile.
  const { stdout } = await promisify(execFile)(program, [...args, "-c", lines.join("\n")], { env });
  return stdout;
}

const installed = (program: string): boolean =>
  (process.env["PATH"] ?? "").split(":").some((folder) => {
    try {
      readFileSync(join(folder, program), { flag: "r" });
      return true;
    } catch {
      return false;
    }
  });

/** The variables that lines of PowerShell leave, starting from others; throws on a line that is neither of its two forms. */
function afterPowerShell(script: string, before: Readonly<Record<string, string>>): Record<string, string> {
  const variables = { ...before };
  for (const line of script.trimEnd().split("\n")) {
    const [, set, value = ""] = /^\$Env:(\w+) = '((?:[^']|'')*)'$/.exec(line) ?? [];
    const [, unset] = /^Remove-Item Env:(\w+) -ErrorAction SilentlyContinue$/.exec(line) ?? [];
    if (set !== undefined) variables[set] = value.replaceAll("''", "'");
    else if (unset !== undefined) delete variables[unset];
    else throw new Error(`not a line of PowerShell: ${line}`);
  }
  return variables;
}

describe("`slipway env` in a shell that points elsewhere", () => {
  test("is needed: without it clients go where they were pointed", async () => {
    for (const client of CLIENTS) {
      await expect(inShell("sh", [], [client]), client).rejects.toThrow();
      expect(hostile.calls(), client).not.toEqual([]);
    }
  });

  const SHELLS = [
    // As POSIX's own shell reads the lines, too: they are written for the smallest common language.
    { name: "sh", args: ["-e"], load: 'eval "$(slipway env --shell bash)"' },
    { name: "bash", args: ["--norc", "-e"], load: 'eval "$(slipway env --shell bash)"' },
    { name: "zsh", args: ["-f", "-e"], load: 'eval "$(slipway env --shell zsh)"' },
    { name: "fish", args: ["--no-config"], load: "slipway env --shell fish | source" },
  ].filter(({ name }) => installed(name));

  test.each(SHELLS)(
    "in $name, kubectl, aws and boto3 talk to the home, and to nothing else",
    async (shell) => {
      const said = await inShell(shell.name, shell.args, [shell.load, ...CLIENTS]);
      expect(said).toContain("namespace/default");
      expect(said).toMatch(/^\S+ \S+ slipway-default$/m);
      expect(said).toContain("boto3 buckets ['slipway-default']\nboto3 jobs 1\n");
      expect(hostile.calls()).toEqual([]);
    },
  );

  test("with --catch-aws a host of AWS's that a program hard-codes is the home too", async () => {
    const asked = "import boto3; print(boto3.client('s3', endpoint_url='https://s3.us-east-1.amazonaws.com')";
    const program = `python3 -c "${asked}.list_buckets()['Buckets'][0]['Name'])"`;
    const said = await inShell("sh", ["-e"], ['eval "$(slipway env --shell bash --catch-aws)"', program]);
    expect(said).toBe("slipway-default\n");
    expect(hostile.calls()).toEqual([]);
  });

  test("PowerShell gets the same variables, line by line in its own language", async () => {
    const [powershell = "", posix = ""] = await Promise.all(
      ["powershell", "bash"].map((shell) => inShell("sh", [], [`slipway env --shell ${shell}`])),
    );
    const names = Object.keys(hostile.environment);
    const inPosix = (await inShell("sh", [], [posix, "env"])).split("\n").flatMap((line) => {
      const [, name = "", value = ""] = /^(\w+)=(.*)$/.exec(line) ?? [];
      return /^(AWS_|SAGEMAKER_|KUBECONFIG|no_proxy|NO_PROXY)/.test(name) || names.includes(name)
        ? [[name, value]]
        : [];
    });
    const { AWS_EC2_METADATA_DISABLED: _, AWS_MAX_ATTEMPTS: __, ...expected } = Object.fromEntries(inPosix);
    expect(afterPowerShell(powershell, hostile.environment)).toEqual(expected);
  });
});

describe("credentials that lie around", () => {
  const environmentOf = (pid: number): string => {
    try {
      return readFileSync(`/proc/${pid}/environ`, "utf8");
    } catch {
      return "";
    }
  };

  test("are not in the server's environment, nor what points elsewhere", () => {
    const environment = environmentOf(home.pid);
    expect(environment).toContain("PATH=");
    expect(environment).not.toMatch(/(^|\0)(AWS_|KUBECONFIG=)/);
    for (const stray of STRAY) expect(environment).not.toContain(stray);
  });

  test("are not in a program's environment, nor in that of any process of a pod", async () => {
    const probe = await ok(home.slipway("logs", "trainingjob/probe"));
    expect(probe).toContain("SM_MODEL_DIR");
    expect(probe).not.toContain('"AWS_');
    for (const stray of STRAY) expect(probe).not.toContain(stray);
    await ok(home.slipway("train", join(FIXTURES, "counting"), "--name", "counting", "--hp", "ticks=30"));
    const environments = await eventually("the program's processes", 60, async () => {
      const found = podProcesses(home);
      const runs = found.some(({ commandLine }) => commandLine.includes("train.py"));
      return runs ? found.map(({ pid }) => environmentOf(pid)) : undefined;
    });
    expect(environments.some((text) => text.includes("SM_MODEL_DIR="))).toBe(true);
    for (const text of environments) for (const stray of STRAY) expect(text).not.toContain(stray);
    await ok(home.slipway("wait", "trainingjob/counting", "--timeout", "1m"));
  });

  test("are never sent anywhere, and nothing of the home keeps them", async () => {
    expect(hostile.calls()).toEqual([]);
    for (const stray of STRAY) {
      // grep ends with 1 when it finds nothing.
      const { code, stdout } = await home.run("grep", ["-rlaF", stray, home.state]);
      expect([code, stdout]).toEqual([1, ""]);
    }
  });
});
