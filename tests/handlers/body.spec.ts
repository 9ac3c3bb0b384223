import { expect } from "chai";
import type { APIGatewayProxyResult } from "aws-lambda";
import { escapePointer } from "../../handlers/body";
import { MAX_BODY_BYTES } from "../../workflow/contract";
import { request, type Sent } from "../support/events";
import { memoryPorts, type MemoryPorts, type PortCall } from "../support/memoryPorts";
import {
  answersTo,
  bearer,
  bodyOf,
  caseAfter,
  faultsOf,
  handlersOver,
  ID,
  lastCode,
  REPORT,
  stored,
} from "../support/process";

type Operation = "reportIncident" | "withdrawIncident" | "submitAttempt";
type Faults = readonly { readonly pointer: string; readonly detail: string }[];

const OPERATIONS = ["reportIncident", "withdrawIncident", "submitAttempt"] as const;
const WRITES: readonly PortCall[] = ["create", "apply", "start", "wake", "publish"];
const JSON_TYPE = { "Content-Type": "application/json" } as const;

/** Where the request would be taken if its body were good. */
const prepared = (operation: Operation): Promise<MemoryPorts> =>
  operation === "reportIncident" ? Promise.resolve(memoryPorts()) : caseAfter("open");

function goodBody(operation: Operation, ports: MemoryPorts): object {
  switch (operation) {
    case "reportIncident":
      return REPORT;
    case "withdrawIncident":
      return { reason: "Cited after all." };
    case "submitAttempt":
      return { answers: answersTo(stored(ports, 1), 3) };
  }
}

interface Sending extends Omit<Sent, "text"> {
  readonly text?: string | null | ((good: object) => string);
}

/** Sends a body that may be made from a good one, and answers what happened besides. */
async function send(
  operation: Operation,
  { text, headers = JSON_TYPE, ...sent }: Sending,
): Promise<{ answer: APIGatewayProxyResult; written: readonly PortCall[] }> {
  const ports = await prepared(operation);
  const good = goodBody(operation, ports);
  const written: PortCall[] = [];
  const watched = ports.through((call, effect) => {
    if (WRITES.includes(call)) written.push(call);
    return effect();
  });
  const body = typeof text === "function" ? text(good) : text;
  const event = request(operation, {
    path: { incidentId: ID, attempt: "1" },
    headers: { ...bearer(lastCode(ports)), ...headers },
    receivedAt: ports.clock.now(),
    ...(body !== undefined && { text: body }),
    ...sent,
  });
  return { answer: await handlersOver(watched)[operation](event), written };
}

const asIs = (good: object): string => JSON.stringify(good);

const problem = (kind: string, status: number, title: string, detail: string) => ({
  type: `urn:resit:problem:${kind}`,
  title,
  status,
  detail,
  requestId: "request-1",
});

async function refusesAsNotJson(operation: Operation, sending: Sending, detail: string): Promise<void> {
  const { answer, written } = await send(operation, sending);
  expect(answer.statusCode).to.equal(400);
  expect(bodyOf(answer)).to.deep.equal({
    ...problem("malformed-request", 400, "The request is not valid", "The body is not JSON."),
    errors: [{ pointer: "", detail }],
  });
  expect(written).to.deep.equal([]);
}

async function refuses(operation: Operation, sending: Sending, faults: Faults): Promise<void> {
  const { answer, written } = await send(operation, sending);
  expect(answer.statusCode).to.equal(400);
  expect(bodyOf(answer)).to.deep.equal({
    ...problem(
      "malformed-request",
      400,
      "The request is not valid",
      "The body does not fit the schema of the route.",
    ),
    errors: faults,
  });
  expect(written).to.deep.equal([]);
}

async function takes(operation: Operation, sending: Sending): Promise<void> {
  const { answer } = await send(operation, sending);
  expect(answer.statusCode, answer.body).to.equal(operation === "reportIncident" ? 201 : 200);
}

/** A text as it is shown in a title. */
const shown = (text: string): string =>
  JSON.stringify(text.length > 40 ? `${text.slice(0, 40)}… (${text.length} letters)` : text);

const missing = (...fields: readonly string[]): Faults =>
  fields.map((field) => ({ pointer: `/${field}`, detail: "is missing" }));
