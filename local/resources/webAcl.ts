/** aws.wafv2.WebAcl and WebAclAssociation */
import { generatedId, physicalName, type Kind } from "./kind";

export const webAcl: Kind = ({ name, inputs, account: { region, accountId } }) => {
  const id = generatedId(`${name}-acl`, 32);
  const aclName = physicalName(name, inputs);
  return {
    id,
    outputs: {
      name: aclName,
      arn: `arn:aws:wafv2:${region}:${accountId}:regional/webacl/${aclName}/${id}`,
    },
  };
};

export const webAclAssociation: Kind = ({ inputs }) => ({
  id: `${inputs.text("webAclArn")},${inputs.text("resourceArn")}`,
  outputs: {},
});
