import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { pythonEnv } from "../../../scripts/python-env.ts";
import { awsCli, kubectl } from "../../../scripts/tools.ts";
import { SLIPWAY } from "./home.ts";

/** A folder with what people have on their PATH: slipway, kubectl, aws, and a Python with boto3. */
export interface Programs {
  /** PATH with these programs first. */
  readonly path: string;
  remove(): void;
}

export async function programs(): Promise<Programs> {
  const folder = mkdtempSync(join(tmpdir(), "slipway-programs-"));
  const aws = await awsCli();
  if ("missing" in aws) throw new Error(aws.missing);
  const { python } = await pythonEnv();
  const targets = {
    slipway: `'${process.execPath}' '${SLIPWAY}'`,
    kubectl: `'${await kubectl()}'`,
    aws: `'${aws.path}'`,
    python3: `'${python}'`,
  };
  for (const [name, target] of Object.entries(targets)) {
    const path = join(folder, name);
    writeFileSync(path, `#!/bin/sh\nexec ${target} "$@"\n`);
    chmodSync(path, 0o755);
  }
  const path = [folder, dirname(process.execPath), process.env["PATH"]].join(delimiter);
  return { path, remove: () => rmSync(folder, { recursive: true, force: true }) };
}
