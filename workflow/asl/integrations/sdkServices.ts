/**
 * The services of `aws-sdk:service:action`, and by which prefix IAM knows their actions. Names are the SDK's service
 * ids in lower case without spaces; the ids and the signing names are those of the API models in botocore 1.44.8,
 * the prefixes that differ from both those of
 * https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html
 */

/** IAM prefixes that are the name of the service, but for hyphens. */
const NAMED_ALIKE = `
access-analyzer account acm acm-pca aiops amplify amplifybackend amplifyuibuilder apigateway appconfig
appfabric appflow app-integrations application-autoscaling application-cost-profiler applicationinsights
application-signals appmesh apprunner appstream appsync arc-region-switch arc-zonal-shift artifact athena
auditmanager autoscaling autoscaling-plans b2bi backup backup-gateway backup-search batch bcm-data-exports
bcm-pricing-calculator bedrock bedrock-agentcore billing billingconductor braket budgets chatbot chime
cleanrooms cleanrooms-ml cloud9 clouddirectory cloudformation cloudfront cloudfront-keyvaluestore cloudhsm
cloudsearch cloudtrail cloudtrail-data cloudwatch codeartifact codebuild codecatalyst codecommit
codeconnections codedeploy codeguru-profiler codeguru-reviewer codeguru-security codepipeline
codestar-connections codestar-notifications cognito-identity cognito-sync comprehend comprehendmedical
compute-optimizer config connect connect-campaigns controlcatalog controltower cost-optimization-hub
databrew dataexchange datapipeline datasync datazone dax deadline detective devicefarm devops-guru
directconnect dlm docdb-elastic drs dsql dynamodb ebs ec2 ec2-instance-connect ecr ecr-public ecs eks
eks-auth elasticache elasticbeanstalk elasticloadbalancing emr-containers emr-serverless entityresolution
evs firehose fis fms forecast frauddetector freetier fsx gamelift gameliftstreams geo-maps geo-places
geo-routes glacier globalaccelerator glue grafana greengrass groundstation guardduty health healthlake iam
identitystore imagebuilder inspector inspector2 inspector-scan internetmonitor invoicing iot
iotdeviceadvisor iotfleetwise iotmanagedintegrations iotsitewise iotthingsgraph iottwinmaker iotwireless ivs
ivschat kafka kafkaconnect kendra kendra-ranking kinesis kinesisanalytics kinesisvideo kms lakeformation
lambda launchwizard license-manager license-manager-linux-subscriptions license-manager-user-subscriptions
lightsail lookoutequipment m2 machinelearning macie2 managedblockchain managedblockchain-query
marketplacecommerceanalytics mediaconnect mediaconvert medialive mediapackage mediapackagev2
mediapackage-vod mediastore mediatailor medical-imaging memorydb mgn migrationhub-orchestrator
migrationhub-strategy mpa mq neptune-graph network-firewall networkflowmonitor networkmanager networkmonitor
notifications notifications-contacts oam observabilityadmin odb omics organizations osis outposts
partnercentral-selling payment-cryptography pca-connector-ad pca-connector-scep pcs personalize pi pipes
polly pricing proton qapps qbusiness quicksight ram rbin rds rds-data redshift redshift-data
redshift-serverless rekognition repostspace resiliencehub resource-explorer-2 resource-groups rolesanywhere
route53 route53domains route53profiles route53-recovery-cluster route53-recovery-control-config
route53-recovery-readiness route53resolver rum s3 s3-outposts s3tables s3vectors sagemaker
sagemaker-geospatial savingsplans scheduler schemas secretsmanager securityhub security-ir securitylake
servicecatalog servicediscovery servicequotas ses shield signer snowball snow-device-management sns
social-messaging sqs ssm ssm-contacts ssm-guiconnect ssm-incidents ssm-quicksetup ssm-sap sso storagegateway
sts support supportapp swf synthetics textract timestream-influxdb transcribe transfer translate
trustedadvisor verifiedpermissions voiceid vpc-lattice waf waf-regional wafv2 wellarchitected wisdom
workdocs workmail workmailmessageflow workspaces workspaces-instances workspaces-web xray`;

