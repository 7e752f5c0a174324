import { defined, type ErrorCode } from "@slipway/model";
import { messageOf } from "@slipway/model/aws/aws-message.ts";
import { inputOf } from "@slipway/model/aws/lookup.ts";
import type { OperationRef } from "@slipway/model/aws/object.ts";
import { type Step, type Violation, violations } from "@slipway/model/aws/violations.ts";
import { lowerFirst } from "@slipway/model/lower-first.ts";
import { AwsError } from "../aws-error.ts";
import type { Members } from "../call.ts";
import { unreadable } from "../wires/unreadable.ts";
import type { Received, Wire } from "../wires/wire.ts";
import { codeOfBreach, codeOfType } from "./refusal-code.ts";

/** What is asked about a request beyond its service's own model. */
export interface Known {
  /** Whether this home knows a value that an open enumeration of AWS's does not have: a NodePool may name machines. */
  isKnown(value: string): Promise<boolean>;
}

/** `decode`, with whatever open enumerations do not have asked for; nobody is asked about what the model itself has. */
export async function decodeKnown(
  wire: Wire,
  operation: OperationRef,
  { known, ...received }: Received & { readonly known?: Known | undefined },
): Promise<Members> {
  const asked = new Set<string>();
  const note = (value: string): boolean => asked.add(value).size > 0;
  const first = settled(() => decode(wire, operation, { ...received, isKnown: note }));
  if (asked.size === 0 || known === undefined) return first();
  const answers = await Promise.all(
    [...asked].slice(0, MOST_ASKED).map(async (value) => [value, await known.isKnown(value)] as const),
  );
  const isKnown = new Map(answers);
  return decode(wire, operation, { ...received, isKnown: (value) => isKnown.get(value) ?? false });
}

/** More machines than a request can be about. */
const MOST_ASKED = 20;

/** What was returned or thrown, for later. */
function settled<T>(run: () => T): () => T {
  try {
    const value = run();
    return () => value;
  } catch (error) {
    return () => {
      throw error;
    };
  }
}

/** A request as the operation's input, whatever protocol it came in; throws what AWS calls its like, in AWS's words. */
export function decode(
  wire: Wire,
  operation: OperationRef,
  { isKnown, ...received }: Received & { readonly isKnown?: (value: string) => boolean },
): Members {
  const input = inputOf(operation.service, operation.name);
  const members = wire.read(operation, received);
  const found = violations(input, members, { naming: "member", ...defined({ isKnown }) });
  const mistyped = found.find(({ problem }) => problem.is === "type");
  if (mistyped !== undefined) throw unreadable(conversion(mistyped), codeOfType(operation));
  const message = messageOf(found);
  if (message !== undefined) throw invalid(operation, codeOfBreach(operation, found), message);
  return members;
}

/** AWS's sentence, and where: AWS itself leaves that out. */
function conversion({ value, at, problem }: Violation): string {
  const where = `(at '${at.map(stepText).join(".")}')`;
  if (Array.isArray(value)) return `Start of list found where not expected ${where}`;
  if (typeof value === "object") return `Start of structure or map found where not expected ${where}`;
  const expected = problem.is === "type" ? (JAVA[problem.expected] ?? problem.expected) : "";
  return `${token(value)} can not be converted to ${expected} ${where}`;
}

function token(value: unknown): string {
  if (typeof value === "boolean") return value ? "TRUE_VALUE" : "FALSE_VALUE";
  if (typeof value === "number") return Number.isInteger(value) ? "NUMBER_VALUE" : "DECIMAL_VALUE";
  return "STRING_VALUE";
}

/** SageMaker's own server speaks of Java's types. */
const JAVA: Readonly<Record<string, string>> = {
  "a string": "a String",
  "a whole number": "an Integer",
  "a number": "a Float",
  "true or false": "a Boolean",
  "a list": "a List",
  "an object": "a Structure",
};

function stepText(step: Step): string {
  if ("index" in step) return `${step.index + 1}.member`;
  return "key" in step ? `${step.key}.member` : lowerFirst(step.name);
}

/** Most services call it ValidationException. */
const invalid = ({ service, name }: OperationRef, code: ErrorCode, message: string): AwsError => {
  const type = service.invalidInputs?.[name] ?? service.invalidInput ?? "ValidationException";
  return new AwsError(code, message, { type, status: 400 });
};
