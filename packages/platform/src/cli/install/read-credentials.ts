import { readFile } from "node:fs/promises";
import { SlipwayError } from "@slipway/model";
import type { KeyPair } from "#installation/key-pair.ts";

const SETTING = /^\s*(?:export\s+)?([a-z_]+)\s*=\s*(['"]?)(.*?)\2\s*$/i;
const SECTION = /^\s*\[\s*([^\]]+?)\s*\]\s*$/;

/**
 * A key pair from a file as AWS's clients keep it (`[default]`, `aws_access_key_id = ...`), or of the variables of the same names.
 * Throws SLIP-CLI-018 for one that lacks a part, or holds a key that ends.
 */
export async function readCredentials(path: string, named: string): Promise<KeyPair> {
  const text = await readFile(path, "utf8").catch((error: NodeJS.ErrnoException) => {
    throw new SlipwayError("SLIP-CLI-018", `${named}: ${path} cannot be read (${error.code ?? "unknown"})`);
  });
  const settings = new Map<string, string>();
  let section = "default";
  for (const line of text.split(/\r?\n/)) {
    section = SECTION.exec(line)?.[1] ?? section;
    const [, name, , value] = SETTING.exec(line) ?? [];
    if (section === "default" && name !== undefined) settings.set(name.toUpperCase(), value ?? "");
  }
  return keyPair((name) => settings.get(name), `${path} (${named})`);
}

/** A key pair of variables, taken whole or not at all. */
export function keyPair(variable: (name: string) => string | undefined, where: string): KeyPair {
  const of = (name: string): string => {
    const value = variable(name) ?? "";
    if (value !== "") return value;
    throw new SlipwayError("SLIP-CLI-018", `${name} is missing in ${where}`);
  };
  const pair = { accessKeyId: of("AWS_ACCESS_KEY_ID"), secretAccessKey: of("AWS_SECRET_ACCESS_KEY") };
  if ((variable("AWS_SESSION_TOKEN") ?? "") === "") return pair;
  throw new SlipwayError(
    "SLIP-CLI-018",
    `the key in ${where} is a temporary one (AWS_SESSION_TOKEN): it would end while jobs run; give one that stays`,
  );
}
