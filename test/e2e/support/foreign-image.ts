/** Answers with what the shell makes of `said`, where `$path` is asked for and `$body` was sent; one connection a request. */
// biome-ignore-start lint/suspicious/noTemplateCurlyInString: they are the shell's
const handler = (said: string): string =>
  [
    "length=0; read -r method path rest",
    "while read -r name value; do case $name in [Cc]ontent-[Ll]ength:) length=${value%?} ;; ?) break ;; esac; done",
    `body="$(head -c "$length")"; said="${said}"`,
    'printf "HTTP/1.1 200 OK\\r\\nContent-Length: %s\\r\\nConnection: close\\r\\n\\r\\n%s" "${#said}" "$said"',
  ].join("; ");
// biome-ignore-end lint/suspicious/noTemplateCurlyInString: they are the shell's

// The first process of a container is told by signals that it handles alone.
const server = (said: string): string =>
  `trap "exit 0" TERM; nc -ll -p 8080 -e /bin/sh -c '${handler(said)}' & wait`;

/** As SageMaker's images are made: `train` and `serve` are arguments of the entrypoint. */
const PROGRAM = [
  "told=/opt/ml/input/config/hyperparameters.json",
  "train() { cat /opt/ml/input/data/training/words $told; echo",
  'if grep -q fail $told; then echo "it was told to" >/opt/ml/output/failure; exit 4; fi',
  "i=0; while grep -q slow $told && [ $i -lt 60 ]; do i=$((i+1)); echo tick $i; sleep 0.1; done",
  "echo trained >/opt/ml/model/weights; }",
  `serve() { ${server("$(cat /opt/ml/model/weights) $path $body")}; }`,
  "$1",
].join("; ");

/** What makes an image of busybox a model that answers with the word and what it was sent. */
export const answering = (word: string): readonly string[] => [
  `ENTRYPOINT ${JSON.stringify(["/bin/sh", "-c", server(`${word} $body`)])}`,
];

export const FOREIGN_IMAGE = "registry.example/team/model:1";

/**
 * What makes an image of busybox one of somebody else's models: it trains from the file `words` of the channel `training`, with 60 ticks in
 * six seconds if a hyperparameter says `slow`, fails if one says `fail`, and answers with `trained`, the path and what it was sent.
 */
export const FOREIGN_MODEL = [`ENTRYPOINT ${JSON.stringify(["/bin/sh", "-c", PROGRAM, "program"])}`];
