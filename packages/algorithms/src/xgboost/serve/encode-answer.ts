import { pythonNumber } from "../../python-number.ts";

export type AnswerType = "text/csv" | "application/json" | "application/jsonlines";

const TYPES: readonly AnswerType[] = ["text/csv", "application/json", "application/jsonlines"];

/** Predictions, `width` numbers a row. */
export interface Answer {
  readonly values: Float32Array;
  readonly width: number;
}

/** The first type of an Accept header that can be answered; nothing when there is none. */
export function acceptedType(accept: string | undefined): AnswerType | undefined {
  const wanted = (accept ?? "").split(",").map((part) => part.split(";")[0]?.trim().toLowerCase() ?? "");
  for (const name of wanted) {
    if (name === "" || name === "*/*" || name === "text/*") return "text/csv";
    const type = TYPES.find((candidate) => candidate === name);
    if (type) return type;
  }
  return undefined;
}

/**
 * The body that SageMaker's XGBoost answers with. CSV has a comma between rows, or a line break after each in batch
 * transforms; a row of several numbers is a list in brackets.
 */
export function encodeAnswer(answer: Answer, type: AnswerType, batch: boolean): string {
  const scores = scoreTexts(answer);
  if (type === "application/json") return `{"predictions": [${scores.map(asObject).join(", ")}]}`;
  if (type === "application/jsonlines") return scores.map((score) => `${asObject(score)}\n`).join("");
  return batch ? scores.map((score) => `${score}\n`).join("") : scores.join(",");
}

const asObject = (score: string): string => `{"score": ${score}}`;

function scoreTexts({ values, width }: Answer): readonly string[] {
  const rows = values.length / width;
  return Array.from({ length: rows }, (_, row) => {
    const numbers = Array.from(values.subarray(row * width, (row + 1) * width), pythonNumber);
    return width === 1 ? (numbers[0] as string) : `[${numbers.join(", ")}]`;
  });
}
