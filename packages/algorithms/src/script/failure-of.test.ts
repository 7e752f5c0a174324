import { expect, test } from "vitest";
import { failureOf } from "./failure-of.ts";

const of = { name: "train.py", code: "/opt/ml/code" };
const ended = (lastWords: string) => ({ exitCode: 1, signal: null, lastWords });

test.each([
  [
    "Python's",
    `Traceback (most recent call last):
  File "/opt/ml/code/lib/read.py", line 14, in <module>
    open("/opt/ml/code/spring.csv")
FileNotFoundError: [Errno 2] No such file or directory: '/opt/ml/code/spring.csv'`,
    `lib/read.py:14: FileNotFoundError: [Errno 2] No such file or directory: '/opt/ml/code/spring.csv' (train.py ended with exit code 1)
Traceback (most recent call last):
  File "lib/read.py", line 14, in <module>
    open("/opt/ml/code/spring.csv")
FileNotFoundError: [Errno 2] No such file or directory: '/opt/ml/code/spring.csv'`,
  ],
  [
    "a group's",
    `  + Exception Group Traceback (most recent call last):
  |   File "/opt/ml/code/train.py", line 3, in <module>
  | ExceptionGroup: two (2 sub-exceptions)`,
    `train.py:3: ExceptionGroup: two (2 sub-exceptions) (train.py ended with exit code 1)
+ Exception Group Traceback (most recent call last):
  |   File "train.py", line 3, in <module>
  | ExceptionGroup: two (2 sub-exceptions)`,
  ],
  [
    "Node's",
    `/opt/ml/code/train.js:2
Error: cannot read /opt/ml/code/a.csv
    at read (/opt/ml/code/train.js:2:7)
    at /opt/ml/code/train.js:9:1`,
    `train.js:2: Error: cannot read /opt/ml/code/a.csv (train.py ended with exit code 1)
train.js:2
Error: cannot read /opt/ml/code/a.csv
    at read (train.js:2:7)
    at train.js:9:1`,
  ],
  [
    "a shell's",
    "/opt/ml/code/run.sh: line 3: /opt/ml/code/fit: Permission denied",
    `run.sh:3: /opt/ml/code/fit: Permission denied (train.py ended with exit code 1)
run.sh: line 3: /opt/ml/code/fit: Permission denied`,
  ],
])(
  "In %s last words places are told as their author knows them, and what was said as it was said",
  (_, words, told) => {
    expect(failureOf(ended(words), of)).toBe(told);
  },
);
