import { expect } from "chai";
import { check } from "../../../../workflow/asl/check";
import { changed, expectProblems } from "./machines";

describe("check of tasks", () => {
  it("refuses a Resource that it does not know, by name", () => {
    const change = { "/States/Tell/Resource": "arn:aws:states:::sqs:sendMessage" };
    expectProblems(change, ["/States/Tell/Resource task/resource"]);
    expect(check(changed(change)).map(({ message }) => message)).to.deep.equal([
      'expected a known integration, found "arn:aws:states:::sqs:sendMessage"',
    ]);
    expectProblems({ "/States/Tell/Resource": "toString" }, ["/States/Tell/Resource task/resource"]);
  });

  it("does not hold against a task that nobody knows whether it waits for a token", () => {
    expectProblems({ "/States/Ask/Resource": "arn:aws:states:::sqs:sendMessage.waitForTaskToken" }, [
      "/States/Ask/Resource task/resource",
    ]);
  });

  it("refuses an invocation without the name of a function", () => {
    for (const given of [undefined, {}, { Payload: {} }, "text", 5])
      expectProblems({ "/States/Tell/Arguments": given }, ["/States/Tell task/argument"]);
    for (const name of ["", null, 5, {}])
      expectProblems({ "/States/Tell/Arguments/FunctionName": name }, [
        "/States/Tell/Arguments/FunctionName task/argument",
      ]);
  });

  it("accepts arguments and a function that are known at run time", () => {
    expectProblems({ "/States/Tell/Arguments": "{% $states.input.call %}" }, []);
    expectProblems({ "/States/Tell/Arguments/FunctionName": "{% $states.input.name %}" }, []);
  });

  it("refuses to wait for a token that is given to nobody", () => {
    for (const payload of [{}, { token: "$states.context.Task.Token" }, "{% $states.context.State %}"])
      expectProblems({ "/States/Ask/Arguments/Payload": payload }, ["/States/Ask/Arguments task/token"]);
  });

  it("accepts the token anywhere in the arguments, and the whole context object", () => {
    for (const payload of [
      "{% { 'a': [$states.context.Task.Token] } %}",
      ["{% $string($states.context.Task) %}"],
      "{% $states.context %}",
      "{% $states %}",
    ])
      expectProblems({ "/States/Ask/Arguments/Payload": payload }, []);
  });
});
