import type { Answers } from "./answers.ts";
import { answerKey, answerRows, MOST_ANSWERS } from "./forms/answers/answer-row.ts";
import type { Engine } from "./operations.ts";

/** Who answered which invocation, over an engine that carries the operations out. */
export function answersOver(engine: Engine): Answers {
  return {
    note: async (answers) => {
      const rows = answerRows(answers);
      for (let from = 0; from < rows.length; from += MOST_ANSWERS)
        await engine.call("noteAnswers", rows.slice(from, from + MOST_ANSWERS));
    },
    find: async (asked, at) => {
      const keys = asked.slice(0, MOST_ANSWERS).map(answerKey);
      return keys.length === 0 ? [] : engine.call("findAnswers", keys, at.getTime());
    },
  };
}
