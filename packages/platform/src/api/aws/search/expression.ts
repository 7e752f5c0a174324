import type { ShapeRef } from "@slipway/model/aws/lookup.ts";
import { AwsError } from "../aws-error.ts";
import type { Members } from "../call.ts";
import { OPERATORS, WITHOUT_VALUE } from "./operators.ts";
import { valuesOf } from "./property.ts";

/** A condition of Search on one property. */
interface Filter {
  readonly Name?: string;
  readonly Operator?: string;
  readonly Value?: string;
}

/** What a Search asks for: as AWS's API has it. */
export interface Expression {
  readonly Filters?: readonly Filter[];
  readonly NestedFilters?: readonly {
    readonly NestedPropertyName?: string;
    readonly Filters?: readonly Filter[];
  }[];
  readonly SubExpressions?: readonly Expression[];
  readonly Operator?: string;
}

export type Matches = (record: Members) => boolean;

/** Deeper expressions than AWS's own console can make are refused: each level multiplies the work. */
const DEEPEST = 10;
/** Of all levels together: each is asked of each record. */
const MOST_FILTERS = 400;

/**
 * Throws ValidationException for a name that records of the shape do not have, an operator without its value, and an expression of more
 * levels or filters than are asked of records here.
 */
export function matching(shape: ShapeRef, expression: Expression): Matches {
  if (filtersIn(expression, 0) > MOST_FILTERS)
    throw invalid(`SearchExpression has more than ${MOST_FILTERS} filters.`);
  return matchesOf(shape, expression);
}

function filtersIn(
  { Filters = [], NestedFilters = [], SubExpressions = [] }: Expression,
  depth: number,
): number {
  if (depth > DEEPEST) throw invalid(`SearchExpression nests more than ${DEEPEST} levels deep.`);
  const nested = NestedFilters.reduce((sum, { Filters: filters = [] }) => sum + 1 + filters.length, 0);
  return SubExpressions.reduce(
    (sum, inner) => sum + 1 + filtersIn(inner, depth + 1),
    Filters.length + nested,
  );
}

function matchesOf(shape: ShapeRef, expression: Expression): Matches {
  const parts: readonly Matches[] = [
    ...(expression.Filters ?? []).map((filter) => filterOf(shape, filter)),
    ...(expression.NestedFilters ?? []).map((nested) => nestedOf(shape, nested)),
    ...(expression.SubExpressions ?? []).map((inner) => matchesOf(shape, inner)),
  ];
  if (parts.length === 0) return () => true;
  return expression.Operator === "Or"
    ? (record) => parts.some((part) => part(record))
    : (record) => parts.every((part) => part(record));
}

function filterOf(shape: ShapeRef, filter: Filter): Matches {
  const { Name: name = "" } = filter;
  need(shape, name);
  const holds = conditionOf(filter);
  return (record) => holds(valuesOf(shape, record, name) ?? []);
}

function conditionOf({
  Name: name = "",
  Operator,
  Value: value,
}: Filter): (values: readonly unknown[]) => boolean {
  const operator = Operator ?? (value === undefined ? "Exists" : "Equals");
  const compare = OPERATORS[operator];
  if (compare === undefined) throw invalid(`Unknown operator: ${operator}`);
  if (value === undefined && !WITHOUT_VALUE.includes(operator))
    throw invalid(`The filter of ${name} has operator ${operator} and no Value.`);
  return (values) => compare(values, value ?? "");
}

/** All the filters have to hold of one item of the list; AWS writes their names from the list's own on. */
function nestedOf(
  shape: ShapeRef,
  { NestedPropertyName: list = "", Filters: filters = [] }: NonNullable<Expression["NestedFilters"]>[number],
): Matches {
  need(shape, list);
  const conditions = filters.map((filter) => {
    const { Name: name = "" } = filter;
    const full = name.startsWith(`${list}.`) ? name : `${list}.${name}`;
    need(shape, full);
    return { full, holds: conditionOf(filter) };
  });
  return (record) =>
    (valuesOf(shape, record, list) ?? []).some((_, index) => {
      const alone = withOneItem(record, list.split("."), index);
      return conditions.every(({ full, holds }) => holds(valuesOf(shape, alone, full) ?? []));
    });
}

/** The record with one item of the list in place of the list. */
function withOneItem(record: Members, [step = "", ...rest]: readonly string[], index: number): Members {
  const value = record[step];
  if (rest.length > 0) return { ...record, [step]: withOneItem((value ?? {}) as Members, rest, index) };
  return { ...record, [step]: Array.isArray(value) ? [value[index]] : value };
}

function need(shape: ShapeRef, name: string): void {
  if (valuesOf(shape, {}, name) === undefined) throw invalid(`Unknown property name: ${name}`);
}

export const invalid = (message: string): AwsError => new AwsError("SLIP-AWS-003", message);
