import type { EnvironmentChange } from "./environment.ts";

export const SHELLS = ["bash", "zsh", "fish", "powershell"] as const;
export type Shell = (typeof SHELLS)[number];

export function isShell(name: string): name is Shell {
  return (SHELLS as readonly string[]).includes(name);
}

/** The user's login shell says what will read the output; bash where it is none of ours. */
export function shellOf(env: Readonly<Record<string, string | undefined>>): Shell {
  const name = (env["SHELL"] ?? "").split("/").at(-1) ?? "";
  if (name === "pwsh") return "powershell";
  return isShell(name) ? name : "bash";
}

/** Lines that a shell evaluates; unsetting comes first and does not mind what is not set. */
export function script(shell: Shell, change: EnvironmentChange): string {
  const { set, unset } = SYNTAX[shell];
  return [...change.unset.map(unset), ...Object.entries(change.set).map(([name, value]) => set(name, value))]
    .map((line) => `${line}\n`)
    .join("");
}

interface Syntax {
  set(name: string, value: string): string;
  unset(name: string): string;
}

const posix: Syntax = {
  set: (name, value) => `export ${name}='${value.replaceAll("'", "'\\''")}'`,
  unset: (name) => `unset ${name}`,
};

const SYNTAX: Readonly<Record<Shell, Syntax>> = {
  bash: posix,
  zsh: posix,
  fish: {
    set: (name, value) => `set -gx ${name} '${value.replaceAll("\\", "\\\\").replaceAll("'", "\\'")}'`,
    unset: (name) => `set -e ${name}`,
  },
  powershell: {
    set: (name, value) => `$Env:${name} = '${value.replaceAll("'", "''")}'`,
    unset: (name) => `Remove-Item Env:${name} -ErrorAction SilentlyContinue`,
  },
};
