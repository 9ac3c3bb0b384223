/** What can be read in a picture, from top to bottom of the file. */
export const texts = (picture: string): readonly string[] =>
  [...picture.matchAll(/<text [^>]*>([^<]*)<\/text>/g)].map(([, text = ""]) => unescaped(text).trim());

const unescaped = (text: string): string =>
  text.replace(/&(?:#(\d+)|(amp|lt|gt|quot));/g, (_, code: string | undefined, name: string | undefined) =>
    code === undefined
      ? ({ amp: "&", lt: "<", gt: ">", quot: '"' }[name ?? ""] ?? "")
      : String.fromCodePoint(Number(code)),
  );

/** Lines of Graphviz text that are ways, without how they look. */
export const waysIn = (dot: string): readonly string[] =>
  dot
    .split("\n")
    .filter((line) => line.includes(" -> ") && !line.includes('style="invis"'))
    .map((line) => line.replace(/ \[.*$/, ""));

/** A machine in JSONata that starts with its first state. */
export const machine = (States: object): object => ({
  QueryLanguage: "JSONata",
  StartAt: Object.keys(States)[0] ?? "",
  States,
});

export const task = (more: object = {}): object => ({
  Type: "Task",
  Resource: "arn:aws:states:::lambda:invoke",
  ...more,
});
