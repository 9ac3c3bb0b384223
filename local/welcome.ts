/** What is said once the stack is ready. */
import type { Identity } from "./identity/issuer";
import type { Stack } from "./stack";

export const NOT_EMULATED =
  "Not emulated: people signing in, delivery of notifications, alarms, Lambda's memory limit: local/README.md.";

/** Addresses, and commands that work when they are pasted into a shell, one after the other. */
export const welcome = ({
  api,
  outbox,
  traces,
  identity,
}: Pick<Stack, "api" | "outbox" | "traces" | "identity">): string => `
API      ${api}
Outbox   ${outbox}
Traces   ${traces}
${identity ? signIn(identity) : ""}
Report an incident:

  curl -X PUT ${api}/incidents/case-1 ${identity ? AUTHORIZATION : ""}-H 'Content-Type: application/json' -d '${REPORT}'

Look at what was sent:

  curl ${outbox}

Sit the newest exam in the outbox, with the first choice of every question:

  node -e '${submission(api, outbox)}'
`;

const AUTHORIZATION = '-H "Authorization: Bearer $TOKEN" ';

const signIn = ({ tokenUrl, clientId, clientSecret }: Identity) => `Tokens   ${tokenUrl}

Get a token for what officers and the learning-management system do:

  TOKEN=$(curl -s ${tokenUrl} -u ${clientId}:${clientSecret} -d grant_type=client_credentials | sed 's/.*"access_token":"\\([^"]*\\)".*/\\1/')
`;

const REPORT = JSON.stringify({
  studentId: "s1234567",
  email: "student@university.example",
  course: "HIST101",
  assessment: "Essay 1",
});

/** A script without single quotes, so that a shell takes it as one argument. */
const submission = (api: string, outbox: string) => `
    const json = (url, init) => fetch(url, init).then((answer) => answer.json());
    (async () => {
      const sent = (await json("${outbox}")).filter(({ event }) => event === "exam-invitation");
      if (sent.length === 0) return console.log("There is no invitation yet: report an incident first.");
      const { incidentId, attempt, examCode } = sent.at(-1).message;
      const attemptUrl = "${api}/incidents/" + incidentId + "/attempts/" + attempt;
      const headers = { Authorization: "Bearer " + examCode, "Content-Type": "application/json" };
      const paper = await json(attemptUrl + "/paper", { headers });
      if (!paper.questions) return console.log(paper);
      const answers = Object.fromEntries(paper.questions.map((one) => [one.questionId, one.choices[0].choiceId]));
      console.log(await json(attemptUrl, { method: "PUT", headers, body: JSON.stringify({ answers }) }));
    })()`;
