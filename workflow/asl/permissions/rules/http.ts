/** https://docs.aws.amazon.com/step-functions/latest/dg/call-https-apis.html and connect-api-gateway.html there */
import { makeArn, parseArn } from "../place";
import { refusal } from "../refusal";
import { GENERATED, onEach, type Rule } from "../rule";
import { literally } from "../statement";

/** The endpoint is allowed to the machine itself, so its ARN must be known. */
export const httpInvoke: Rule = function* ({ given, stateMachineArn }) {
  const endpoint = given.text("ApiEndpoint", "a URL");
  const method = given.text("Method", "a method of HTTP");
  if (stateMachineArn === undefined)
    throw refusal(
      "expected the ARN of the machine itself to be known, for which states:InvokeHTTPEndpoint is allowed.",
      "Give options.stateMachineArn",
    );
  yield* onEach(["states:InvokeHTTPEndpoint"], stateMachineArn, {
    condition: {
      StringEquals: { "states:HTTPEndpoint": literally(endpoint), "states:HTTPMethod": literally(method) },
    },
  });
  const field = given.has("Authentication") ? "Authentication" : "InvocationConfig";
  const what = "the ARN of an EventBridge connection";
  const connection = given.text(`${field}.ConnectionArn`, what);
  const arn = parseArn(connection);
  const [, name] = /^connection\/([^/]+)\/[^/]+$/.exec(arn?.resource ?? "") ?? [];
  if (arn?.service !== "events" || name === undefined) throw given.refuse(`${field}.ConnectionArn`, what);
  yield* onEach(["events:RetrieveConnectionCredentials"], connection);
  yield* onEach(
    ["secretsmanager:DescribeSecret", "secretsmanager:GetSecretValue"],
    makeArn(arn, "secretsmanager", `secret:events!connection/${name}/*`),
    GENERATED("the end of the name of a connection's secret"),
  );
};

/** Only IAM_ROLE calls with the role of the machine; nobody signs NO_AUTH, and RESOURCE_POLICY is the API's to allow. */
export const apiGatewayInvoke: Rule = function* ({ given, place }) {
  if (!given.has("AuthType") || given.text("AuthType", "a kind of authorisation") !== "IAM_ROLE") return;
  const endpoint = given.text("ApiEndpoint", "the host name of an API");
  const [, id, region] =
    /^(?:https:\/\/)?([a-z0-9]+)\.execute-api\.([a-z0-9-]+)\.amazonaws\./.exec(endpoint) ?? [];
  if (id === undefined || region === undefined)
    throw given.refuse("ApiEndpoint", "id.execute-api.region.amazonaws.com");
  const stage = given.optionalText("Stage", "a stage") ?? "$default";
  const path = (given.optionalText("Path", "a path") ?? "").replace(/^\//, "");
  const method = given.text("Method", "a method of HTTP");
  yield* onEach(
    ["execute-api:Invoke"],
    makeArn({ ...place, region }, "execute-api", [id, stage, method, path].map(literally).join("/")),
  );
};
