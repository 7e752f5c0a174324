import { JsonShapeDeserializer2, JsonShapeSerializer2 } from "@aws-sdk/core/protocols";
import type { ErrorCode } from "@slipway/model";
import { validationMessage } from "@slipway/model/aws/aws-message.ts";
import { inputOf, outputOf } from "@slipway/model/aws/lookup.ts";
import type { OperationRef } from "@slipway/model/aws/object.ts";
import { staticSchema } from "@slipway/model/aws/static-schema.ts";
import { type Step, type Violation, violations } from "@slipway/model/aws/violations.ts";
import { lowerFirst } from "@slipway/model/lower-first.ts";
import { breachOf } from "#lib/bounds.ts";
import { AwsError } from "../aws-error.ts";
import type { Members } from "../call.ts";
import { codeOfBreach, codeOfType } from "./refusal-code.ts";

/** JSON 1.1 as SageMaker speaks it: times are epoch seconds. */
const SETTINGS = { timestampFormat: { useTrait: true, default: 7 }, jsonName: false } as const;
const deserializer = new JsonShapeDeserializer2(SETTINGS);

type Json = Parameters<typeof deserializer.readObject>[1];

/** A request's body as the operation's input; throws AWS's SerializationException or ValidationException. */
export function decode(operation: OperationRef, body: Uint8Array): Members {
  const input = inputOf(operation.service, operation.name);
  const members = read(operation, parse(body));
  const found = violations(input, members, "member");
  const mistyped = found.find(({ problem }) => problem.is === "type");
  if (mistyped !== undefined) throw serialization(codeOfType(operation), conversion(mistyped));
  const message = validationMessage(input, members);
  if (message !== undefined) throw validation(codeOfBreach(operation, found), message);
  return members;
}

/** An operation's answer as a body; without an output shape the body is empty, as SageMaker's is. */
export function encode(operation: OperationRef, answer: Members | undefined): Uint8Array {
  const output = outputOf(operation.service, operation.name);
  if (output === undefined) return new Uint8Array();
  const serializer = new JsonShapeSerializer2(SETTINGS);
  serializer.write(staticSchema(output), answer ?? {});
  const { buffer, byteOffset, byteLength } = serializer.flush();
  return new Uint8Array(buffer, byteOffset, byteLength);
}

/** Far above the largest request that the API declares, and what one request may cost. */
const LIMITS = { depth: 100, values: 15_000, bytes: 6 * 1024 * 1024 };

function parse(body: Uint8Array): Record<string, Json> {
  const text = Buffer.from(body).toString("utf8");
  const value = parseJson(text.trim() === "" ? "{}" : text);
  const breach = breachOf(value, LIMITS);
  if (breach?.of === "depth") {
    throw serialization("SLIP-API-008", `The body nests more than ${breach.most} levels deep`);
  }
  if (breach !== undefined)
    throw new AwsError("SLIP-API-012", `The body has more than ${breach.most} ${breach.of}.`);
  if (typeof value === "object" && value !== null && !Array.isArray(value)) return value;
  throw serialization("SLIP-API-008", "Unexpected value found where a structure was expected");
}

function parseJson(text: string): Json {
  try {
    return JSON.parse(text) as Json;
  } catch (error) {
    throw serialization("SLIP-API-008", `The body is no JSON: ${(error as Error).message}`);
  }
}

/** Members that the shape does not have are dropped, as AWS drops them. */
function read(operation: OperationRef, value: Record<string, Json>): Members {
  const { __type: _type, ...members } = value;
  try {
    return deserializer.readObject(
      staticSchema(inputOf(operation.service, operation.name)),
      members,
    ) as Members;
  } catch (error) {
    throw serialization(codeOfType(operation), (error as Error).message);
  }
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

const serialization = (code: ErrorCode, message: string): AwsError =>
  new AwsError(code, message, { type: "SerializationException", status: 400 });

const validation = (code: ErrorCode, message: string): AwsError =>
  new AwsError(code, message, { type: "ValidationException", status: 400 });
