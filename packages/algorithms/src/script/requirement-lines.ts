/** What one line of a requirements file asks for, as far as it matters for who else may have the result. */
export type RequirementLine =
  | { readonly is: "nothing" | "remote" }
  | { readonly is: "include"; readonly path: string }
  /** It takes something from this machine, or is in no form that is known to take nothing from it. */
  | { readonly is: "local" };

const REMOTE = /^(https?|git\+https?|git\+ssh):\/\//;
const INCLUDE = /^(?:-r|-c|--requirement|--constraint)[\s=]*(\S+)$/;
const REMOTE_OPTION = /^(?:-i|-f|--index-url|--extra-index-url|--find-links)[\s=]*(\S+)$/;
const PLAIN_OPTION =
  /^--(?:no-index|pre|prefer-binary|require-hashes|(?:no-binary|only-binary|trusted-host|use-feature)[\s=]+[^\s/]+)$/;
/** A name with extras, versions or a URL, a marker and options (PEP 508). */
const NAMED = /^[A-Za-z0-9][A-Za-z0-9._-]* ?(?:\[[^\]/]*\])? ?(?:@ ?(?<url>\S+) ?|[^/;@]*)(?:;[^/]*)?$/;
/** No requirement that people write is longer. */
const LONGEST = 20_000;
/** A file of that name would be taken instead of a package. */
const ARCHIVE = /\.(whl|zip|tar|tgz|tbz|txz|tlz|tar\.[a-z0-9]+)$/i;

/** Comments gone, continued lines joined. */
export function requirementLines(text: string): readonly RequirementLine[] {
  return text
    .replaceAll("\r\n", "\n")
    .split(/(?<!\\)\n/)
    .map((line) =>
      lineOf(
        line
          .replaceAll(/(^|\s)#.*$/gm, "")
          .replaceAll("\\\n", "")
          .replaceAll(/\s+/g, " ")
          .trim(),
      ),
    );
}

function lineOf(line: string): RequirementLine {
  if (line === "") return { is: "nothing" };
  if (line.length > LONGEST) return { is: "local" };
  const included = INCLUDE.exec(line)?.[1];
  if (included !== undefined)
    return REMOTE.test(included) ? { is: "remote" } : { is: "include", path: included };
  const option = REMOTE_OPTION.exec(line)?.[1];
  if (option !== undefined) return { is: REMOTE.test(option) ? "remote" : "local" };
  if (PLAIN_OPTION.test(line)) return { is: "remote" };
  const [word = ""] = line.split(/[\s;]/);
  if (REMOTE.test(word)) return { is: "remote" };
  const named = NAMED.exec(line);
  if (named === null || ARCHIVE.test(word)) return { is: "local" };
  const url = named.groups?.["url"];
  return { is: url === undefined || REMOTE.test(url) ? "remote" : "local" };
}
