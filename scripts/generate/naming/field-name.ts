import { INITIALISMS, type Initialism } from "./initialisms.ts";

const GO_KEYWORDS = new Set(
  (
    "break case chan const continue default defer else fallthrough for func go goto if import interface map " +
    "package range return select struct switch type var"
  ).split(" "),
);

/**
 * The field name that ACK gives an AWS member: `RoleArn` → `roleARN`, `S3Uri` → `s3URI`, `Type` → `type_`.
 * Initialisms are spelt out, the name is put in lower camel case, and initialisms once more, as ACK does it.
 */
export function fieldName(member: string): string {
  const name = spellInitialisms(lowerCamel(spellInitialisms(member)));
  return GO_KEYWORDS.has(name) ? `${name}_` : name;
}

function spellInitialisms(name: string): string {
  return INITIALISMS.reduce((spelt, rule) => (rule.pattern ? byPattern : byWord)(spelt, rule), name);
}

function byWord(name: string, { camel, upper, lower }: Initialism): string {
  const opened = name.startsWith(upper) ? name.replace(upper, lower) : name;
  const rest = opened.startsWith(camel) ? opened.replace(camel, lower) : opened;
  return rest.replaceAll(camel, upper);
}

/** At the start of the name the initialism is lowered, everywhere after it is raised. */
function byPattern(name: string, { pattern, upper, lower }: Initialism): string {
  const all = new RegExp(pattern as RegExp, "g");
  const matches = [...name.matchAll(all)];
  const [first, second] = matches;
  if (first === undefined) return name;
  if (first.index > 0) return name.replace(all, upper);
  const opened = name.replace(all, (match, ...at) => (offsetOf(at) === 0 ? lower : match));
  return second === undefined ? opened : raiseFrom(opened, { all, upper, from: second.index });
}

function raiseFrom(name: string, raise: { all: RegExp; upper: string; from: number }): string {
  return name.replace(raise.all, (match, ...at) => (offsetOf(at) >= raise.from ? raise.upper : match));
}

/** The patterns have no groups, so the offset is what follows the match. */
const offsetOf = (at: readonly unknown[]): number => Number(at[0]);

/** Lower camel case that keeps inner capitals; what follows a digit or a separator is raised. */
function lowerCamel(name: string): string {
  const joined = name
    .replace(/[_\-. ]+([a-z])/g, (_, letter: string) => letter.toUpperCase())
    .replace(/[_\-. ]+/g, "")
    .replace(/([0-9])([a-z])/g, (_, digit: string, letter: string) => digit + letter.toUpperCase());
  return joined.charAt(0).toLowerCase() + joined.slice(1);
}
