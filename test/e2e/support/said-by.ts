import { type Home, ok } from "./home.ts";
import type { Programs } from "./shell.ts";

/** A program in Python that is asked what it finds of a home, as a person would run it in a folder of his own. */
export interface Asked {
  readonly python: string;
  readonly program: string;
  readonly args?: readonly string[];
  /** Where it works, and what it takes for the person's own. */
  readonly folder: string;
  /** Variables of the shell beside those. */
  readonly env?: Readonly<Record<string, string>>;
}

/** All that it printed, and the object of its line that begins with SAID; null where there is none. */
export async function saidBy(home: Home, tools: Programs, asked: Asked) {
  const { python, program, args = [], folder, env = {} } = asked;
  const ours = home.catchesAws ? {} : { SDK_BUCKET: "sdk" };
  const flags = home.catchesAws ? " --catch-aws" : "";
  const script = `eval "$(slipway env${flags})"; cd '${folder}'; HOME='${folder}' "$@" 2>&1`;
  const variables = Object.entries({ ...ours, ...env, PATH: tools.path }).map(
    ([name, value]) => `${name}=${value}`,
  );
  const bash = ["bash", "--norc", "-euo", "pipefail", "-c", script, "bash", python, program, ...args];
  const log = await ok(home.run("env", [...variables, ...bash]));
  return { log, said: JSON.parse(/^SAID (.*)$/m.exec(log)?.[1] ?? "null") };
}
