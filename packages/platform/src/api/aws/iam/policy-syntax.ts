/** A statement whose members are of the kinds that IAM's grammar of policies asks for. */
export interface Statement {
  readonly Sid?: string;
  readonly Effect: string;
  readonly Principal?: unknown;
  readonly NotPrincipal?: unknown;
  readonly Action?: Texts;
  readonly NotAction?: Texts;
  readonly Resource?: Texts;
  readonly NotResource?: Texts;
  readonly Condition?: Conditions;
}

export type Texts = string | readonly string[];
type Conditions = Readonly<Record<string, Readonly<Record<string, Texts>>>>;
type Bag = Readonly<Record<string, unknown>>;

export const textsOf = (texts: Texts | undefined): readonly string[] =>
  typeof texts === "string" ? [texts] : (texts ?? []);

export const isBag = (value: unknown): value is Bag =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** One statement or a list of some; undefined for anything else. */
export function statementsOf(value: unknown): readonly unknown[] | undefined {
  if (isBag(value)) return [value];
  return Array.isArray(value) && value.length > 0 ? value : undefined;
}

const MEMBERS = [
  "Sid",
  "Effect",
  "Principal",
  "NotPrincipal",
  "Action",
  "NotAction",
  "Resource",
  "NotResource",
  "Condition",
];
const EXCLUSIVE = [
  ["Action", "NotAction"],
  ["Resource", "NotResource"],
  ["Principal", "NotPrincipal"],
] as const;

export function isStatement(value: unknown): value is Statement {
  if (!isBag(value) || !Object.keys(value).every((name) => MEMBERS.includes(name))) return false;
  const has = (name: string): boolean => Object.hasOwn(value, name);
  const { Sid = "", Effect, Condition = {} } = value;
  const texts = ["Action", "NotAction", "Resource", "NotResource"].filter(has);
  return (
    typeof Sid === "string" &&
    ["allow", "deny"].includes(String(Effect).toLowerCase()) &&
    !EXCLUSIVE.some((names) => names.every(has)) &&
    texts.every((name) => isTexts(value[name])) &&
    isBag(Condition) &&
    Object.entries(Condition).every(isCondition)
  );
}

const isTexts = (value: unknown): boolean =>
  typeof value === "string" || (Array.isArray(value) && value.every((item) => typeof item === "string"));

const OPERATOR =
  /^(?:For(?:All|Any)Values?:)?(?:(?:(?:String(?:Not)?(?:Equals(?:IgnoreCase)?|Like)|(?:Numeric|Date)(?:(?:Not)?Equals|(?:Less|Greater)Than(?:Equals)?)|Bool|BinaryEquals|(?:Not)?IpAddress|Arn(?:Not)?(?:Equals|Like))(?:IfExists)?)|Null)$/;

/** An operator that asks for nothing may be any. */
function isCondition([operator, keys]: [string, unknown]): boolean {
  if (!isBag(keys)) return false;
  const values = Object.values(keys).flatMap((value) => (Array.isArray(value) ? value : [value]));
  return (
    (Object.keys(keys).length === 0 || OPERATOR.test(operator)) &&
    values.every((value) => ["string", "number", "boolean"].includes(typeof value))
  );
}

const DAY = /^-?\d{2,4}(?:-(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|[12]\d|3[01]))?)?/;
const TIME = /(?:T(?:\d{1,2}:\d\d(?::\d\d(?:\.\d{1,9})?)?(?:Z|[+-]\d\d(?::?\d\d)?)?)?)?$/;
const DATE = new RegExp(DAY.source + TIME.source, "i");
const LONG = 2n ** 63n;

/** Whether a condition on dates names what is neither one nor seconds since 1970. */
export function hasWrongDates({ Condition = {} }: Statement): boolean {
  return Object.entries(Condition)
    .filter(([operator]) => /^(?:For\w+:)?Date/.test(operator))
    .flatMap(([, keys]) => Object.values(keys).flatMap((value) => textsOf(value)))
    .some((value) => !isDate(String(value)));
}

function isDate(text: string): boolean {
  if (!/^[+-]?\d{1,30}$/.test(text)) return DATE.test(text);
  const seconds = BigInt(text);
  return seconds < LONG && seconds >= -LONG;
}
