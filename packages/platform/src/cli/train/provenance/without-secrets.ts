import { shellWord } from "../../output/shell-word.ts";

const HIDDEN = "***";
const LONGEST = 4096;
const NAMES_A_SECRET =
  /(?:^|[-_.])(?:\w*(?:key|token|secret|passw(?:or)?d|passphrase|credential|auth|signature)s?|sig|pwd|pw|pat)(?:$|[-_.=])/i;
/** What stands before an equals sign: in `--hp=NAME=`, and in a URL behind its question mark, as anywhere else. */
const NAME = /[^=?&;,\s"']+(?==)/g;
/** Forms that keys of well-known services have, and web tokens. */
const SECRET =
  /\b(?:(?:AKIA|ASIA)[A-Z0-9]{16}|gh[pousr]_\w{20,}|github_pat_\w{20,}|glpat-[\w-]{16,}|hf_[A-Za-z0-9]{16,}|sk-[\w-]{16,}|xox[a-z]-[\w-]{10,}|AIza[\w-]{30,}|eyJ[\w-]{10,}\.[\w-]{10,}\.[\w-]*)/;
const USER_INFO = /(?<=\b[a-z][a-z0-9+.-]*:\/\/)[^/@\s]+@/gi;
/** Of nothing but letters of both sizes and digits, and so long that nobody types it. */
const RANDOM = /^(?=.*[a-z])(?=.*[A-Z])(?=.*\d)[A-Za-z0-9+/_=-]{32,}$/;

/**
 * A command line for everybody to see: values of `--env`, what follows an option that names a secret, and what looks like one are
 * hidden, users and passwords in URLs left out. At most 4,096 characters.
 */
export function withoutSecrets(argv: readonly string[]): string {
  const words = argv.map((word, index) => shown(word, argv[index - 1] ?? ""));
  const line = ["slipway", ...words]
    .map((word) => (word.includes(HIDDEN) ? word : shellWord(word)))
    .join(" ");
  return line.length <= LONGEST ? line : `${line.slice(0, LONGEST - 1)}…`;
}

function shown(word: string, before: string): string {
  if (before === "--env") return `${word.split("=")[0]}=${HIDDEN}`;
  if (word.startsWith("--env=")) return `--env=${word.slice("--env=".length).split("=")[0]}=${HIDDEN}`;
  if (before.startsWith("-") && !before.includes("=") && NAMES_A_SECRET.test(before) && !word.startsWith("-"))
    return HIDDEN;
  for (const { index, 0: name } of word.matchAll(NAME))
    if (NAMES_A_SECRET.test(name)) return `${word.slice(0, index)}${name}=${HIDDEN}`;
  const value = word.slice(word.indexOf("=") + 1);
  if (SECRET.test(word) || RANDOM.test(word) || RANDOM.test(value)) return HIDDEN;
  return word.replaceAll(USER_INFO, "");
}