const NAMED_OTHERWISE: Readonly<Record<string, string>> = {
  amp: "aps",
  apigatewaymanagementapi: "execute-api",
  apigatewayv2: "apigateway",
  appconfigdata: "appconfig",
  applicationdiscovery: "discovery",
  bedrockagent: "bedrock",
  bedrockagentcorecontrol: "bedrock-agentcore",
  bedrockagentruntime: "bedrock",
  bedrockdataautomation: "bedrock",
  bedrockdataautomationruntime: "bedrock",
  bedrockruntime: "bedrock",
  chimesdkidentity: "chime",
  chimesdkmediapipelines: "chime",
  chimesdkmeetings: "chime",
  chimesdkmessaging: "chime",
  chimesdkvoice: "chime",
  cloudcontrol: "cloudcontrolapi",
  cloudhsmv2: "cloudhsm",
  cloudsearchdomain: "cloudsearch",
  cloudwatchlogs: "logs",
  cognitoidentityprovider: "cognito-idp",
  connectcampaignsv2: "connect-campaigns",
  connectcases: "cases",
  connectcontactlens: "connect",
  connectparticipant: "execute-api",
  costandusagereport: "cur",
  costexplorer: "ce",
  customerprofiles: "profile",
  databasemigration: "dms",
  directory: "ds",
  directoryservicedata: "ds-data",
  docdb: "rds",
  dynamodbstreams: "dynamodb",
  efs: "elasticfilesystem",
  elasticloadbalancingv2: "elasticloadbalancing",
  elasticsearch: "es",
  emr: "elasticmapreduce",
  eventbridge: "events",
  forecastquery: "forecast",
  greengrassv2: "greengrass",
  iotdataplane: "iot",
  iotjobsdataplane: "iot",
  iotsecuretunneling: "iot",
  ivsrealtime: "ivs",
  keyspaces: "cassandra",
  keyspacesstreams: "cassandra",
  kinesisanalyticsv2: "kinesisanalytics",
  kinesisvideoarchivedmedia: "kinesisvideo",
  kinesisvideomedia: "kinesisvideo",
  kinesisvideosignaling: "kinesisvideo",
  kinesisvideowebrtcstorage: "kinesisvideo",
  lexmodelbuilding: "lex",
  lexmodelsv2: "lex",
  lexruntime: "lex",
  lexruntimev2: "lex",
  location: "geo",
  mailmanager: "ses",
  marketplaceagreement: "aws-marketplace",
  marketplacecatalog: "aws-marketplace",
  marketplacedeployment: "aws-marketplace",
  marketplaceentitlement: "aws-marketplace",
  marketplacemetering: "aws-marketplace",
  mediastoredata: "mediastore",
  migrationhub: "mgh",
  migrationhubconfig: "mgh",
  migrationhubrefactorspaces: "refactor-spaces",
  mturk: "mechanicalturk",
  mwaa: "airflow",
  neptune: "rds",
  neptunedata: "neptune-db",
  opensearch: "es",
  opensearchserverless: "aoss",
  paymentcryptographydata: "payment-cryptography",
  personalizeevents: "personalize",
  personalizeruntime: "personalize",
  pinpoint: "mobiletargeting",
  pinpointemail: "ses",
  pinpointsmsvoice: "sms-voice",
  pinpointsmsvoicev2: "sms-voice",
  qconnect: "wisdom",
  resourcegroupstaggingapi: "tagging",
  s3control: "s3",
  sagemakera2iruntime: "sagemaker",
  sagemakeredge: "sagemaker",
  sagemakerfeaturestoreruntime: "sagemaker",
  sagemakermetrics: "sagemaker",
  sagemakerruntime: "sagemaker",
  serverlessapplicationrepository: "serverlessrepo",
  servicecatalogappregistry: "servicecatalog",
  sesv2: "ses",
  sfn: "states",
  simpledb: "sdb",
  ssoadmin: "sso",
  ssooidc: "sso-oauth",
  supplychain: "scn",
  taxsettings: "tax",
  timestreamquery: "timestream",
  timestreamwrite: "timestream",
  workspacesthinclient: "thinclient",
};

const PREFIXES: ReadonlyMap<string, string> = new Map([
  ...NAMED_ALIKE.trim()
    .split(/\s+/)
    .map((prefix) => [prefix.replaceAll("-", ""), prefix] as const),
  ...Object.entries(NAMED_OTHERWISE),
]);

/** `states` for `sfn`; undefined for a service that the SDK does not have. */
export const iamPrefix = (service: string): string | undefined => PREFIXES.get(service);

/** What the SDK calls a service that was named as IAM does: `sfn` for `states`. */
export const sdkNameOf = (prefix: string): string | undefined =>
  [...PREFIXES].find(([name, known]) => known === prefix && name !== prefix)?.[0];
