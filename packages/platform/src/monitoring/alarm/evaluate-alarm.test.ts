import { expect, test } from "vitest";
import { evaluateAlarm, type TreatMissing } from "./evaluate-alarm.ts";

const TREATMENTS: readonly TreatMissing[] = ["missing", "ignore", "breaching", "notBreaching"];

const pointsIn = (text: string) =>
  text.split(" ").map((letter) => (letter === "-" ? undefined : letter === "X"));

/** The tables of AWS's page on missing data: what is X breaches, what is - is missing; RETAIN is the state it was in. */
const TABLES: readonly (readonly [of: number, points: string, states: readonly string[]])[] = [
  [3, "0 - X - X", ["OK", "OK", "OK", "OK"]],
  [3, "- - - - 0", ["OK", "OK", "OK", "OK"]],
  [3, "- - - - -", ["INSUFFICIENT_DATA", "RETAIN", "ALARM", "OK"]],
  [3, "0 X X - X", ["ALARM", "ALARM", "ALARM", "ALARM"]],
  [3, "- - X - -", ["ALARM", "RETAIN", "ALARM", "OK"]],
  [2, "0 - X - X", ["ALARM", "ALARM", "ALARM", "ALARM"]],
  [2, "0 0 X 0 X", ["ALARM", "ALARM", "ALARM", "ALARM"]],
  [2, "0 - X - -", ["OK", "OK", "ALARM", "OK"]],
  [2, "- - - - 0", ["OK", "OK", "ALARM", "OK"]],
  [2, "- - - X -", ["ALARM", "RETAIN", "ALARM", "OK"]],
];

test.each(TABLES)("%i of 3 data points of %s", (datapointsToAlarm, text, expected) => {
  for (const current of ["OK", "ALARM"] as const) {
    const states = TREATMENTS.map((treatMissing) =>
      evaluateAlarm({
        points: pointsIn(text),
        evaluationPeriods: 3,
        datapointsToAlarm,
        treatMissing,
        current,
      }),
    );
    expect(states).toEqual(expected.map((state) => (state === "RETAIN" ? current : state)));
  }
});

test.each([
  ["X", 1, "ALARM"],
  ["- - X", 1, "ALARM"],
  ["X 0 0", 1, "OK"],
  ["X - 0", 1, "OK"],
])("One point of one period: %s", (text, evaluationPeriods, state) => {
  const points = pointsIn(text);
  expect(
    evaluateAlarm({
      points,
      evaluationPeriods,
      datapointsToAlarm: 1,
      treatMissing: "missing",
      current: "OK",
    }),
  ).toBe(state);
});
