/** Who may take on the roles: runs of the repository's own workflows, as docs/pull-requests.md names them. */
import type { Place } from "./documents";

/** `OWNER/NAME` at GitHub. */
export type Repository = `${string}/${string}`;

const ISSUER = "token.actions.githubusercontent.com";

/** Subjects of GitHub's tokens (https://docs.github.com/en/actions/reference/security/oidc), each compared as a whole. */
export const deployers = (repository: Repository, environment: string): readonly string[] => [
  `repo:${repository}:environment:${environment}`,
];

/** The run that deploys previews prod once more, on main. */
export const previewers = (repository: Repository, environment: string): readonly string[] => [
  `repo:${repository}:pull_request`,
  ...(environment === "prod" ? [`repo:${repository}:ref:refs/heads/main`] : []),
];

export interface TrustPolicy {
  readonly Version: "2012-10-17";
  readonly Statement: readonly object[];
}

export const trusted = ({ account }: Place, subjects: readonly string[]): TrustPolicy => ({
  Version: "2012-10-17",
  Statement: [
    {
      Effect: "Allow",
      Action: "sts:AssumeRoleWithWebIdentity",
      Principal: { Federated: `arn:aws:iam::${account}:oidc-provider/${ISSUER}` },
      Condition: { StringEquals: { [`${ISSUER}:aud`]: "sts.amazonaws.com", [`${ISSUER}:sub`]: subjects } },
    },
  ],
});