const notAField = (...pointers: readonly string[]): Faults =>
  pointers.map((pointer) => ({ pointer, detail: "is not a field of this request" }));
const notAString = (pointer: string): Faults => [{ pointer, detail: "must be string" }];
const LINE = "must be one line of text, not blank, without control characters";
const LINES = "must be text, not blank, without control characters";
const EMAIL = "must be an e-mail address such as name@university.example";
const LONG = (letters: number) => `must NOT have more than ${letters} characters`;
const SHORT = (letters: number) => `must NOT have fewer than ${letters} characters`;

describe("handlers/body", () => {
  for (const operation of OPERATIONS)
    describe(`of ${operation}`, () => {
      it("is taken as JSON", async () => {
        await takes(operation, { text: asIs });
      });

      describe("that is not JSON", () => {
        const texts: readonly string[] = [
          ...[" ", "\n\t", "{", "}", "[", "{]", "hello", "reason=x&answers=y", "<reason>x</reason>"],
          ...["undefined", "NaN", "Infinity", "-", "tru", "True", "01", "+1", ".5", "1.", "0x10", "1n"],
          ...["'x'", '"x', '"\\x41"', '"\\u12"', '"\t"', '"\n"', '"\u0000"', '{"a":1,}', "{'a':1}", "{a:1}"],
          ...["[1,]", "{} {}", "{}{}", "{}x", "// x\n{}", "/**/{}", "#{}", "%7B%7D", "e30=", "\\{}"],
          "\u0000{}",
          "{}\u0000",
          "\u00a0{}",
          "{}\u2028",
          "\ud800",
          "\ufffd",
          "[".repeat(MAX_BODY_BYTES),
          '{"a":'.repeat(3_000),
          '"'.repeat(MAX_BODY_BYTES - 1),
        ];
        for (const text of texts)
          it(`is refused: ${shown(text)}`, async () => {
            await refusesAsNotJson(operation, { text }, "must be JSON");
          });

        for (const [what, wrap] of [
          ["a byte order mark before it", (json: string) => `\ufeff${json}`],
          ["a byte order mark behind it", (json: string) => `${json}\ufeff`],
          ["a comma behind it", (json: string) => `${json},`],
          ["itself behind it", (json: string) => `${json}\n${json}`],
          ["its last letter missing", (json: string) => json.slice(0, -1)],
          ["a prefix against inclusion", (json: string) => `)]}',\n${json}`],
          ["another encoding", (json: string) => Buffer.from(json, "utf16le").toString("latin1")],
        ] as const)
          it(`is refused: a good body with ${what}`, async () => {
            await refusesAsNotJson(operation, { text: (good) => wrap(asIs(good)) }, "must be JSON");
          });

        for (const text of ["", null])
          it(`is refused: ${JSON.stringify(text)}, which is empty`, async () => {
            await refusesAsNotJson(operation, { text }, "must be JSON, and is empty");
          });
      });

      describe("that is JSON, and no object", () => {
        const texts = [
          ...[
            "null",
            "true",
            "false",
            "0",
            "-0",
            "42",
            "1e999",
            '""',
            '"text"',
            '"{}"',
            "[]",
            "[[]]",
            "[{}]",
          ],
          `${"[".repeat(8_000)}${"]".repeat(8_000)}`,
        ];
        for (const text of texts)
          it(`is refused: ${shown(text)}`, async () => {
            await refuses(operation, { text }, [{ pointer: "", detail: "must be object" }]);
          });

        it("is refused: a good body in a list, and a good body in a text", async () => {
          for (const wrap of [(good: object) => [good], asIs])
            await refuses(operation, { text: (good) => JSON.stringify(wrap(good)) }, [
              { pointer: "", detail: "must be object" },
            ]);
        });
      });

      describe("with a field that it may not have", () => {
        const names: readonly (readonly [name: string, pointer: string])[] = [
          ...["status", "outcome", "correct", "attempt", "version", "token", "Reason", "answers ", "0"].map(
            (name) => [name, `/${name}`] as const,
          ),
          ...["__proto__", "constructor", "prototype", "toString", "hasOwnProperty", "length", "then"].map(
            (name) => [name, `/${name}`] as const,
          ),
          ["", "/"],
          ["/", "/~1"],
          ["~", "/~0"],
          ["~1", "/~01"],
          ["a/b~c", "/a~1b~0c"],
          ["\u0000", "/\u0000"],
          ["\ud800", "/\ud800"],
          ["\ufffd", "/\ufffd"],
          ["'\"\\", "/'\"\\"],
          ["é学\u{1F393}", "/é学\u{1F393}"],
        ];
        for (const [name, pointer] of names)
          for (const value of ['"x"', "null", "{}"])
            it(`is refused: ${JSON.stringify(name)}: ${value}`, async () => {
              const text = (good: object) => `${asIs(good).slice(0, -1)},${JSON.stringify(name)}:${value}}`;
              await refuses(operation, { text }, notAField(pointer));
            });

        it("is refused, each with its pointer, where there are a thousand", async () => {
          const names = Array.from({ length: 1_000 }, (_, index) => `x${index}`);
          const more = Object.fromEntries(names.map((name) => [name, 0]));
          const text = (good: object) => JSON.stringify({ ...good, ...more });
          await refuses(operation, { text }, notAField(...names.map((name) => `/${name}`)));
        });

        it("is refused where it is nested deeply", async () => {
          const deep = `${'{"x":'.repeat(2_000)}0${"}".repeat(2_000)}`;
          const text = (good: object) => `${asIs(good).slice(0, -1)},"x":${deep}}`;
          await refuses(operation, { text }, notAField("/x"));
        });
      });

      describe("in another media type", () => {
        const types = [
          ...["text/plain", "text/json", "application/xml", "application/x-www-form-urlencoded", "*/*", ""],
          ...["application/jsonx", "application/json5", "application/problem+json", "application/json-seq"],
          ...["multipart/form-data; boundary=x", "application/json, text/plain", "application /json", "json"],
          ...["application/json; charset=latin1", "application/json; charset=utf-16", "application/json;q=1"],
          ...[
            "application/json; charset=utf-8; charset=latin1",
            "application/json; charset=",
            "x".repeat(9_999),
          ],
        ];
        for (const type of types)
          it(`is refused with 415: ${shown(type)}`, async () => {
            const { answer, written } = await send(operation, {
              text: asIs,
              headers: { "Content-Type": type },
            });
            expect(bodyOf(answer)).to.deep.equal(
              problem(
                "unsupported-media-type",
                415,
                "The body is not JSON in UTF-8",
                `Send Content-Type: application/json in UTF-8, not "${type.slice(0, 80)}".`,
              ),
            );
            expect(answer.statusCode).to.equal(415);
            expect(written).to.deep.equal([]);
          });

        it("is refused with 415 where no type is said", async () => {
          const { answer, written } = await send(operation, { text: asIs, headers: {} });
          expect(answer.statusCode).to.equal(415);
          expect(written).to.deep.equal([]);
        });

        const good = [
          ...["application/json", "Application/JSON", "application/json;charset=utf-8"],
          ...["application/json; charset=UTF-8", 'application/json ; charset="utf-8"', "application/json "],
        ];
        for (const type of good)
          it(`is taken where it is ${shown(type)}`, async () => {
            await takes(operation, { text: asIs, headers: { "Content-Type": type } });
          });

        for (const name of ["content-type", "CONTENT-TYPE"])
          it(`is taken where the header is written ${name}`, async () => {
            await takes(operation, { text: asIs, headers: { [name]: "application/json" } });
          });
      });

      describe("with a Content-Encoding", () => {
        for (const encoding of ["gzip", "br", "deflate", "identity, gzip", "x", "x".repeat(9_999)])
          it(`is refused with 415: ${shown(encoding)}`, async () => {
            const headers = { ...JSON_TYPE, "Content-Encoding": encoding };
            const { answer, written } = await send(operation, { text: asIs, headers });
            expect(bodyOf(answer)).to.deep.equal(
              problem(
                "unsupported-media-type",
                415,
                "The body is not JSON in UTF-8",
                `Send the body as it is, without Content-Encoding: ${encoding.slice(0, 80)}.`,
              ),
            );
            expect(written).to.deep.equal([]);
          });

        for (const encoding of ["identity", "Identity"])
          it(`is taken: ${encoding}`, async () => {
            await takes(operation, { text: asIs, headers: { ...JSON_TYPE, "content-encoding": encoding } });
          });
      });

      describe("in base64", () => {
        const base64 = (bytes: Buffer | string) => Buffer.from(bytes).toString("base64");

        it("is decoded", async () => {
          await takes(operation, { text: (good) => base64(asIs(good)), isBase64Encoded: true });
        });

        it("is not decoded where the gateway does not say so", async () => {
          await refusesAsNotJson(operation, { text: (good) => base64(asIs(good)) }, "must be JSON");
        });

        for (const [what, text, detail] of [
          ["what is not base64", "!!!", "must be JSON, and is empty"],
          ["nothing", "", "must be JSON, and is empty"],
          ["what is JSON without it", '{"reason":"x"}', "must be JSON"],
          ["a byte order mark", base64("\ufeff{}"), "must be JSON"],
          ["zeros", base64(Buffer.alloc(100)), "must be JSON"],
          ["a compressed body", base64(Buffer.from([0x1f, 0x8b, 8, 0, 0])), "must be JSON"],
          ["UTF-16", base64(Buffer.from("{}", "utf16le")), "must be JSON"],
        ] as const)
          it(`is refused where it is ${what}`, async () => {
            await refusesAsNotJson(operation, { text, isBase64Encoded: true }, detail);
          });
      });

      describe("as long as it may be, in bytes", () => {
        const padded = (bytes: number) => (good: object) => {
          const text = asIs(good);
          return text + " ".repeat(bytes - Buffer.byteLength(text));
        };
        const tooLarge = (bytes: number) =>
          problem(
            "body-too-large",
            413,
            "The body is too large",
            `At most 32768 bytes are taken; there are ${bytes}.`,
          );

        it("is taken", async () => {
          await takes(operation, { text: padded(MAX_BODY_BYTES) });
        });

        it("is taken in base64, whose text is longer", async () => {
          const text = (good: object) => Buffer.from(padded(MAX_BODY_BYTES)(good)).toString("base64");
          await takes(operation, { text, isBase64Encoded: true });
        });

        for (const isBase64Encoded of [false, true])
          it(`is refused with 413 one byte beyond that${isBase64Encoded ? ", in base64" : ""}`, async () => {
            const { answer, written } = await send(operation, {
              text: (good) => {
                const text = padded(MAX_BODY_BYTES + 1)(good);
                return isBase64Encoded ? Buffer.from(text).toString("base64") : text;
              },
              isBase64Encoded,
            });
            expect(bodyOf(answer)).to.deep.equal(tooLarge(MAX_BODY_BYTES + 1));
            expect(written).to.deep.equal([]);
          });

        for (const [letter, bytes] of [
          ["é", 2],
          ["学", 3],
          ["\u{1F393}", 4],
        ] as const)
          it(`is refused with 413 beyond that, in fewer letters than bytes: ${letter}`, async () => {
            const letters = Math.ceil(MAX_BODY_BYTES / bytes);
            const { answer } = await send(operation, { text: `"${letter.repeat(letters)}"` });
            expect(bodyOf(answer)).to.deep.equal(tooLarge(letters * bytes + 2));
          });

        it("is refused with 413 where it is a megabyte of anything", async () => {
          const { answer } = await send(operation, { text: "[".repeat(1_000_000) });
          expect(bodyOf(answer)).to.deep.equal(tooLarge(1_000_000));
        });
      });

      it("may have white space around it", async () => {
        await takes(operation, { text: (good) => `\r\n\t ${JSON.stringify(good, null, 2)} \r\n` });
      });

      it("that names a field twice counts the last one, as ECMAScript's JSON does", async () => {
        const [field = ""] = Object.keys(goodBody(operation, await prepared(operation)));
        await takes(operation, { text: (good) => `{${JSON.stringify(field)}:0,${asIs(good).slice(1)}` });
        const text = (good: object) => `${asIs(good).slice(0, -1)},${JSON.stringify(field)}:0}`;
        const { answer, written } = await send(operation, { text });
        expect(answer.statusCode).to.equal(400);
        expect(written).to.deep.equal([]);
      });

      it("is not repeated in the problem where it cannot be read", async () => {
        const { answer } = await send(operation, { text: '{"reason": "Ada Lovelace"' });
        expect(answer.body).not.to.contain("Lovelace");
      });
    });

  describe("of a report", () => {
    const wrongTypes = [null, true, false, 0, 1.5, [], ["s1"], {}, { S: "s1" }];
    const fields = ["studentId", "email", "course", "assessment", "description"] as const;

    const wrong: readonly (readonly [string, unknown, Faults])[] = [
      ["nothing", {}, missing("studentId", "email", "course", "assessment")],
      ["no e-mail address", { ...REPORT, email: undefined }, missing("email")],
      ...fields.flatMap((field) =>
        wrongTypes.map(
          (value) =>
            [
              `${JSON.stringify(value)} for ${field}`,
              { ...REPORT, [field]: value },
              notAString(`/${field}`),
            ] as const,
        ),
      ),
      [
        "faults everywhere",
        { studentId: 1, email: "x", course: " ", extra: 1, "a/b": 2 },
        [
          ...missing("assessment"),
          ...notAField("/extra", "/a~1b"),
          ...notAString("/studentId"),
          { pointer: "/email", detail: SHORT(3) },
          { pointer: "/email", detail: EMAIL },
          { pointer: "/course", detail: LINE },
        ],
      ],
    ];
    for (const [what, json, faults] of wrong)
      it(`is refused with every fault: ${what}`, async () => {
        const { answer, written } = await send("reportIncident", { text: JSON.stringify(json) });
        expect(answer.statusCode).to.equal(400);
        expect(faultsOf(answer)).to.have.deep.members([...faults]);
        expect(written).to.deep.equal([]);
      });

    it("is refused where its fields stand in its prototype", async () => {
      const text = (good: object) => `{"__proto__":${asIs(good)}}`;
      const { answer } = await send("reportIncident", { text });
      expect(faultsOf(answer)).to.have.deep.members([
        ...missing("studentId", "email", "course", "assessment"),
        ...notAField("/__proto__"),
      ]);
    });

    const lengths = [
      ["studentId", 64],
      ["course", 200],
      ["assessment", 200],
      ["description", 2_000],
    ] as const;
    for (const [field, longest] of lengths) {
      for (const [kind, letter] of [
        ["letters", "x"],
        ["letters of two units", "\u{1F393}"],
      ] as const) {
        it(`is taken with ${longest} ${kind} in ${field}`, async () => {
          const json = { ...REPORT, [field]: letter.repeat(longest) };
          await takes("reportIncident", { text: JSON.stringify(json) });
        });

        it(`is refused with ${longest + 1} ${kind} in ${field}`, async () => {
          const json = { ...REPORT, [field]: letter.repeat(longest + 1) };
          await refuses("reportIncident", { text: JSON.stringify(json) }, [
            { pointer: `/${field}`, detail: LONG(longest) },
          ]);
        });
      }

      it(`is refused with an empty ${field}`, async () => {
        const detail = field === "description" ? LINES : LINE;
        await refuses("reportIncident", { text: JSON.stringify({ ...REPORT, [field]: "" }) }, [
          { pointer: `/${field}`, detail: SHORT(1) },
          { pointer: `/${field}`, detail },
        ]);
      });
    }

    const notInText = [
      ...[" ", "   ", "\u00a0", "\u3000", "a\u0000", "\u0001a", "a\u001fb", "a\u007fb", "a\u0080", "a\u009f"],
      ...["a\u000b", "a\u000c", "a\u001b[31m", "\ud800", "\udc00", "a\ud800b", "\udc00\ud800", "a\ufffd"],
    ];
    const notInALine = ["a\n", "\na", "a\r\nb", "a\tb", "\n"];
    for (const field of ["studentId", "course", "assessment"] as const)
      for (const value of [...notInText, ...notInALine])
        it(`is refused with ${JSON.stringify(value)} in ${field}`, async () => {
          const json = { ...REPORT, [field]: value };
          await refuses("reportIncident", { text: JSON.stringify(json) }, [
            { pointer: `/${field}`, detail: LINE },
          ]);
        });

    for (const value of [...notInText, "\n", "\r\n\t"])
      it(`is refused with ${JSON.stringify(value)} in description`, async () => {
        const json = { ...REPORT, description: value };
        await refuses("reportIncident", { text: JSON.stringify(json) }, [
          { pointer: "/description", detail: LINES },
        ]);
      });

    it("is taken with lines and tabs in its description", async () => {
      const description = "One:\r\n\ttwo\nthree \u{1F393} é";
      await takes("reportIncident", { text: JSON.stringify({ ...REPORT, description }) });
    });

    it("is taken with letters of every kind, escaped or not", async () => {
      const text = JSON.stringify({ ...REPORT, course: "學\u{1F393} é ß ﷽ 'a' \"b\" <c> & \\ / ~" });
      await takes("reportIncident", { text });
      const escaped = text.replace(
        /[^ -~]/g,
        (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`,
      );
      expect(escaped).not.to.equal(text);
      await takes("reportIncident", { text: escaped });
    });

    it("is refused where its bytes are not UTF-8", async () => {
      const bytes = Buffer.from(JSON.stringify({ ...REPORT, course: "caf?" }));
      bytes[bytes.indexOf("?")] = 0xe9;
      await refuses("reportIncident", { text: bytes.toString("base64"), isBase64Encoded: true }, [
        { pointer: "/course", detail: LINE },
      ]);
    });

    it("is refused where its text holds half of a surrogate pair, unescaped", async () => {
      const text = JSON.stringify({ ...REPORT, course: "a?b" }).replace("?", "\ud83d");
      await refuses("reportIncident", { text }, [{ pointer: "/course", detail: LINE }]);
    });

    const noAddresses = [
      ...["name", "name@", "@university.example", "name@university", "name@@university.example"],
      ...[
        "name@university..example",
        "name@.example",
        "name@university.",
        "a b@university.example",
        "a@b .c",
      ],
      ...[
        "name@university.example\n",
        "name@university.example\r\nBcc: x@y.example",
        "a\u0000@b.c",
        " a@b.c",
      ],
      ...["a@b.c@d.e", "a@b.c, d@e.f", "\ud800@b.c", "a@\ufffd.c", "a@b.c\u007f"],
    ];
    for (const email of noAddresses)
      it(`is refused with ${JSON.stringify(email)} for an e-mail address`, async () => {
        await refuses("reportIncident", { text: JSON.stringify({ ...REPORT, email }) }, [
          { pointer: "/email", detail: EMAIL },
        ]);
      });

    it("is taken with an e-mail address of 254 letters, and refused with 255", async () => {
      const domain = "@university.example";
      const address = (letters: number) => `${"n".repeat(letters - domain.length)}${domain}`;
      await takes("reportIncident", { text: JSON.stringify({ ...REPORT, email: address(254) }) });
      await refuses("reportIncident", { text: JSON.stringify({ ...REPORT, email: address(255) }) }, [
        { pointer: "/email", detail: LONG(254) },
      ]);
    });

    for (const email of ["a@b.c", "first.last+tag@cs.university.example", "ö@ü.example", "o'neil@u.example"])
      it(`is taken with ${email}`, async () => {
        await takes("reportIncident", { text: JSON.stringify({ ...REPORT, email }) });
      });
  });

  describe("of a withdrawal", () => {
    for (const value of [null, true, 0, [], {}, ["x"]])
      it(`is refused with ${JSON.stringify(value)} for a reason`, async () => {
        await refuses("withdrawIncident", { text: JSON.stringify({ reason: value }) }, notAString("/reason"));
      });

    it("is refused without a reason", async () => {
      await refuses("withdrawIncident", { text: "{}" }, missing("reason"));
    });

    it("is refused with an empty reason", async () => {
      await refuses("withdrawIncident", { text: '{"reason":""}' }, [
        { pointer: "/reason", detail: SHORT(1) },
        { pointer: "/reason", detail: LINES },
      ]);
    });

    for (const reason of [" ", "\n", "a\u0000", "a\u001b", "\ud800", "\ufffd", "a\u0085"])
      it(`is refused with ${JSON.stringify(reason)} for a reason`, async () => {
        await refuses("withdrawIncident", { text: JSON.stringify({ reason }) }, [
          { pointer: "/reason", detail: LINES },
        ]);
      });

    it("is taken with 1,000 letters, and refused with 1,001", async () => {
      await takes("withdrawIncident", { text: JSON.stringify({ reason: "x".repeat(1_000) }) });
      await refuses("withdrawIncident", { text: JSON.stringify({ reason: "x".repeat(1_001) }) }, [
        { pointer: "/reason", detail: LONG(1_000) },
      ]);
    });
  });

  describe("of a submission", () => {
    it("is refused without answers", async () => {
      await refuses("submitAttempt", { text: "{}" }, missing("answers"));
    });

    for (const value of [null, true, 0, "x", [], ["a"]])
      it(`is refused with ${JSON.stringify(value)} for answers`, async () => {
        await refuses("submitAttempt", { text: JSON.stringify({ answers: value }) }, [
          { pointer: "/answers", detail: "must be object" },
        ]);
      });

    for (const value of [null, true, 0, 1.5, [], ["a"], {}, { choiceId: "a" }])
      it(`is refused with ${JSON.stringify(value)} for a choice`, async () => {
        const text = JSON.stringify({ answers: { "question-1": value } });
        await refuses("submitAttempt", { text }, notAString("/answers/question-1"));
      });

    for (const [name, pointer] of [
      ["a/b~c", "/answers/a~1b~0c"],
      ["__proto__", "/answers/__proto__"],
      ["constructor", "/answers/constructor"],
      ["", "/answers/"],
      ["\u0000", "/answers/\u0000"],
    ] as const)
      it(`points at ${JSON.stringify(pointer)} where the choice of that question is none`, async () => {
        const text = `{"answers":{${JSON.stringify(name)}:1}}`;
        await refuses("submitAttempt", { text }, notAString(pointer));
      });

    it("is refused with a choice of 65 letters, and with every one of many", async () => {
      const answers = { "question-1": "x".repeat(65), "question-2": 5, "question-3": "y".repeat(9_999) };
      const { answer, written } = await send("submitAttempt", { text: JSON.stringify({ answers }) });
      expect(faultsOf(answer)).to.have.deep.members([
        { pointer: "/answers/question-1", detail: LONG(64) },
        ...notAString("/answers/question-2"),
        { pointer: "/answers/question-3", detail: LONG(64) },
      ]);
      expect(written).to.deep.equal([]);
    });

    it("is refused with more than 200 answers", async () => {
      const answers = Object.fromEntries(Array.from({ length: 201 }, (_, index) => [`q${index}`, "a"]));
      await refuses("submitAttempt", { text: JSON.stringify({ answers }) }, [
        { pointer: "/answers", detail: "must NOT have more than 200 properties" },
      ]);
    });

    it("is refused where its answers stand in its prototype", async () => {
      const { answer } = await send("submitAttempt", { text: (good) => `{"__proto__":${asIs(good)}}` });
      expect(faultsOf(answer)).to.have.deep.members([...missing("answers"), ...notAField("/__proto__")]);
    });

    it("takes nothing for an answer that stands in the prototype of the answers", async () => {
      const text = (good: object) =>
        asIs(good).replace('"answers":{', '"answers":{"__proto__":{').concat("}");
      await refuses("submitAttempt", { text }, notAString("/answers/__proto__"));
    });

    for (const name of ["correct", "outcome", "passMark", "studentId", "examCode", "key"])
      it(`is refused with ${name}: nothing of the kind comes from a client`, async () => {
        const text = (good: object) => JSON.stringify({ ...good, [name]: 3 });
        await refuses("submitAttempt", { text }, notAField(`/${name}`));
      });
  });

  describe("escapePointer", () => {
    // RFC 6901, section 5.
    for (const [name, escaped] of [
      ["", ""],
      ["a/b", "a~1b"],
      ["m~n", "m~0n"],
      ["~1", "~01"],
      ["/~/~", "~1~0~1~0"],
      ["c%d", "c%d"],
    ])
      it(`writes ${JSON.stringify(name)} as ${JSON.stringify(escaped)}`, () => {
        expect(escapePointer(name ?? "")).to.equal(escaped);
      });
  });
});
