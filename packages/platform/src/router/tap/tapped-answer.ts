import type { Answer } from "../answer.ts";
import type { Tapped } from "./tapped.ts";

/** An answer that comes from more than one request to pods, with who looks on at it. */
export function tappedAnswer(answer: Answer, tapped: Tapped | undefined): Answer {
  if (tapped === undefined) return answer;
  return {
    begin: (head, variant) => {
      tapped.head(head);
      answer.begin(head, variant);
    },
    write: (bytes) => {
      tapped.data(bytes);
      answer.write(bytes);
    },
    flush: () => answer.flush(),
    end: () => {
      answer.end();
      tapped.end();
    },
    breakOff: () => {
      answer.breakOff();
      tapped.lose("unanswered");
    },
    refuse: (error) => {
      answer.refuse(error);
      tapped.lose("unanswered");
    },
  };
}
