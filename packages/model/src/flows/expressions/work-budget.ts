import type { ASTNode } from "@marcbachmann/cel-js";
import { ExpressionError } from "./expression-error.ts";

/** What one evaluation may do, as elements, members and characters that it looks at or makes: a second's work at most. */
const MOST_WORK = 10_000_000;
/** Texts are compared so many characters at a time. */
const CHARACTERS_AT_ONCE = 16;
/** Listing an object's members takes so much more than looking at a list's elements. */
const MEMBER = 10;
/** CEL's durations have few digits, and reading them takes more than a time by their length. */
const LONGEST_DURATION = 100;

/** Of V8 alone. */
const TRACES = Error as typeof Error & { stackTraceLimit?: number | undefined };

const TOO_MUCH = new ExpressionError(
  `takes more work than one expression may: lists and texts of ${MOST_WORK} elements and characters, all in all`,
  0,
);

/** The parts of the library's nodes that are no part of its interface: a version without them fails the tests of this file. */
interface CheckedNode {
  readonly op: string;
  readonly args: unknown;
  readonly meta: { readonly alternate?: CheckedNode; readonly macro?: object };
  handle?: Handle;
}

/** What computes a node's value of those of its operands, which come first. */
type Handle = (...operands: unknown[]) => unknown;

interface Evaluator {
  debugTypeDeep(value: unknown): unknown;
}

/** Work that the evaluation in hand may still do; one of them goes on at a time, since none waits for anything. */
export class WorkBudget {
  #left = 0;
  readonly #evaluators = new WeakSet<Evaluator>();

  /** Makes a checked expression tell of its work before it does it. */
  meter(root: ASTNode): void {
    for (const node of nodesOf(root as unknown as CheckedNode)) {
      const { handle } = node;
      const costOf = COSTS[node.op];
      if (handle === undefined || costOf === undefined) continue;
      node.handle = (...operands) => {
        this.#spend(() => costOf(node, operands));
        if (node.op === "comprehension") this.#meterTypes(operands[2] as Evaluator);
        return handle(...operands);
      };
    }
  }

  /** Throws ExpressionError where there is too much to do, whatever the expression makes of errors. */
  within<T>(evaluate: () => T): T {
    const { stackTraceLimit } = TRACES;
    // A walk may throw for each of its elements, and traces take most of the time of that.
    TRACES.stackTraceLimit = 0;
    this.#left = MOST_WORK;
    try {
      return evaluate();
    } finally {
      TRACES.stackTraceLimit = stackTraceLimit;
      this.#spend(() => 0);
    }
  }

  /** Walks go on where a part of them has thrown: what is left of one costs nothing more. */
  #spend(workOf: () => number): void {
    if (this.#left >= 0) this.#left -= workOf();
    if (this.#left < 0) throw TOO_MUCH;
  }

  /** The type of an object is told by its first member, for which all of them are listed. */
  #meterTypes(evaluator: Evaluator): void {
    if (this.#evaluators.has(evaluator)) return;
    this.#evaluators.add(evaluator);
    const typeOf = evaluator.debugTypeDeep;
    evaluator.debugTypeDeep = (value) => {
      this.#spend(() => lengthOf(value));
      return typeOf.call(evaluator, value);
    };
  }
}

type Cost = (node: CheckedNode, operands: readonly unknown[]) => number;

const sum: Cost = (_, [left, right]) => 1 + lengthOf(left) + lengthOf(right);
const comparison: Cost = (_, [left, right]) => 1 + comparedWith(left, right);

const COSTS: Readonly<Record<string, Cost>> = {
  "+": sum,
  in: (_, [value, all]) => 1 + lookedFor(value, all),
  ...Object.fromEntries(["==", "!=", "<", "<=", ">", ">="].map((sign) => [sign, comparison])),
  call: ({ args }, [operands]) => called((args as [string])[0], operands as readonly unknown[]),
  rcall: ({ args }, [operands]) => called((args as [string])[0], operands as readonly unknown[]),
  comprehension: ({ args }, [items]) =>
    lengthOf(items) * [...nodesOf((args as { readonly step: CheckedNode }).step)].length,
};

function called(name: string, operands: readonly unknown[]): number {
  const [first, second] = operands;
  if (name === "duration" && lengthOf(first) > LONGEST_DURATION)
    throw new ExpressionError(
      `reads a duration of ${lengthOf(first)} characters, and may have ${LONGEST_DURATION}`,
      0,
    );
  if (name === "size" && Array.isArray(first)) return 1;
  if (name === "substring" || name === "startsWith" || name === "endsWith") return 1 + lengthOf(second);
  if (name === "join" && Array.isArray(first))
    return first.reduce((all: number, text) => all + lengthOf(text) + lengthOf(second ?? ""), 1);
  // A text that is looked for may be compared at each place.
  if (typeof first === "string" && typeof second === "string")
    return 1 + first.length * (1 + second.length / CHARACTERS_AT_ONCE);
  return operands.reduce((all: number, operand) => all + lengthOf(operand), 1);
}

/** Of texts, lists, and of objects as what listing their members takes; 1 of all else. */
function lengthOf(value: unknown): number {
  if (typeof value === "string") return value.length;
  if (Array.isArray(value) || value instanceof Uint8Array) return value.length;
  return isPlainObject(value) ? Object.keys(value).length * MEMBER : 1;
}

function comparedWith(left: unknown, right: unknown): number {
  if (typeof left === "string" && typeof right === "string")
    return Math.min(left.length, right.length) / CHARACTERS_AT_ONCE;
  return isComposed(left) && isComposed(right) ? weightOf(left) + weightOf(right) : 1;
}

function lookedFor(value: unknown, all: unknown): number {
  if (!Array.isArray(all)) return lengthOf(all);
  const each = weightOf(value);
  return all.length * each + (isComposed(value) ? weightOf(all) : 0);
}

/** All that is compared of a value at most; what is past counting is not counted to its end. */
function weightOf(value: unknown): number {
  let weight = 0;
  const open = [value];
  while (open.length > 0 && weight <= MOST_WORK) {
    const one = open.pop();
    weight += 1 + (typeof one === "string" ? one.length / CHARACTERS_AT_ONCE : lengthOf(one));
    if (Array.isArray(one)) for (const inner of one) open.push(inner);
    else if (isPlainObject(one)) for (const inner of Object.values(one)) open.push(inner);
  }
  return weight;
}

const isComposed = (value: unknown): boolean => Array.isArray(value) || isPlainObject(value);

const isPlainObject = (value: unknown): value is object =>
  typeof value === "object" && value !== null && Object.getPrototypeOf(value) === Object.prototype;

/** All nodes of an expression, those that stand for its walks over lists among them, once each. */
function* nodesOf(root: unknown, seen = new Set<unknown>()): Iterable<CheckedNode> {
  if (typeof root !== "object" || root === null || seen.has(root)) return;
  seen.add(root);
  if (isNode(root)) {
    yield root;
    for (const inside of [root.args, root.meta.alternate, root.meta.macro]) yield* nodesOf(inside, seen);
  } else if (isComposed(root)) for (const inside of Object.values(root)) yield* nodesOf(inside, seen);
}

const isNode = (value: object): value is CheckedNode => "op" in value && "args" in value && "meta" in value;
