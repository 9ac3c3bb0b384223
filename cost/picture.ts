/** Where the money goes: a bar for each size, cut by service. */
import { named, type Bill } from "./model";
import type { Charge } from "./prices";

/** Services in the order of the bars, with what is charged of each; colours that are told apart without red and green. */
export const SERVICES = {
  "Step Functions": { charges: ["transitions"], colour: "#b5477d" },
  Lambda: { charges: ["invocations", "gigabyteSeconds"], colour: "#e08a1e" },
  "API Gateway": { charges: ["requests"], colour: "#6d4bb5" },
  DynamoDB: {
    charges: ["readUnits", "writeUnits", "storedGigabytes", "recoverableGigabytes"],
    colour: "#2f6fb0",
  },
  SNS: { charges: ["publishes", "mails"], colour: "#8a8f2a" },
  "X-Ray": { charges: ["traces"], colour: "#4aa3a2" },
  CloudWatch: {
    charges: ["logGigabytes", "keptLogGigabytes", "alarmMetrics", "metrics", "dashboards"],
    colour: "#a0801c",
  },
  WAF: { charges: ["webAcls", "webAclRules", "inspectedRequests"], colour: "#7a8794" },
  Cognito: { charges: ["machineClients", "machineTokens"], colour: "#3f4a57" },
} as const satisfies Readonly<
  Record<string, { readonly charges: readonly Charge[]; readonly colour: string }>
>;

export interface Bar {
  readonly label: string;
  readonly bill: Bill;
}

/** Dollars of each service, in the order of SERVICES. */
export const byService = ({ lines }: Bill): readonly (readonly [service: string, usd: number])[] =>
  Object.entries(SERVICES).map(([service, { charges }]) => {
    const own: readonly Charge[] = charges;
    const usd = named(lines).filter(([charge]) => own.includes(charge));
    return [service, usd.reduce((sum, [, each]) => sum + each, 0)];
  });

const [WIDTH, LEFT, BAR, GAP, TOP] = [760, 150, 44, 30, 20];
/** Of a bar: narrower parts have no room for their share. */
const NARROW = 34;

/** SVG text. */
export function picture(title: string, bars: readonly Bar[]): string {
  const rows = bars.flatMap((bar, index) => row(bar, TOP + index * (BAR + GAP)));
  const legendTop = TOP + bars.length * (BAR + GAP) + 4;
  const height = legendTop + 64;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${height}" viewBox="0 0 ${WIDTH} ${height}" font-family="Helvetica, Arial, sans-serif" font-size="13" role="img">`,
    `<title>${title}</title>`,
    // White under everything: GitHub shows a picture on white and on dark pages.
    `<rect x="0.5" y="0.5" width="${WIDTH - 1}" height="${height - 1}" rx="8" fill="#ffffff" stroke="#d1d5db"/>`,
    ...rows,
    ...legend(legendTop),
    "</svg>",
    "",
  ].join("\n");
}

function row({ label, bill }: Bar, top: number): readonly string[] {
  const full = WIDTH - LEFT - 24;
  const parts = byService(bill).map(([service, usd]) => ({ service, share: usd / bill.total }));
  const starts = parts.map((_, index) => parts.slice(0, index).reduce((sum, { share }) => sum + share, 0));
  return [
    text(LEFT - 12, top + 19, "end", label, "#1f2937"),
    text(LEFT - 12, top + 36, "end", dollars(bill.total), "#4b5563"),
    ...parts.flatMap(({ service, share }, index) => {
      const [x, width] = [LEFT + full * (starts[index] ?? 0), full * share];
      const shown =
        width < NARROW ? [] : [text(x + width / 2, top + 27, "middle", percent(share), "#ffffff")];
      return [
        `<rect x="${x.toFixed(1)}" y="${top}" width="${width.toFixed(1)}" height="${BAR}" fill="${colourOf(service)}"><title>${service}: ${percent(share)}</title></rect>`,
        ...shown,
      ];
    }),
  ];
}

function legend(top: number): readonly string[] {
  return Object.entries(SERVICES).flatMap(([service, { colour }], index) => {
    const [x, y] = [LEFT + (index % 5) * 118, top + Math.floor(index / 5) * 24];
    return [
      `<rect x="${x}" y="${y}" width="14" height="14" fill="${colour}"/>`,
      text(x + 20, y + 12, "start", service, "#1f2937"),
    ];
  });
}

const colourOf = (service: string): string =>
  Object.entries(SERVICES).find(([name]) => name === service)?.[1].colour ?? "#000000";

const text = (x: number, y: number, anchor: string, content: string, colour: string): string =>
  `<text x="${x.toFixed(1)}" y="${y}" text-anchor="${anchor}" fill="${colour}">${content}</text>`;

const percent = (share: number): string => `${Math.round(share * 100)} %`;

/** To the cent below a hundred dollars, to the dollar above. */
export const dollars = (usd: number): string =>
  `$${usd.toLocaleString("en-US", usd < 100 ? { minimumFractionDigits: 2, maximumFractionDigits: 2 } : { maximumFractionDigits: 0 })}`;
