/** What `--help` prints. */
import { PROGRAM } from "./io";

export const GENERAL = `Usage: ${PROGRAM} COMMAND [options]

State machines in the Amazon States Language: a FILE is JSON or YAML, comments allowed, - is standard input.

  check FILE…        what is wrong with definitions, one line per problem
  run FILE           execute a definition here, with mocked tasks and a virtual clock
  diagram FILE       draw a definition: Mermaid or SVG
  permissions FILE   the IAM statements that a definition needs
  import FILE        a definition as typed TypeScript

  COMMAND --help     the options of a command

Exit codes: 0 as it should be; 1 problems found, or an execution that did not succeed; 2 used wrongly, or a
file that cannot be read.
`;

const CHECK = `Usage: ${PROGRAM} check FILE… [options]

Prints one line for each problem, and nothing for a file without:

  FILE:LINE:COLUMN: POINTER: message [rule] how to mend it (source of the rule)

Lines and columns count from 1, columns in UTF-16 code units. POINTER is a JSON pointer, absent for the whole.
What a file is, its name says (.json .jsonc .yaml .yml), else its first character. In YAML, the tags of
CloudFormation are read as substitutions: !GetAtt Name.Arn as "\${Name.Arn}".

  --json      a list of { file, line, column, pointer, rule, message, mend, source } instead of lines
  --express   the rules of Express workflows: no .sync, no task tokens
  --strict    also what the language allows, but a reliable machine avoids: no Default, no TimeoutSeconds, …
  --help      show this

Exit codes: 0 no problems; 1 problems; 2 used wrongly, or a file cannot be read (the others are checked).
`;

const RUN = `Usage: ${PROGRAM} run FILE [options]

Executes the definition in this process, with a virtual clock that starts at 2026-01-01T00:00:00Z: three weeks
take milliseconds. Prints its history and how it ended.

  --input JSON    the input, or @FILE with it (default {})
  --tasks FILE    what tasks answer, by the name of their state (JSON or YAML):
                  { "NameOfState": [{ "return": { "Payload": 1 } }, { "throw": { "Error": "E", "Cause": "…" } }] }
                  One reply for each call, retries included; the last one repeats. A reply has one of
                    return    what the resource answers (lambda:invoke: an object with Payload); for a task that
                              waits for its token: what is sent with the token
                    throw     the error and the cause that it fails with
                    never     true: it does not answer
                  and may have afterSeconds (default 0), and heartbeatEverySeconds for a task with a token.
  --start NAME    begin in that state instead of StartAt
  --seed N        of random numbers: jitter, $random(), $uuid() (default 0)
  --json          { status, output, error, cause, events } with events as GetExecutionHistory has them
  --help          show this

Exit codes: 0 the execution succeeded; 1 it did not, or is refused; 2 used wrongly, or a file cannot be read.
`;

const DIAGRAM = `Usage: ${PROGRAM} diagram FILE [options]

Prints the definition as a Mermaid diagram, or as SVG.

  --svg                SVG instead of Mermaid
  --difference OTHER   what differs from the definition in the file OTHER, the older one
  --highlight A,B      the states of a way, in their order
  --help               show this

Exit codes: 0 drawn; 1 the definition cannot be drawn; 2 used wrongly, or a file cannot be read.
`;

const PERMISSIONS = `Usage: ${PROGRAM} permissions FILE [options]

Prints the IAM statements that the role of the state machine needs, each with the states that need it, and
nothing beyond them. What is not known is an error, never a wildcard.

  --json                    a policy document instead of a list for people
  --account ID              account of resources that are named without one
  --region NAME             region of resources that are named without one
  --state-machine-arn ARN   of the machine itself, where a statement must name it
  --grants FILE             what cannot be known from the definition, by the names that the messages say:
                            { "NameOfState": [{ "Action": ["…"], "Resource": ["…"] }] }
  --help                    show this

Exit codes: 0 printed; 1 something is not known; 2 used wrongly, or a file cannot be read.
`;

const IMPORT = `Usage: ${PROGRAM} import FILE [options]

Prints TypeScript that builds the definition with the typed kit: it compiles, and renders back to the same JSON.
A definition with problems that the compiler would find is refused; other problems are said on standard error.

  --name NAME   of the exported constant (default machine)
  --kit PATH    where the file imports the kit from (default ./asl/build)
  --help        show this

Exit codes: 0 printed; 1 the definition is refused; 2 used wrongly, or a file cannot be read.
`;

export const HELP = {
  check: CHECK,
  run: RUN,
  diagram: DIAGRAM,
  permissions: PERMISSIONS,
  import: IMPORT,
} as const satisfies Readonly<Record<string, string>>;
