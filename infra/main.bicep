targetScope = 'subscription'

@minLength(1)
@maxLength(64)
@description('Names the resource group, and makes the other names unique.')
param environmentName string

@minLength(1)
@description('A region that has Flex Consumption: `az functionapp list-flexconsumption-locations`.')
@metadata({ azd: { type: 'location' } })
param location string

@description('`flex` costs nothing while no picture comes; `dedicated` is a P0v3 that is always on.')
@allowed(['flex', 'dedicated'])
param plan string = 'flex'

@description('Memory of an instance on Flex Consumption. 512 is for the small model only.')
@allowed([512, 2048, 4096])
param instanceMemoryMB int = 2048

@description('Limit for each group of functions that scales by itself, not for the whole app.')
@minValue(40)
@maxValue(1000)
param maximumInstanceCount int = 40

@description('Instances that always wait for HTTP requests on Flex Consumption; they are paid while they wait.')
@minValue(0)
@maxValue(1000)
param alwaysReadyHttp int = 0

@description('Instances of the Dedicated plan.')
@minValue(1)
@maxValue(30)
param dedicatedInstances int = 1

@description('Folder of a published model in Blob storage. Where it is empty, the model in the package is served.')
param modelUri string = ''

@description('Who is told of alerts and of the budget. Where it is empty there is no budget.')
param alertEmail string = ''

@description('Monthly budget of the resource group, in the currency of the subscription.')
@minValue(1)
param budgetAmount int = 50

@description('Days after which what a batch or a training has found is deleted.')
@minValue(1)
param predictionsDays int = 90

@description('Gigabytes of telemetry a day after which no more is taken.')
@minValue(1)
param telemetryDailyQuotaGb int = 1

@description('Who may read and write the data besides the application: whoever deploys.')
param principalId string = deployer().objectId

@description('Leave it alone: Azure allows only the first day of the current month here.')
param budgetStart string = utcNow('yyyy-MM-01')

@secure()
@description('Leave it alone: it is used when there is no key yet.')
param newCallbackKey string = '${newGuid()}${newGuid()}'

var token = toLower(uniqueString(subscription().id, environmentName, location))
// Names are known before anything is deployed, so `what-if` can tell what would change.
var identityName = 'id-${token}'
var storageAccountName = 'st${token}'
var applicationInsightsName = 'appi-${token}'
var systemTopicName = 'evgt-${token}'
var functionAppName = 'func-${token}'
var tags = { 'azd-env-name': environmentName }

resource group 'Microsoft.Resources/resourceGroups@2024-11-01' = {
  name: 'rg-${environmentName}'
  location: location
  tags: tags
}

module identity 'modules/identity.bicep' = {
  scope: group
  params: { name: identityName, location: location, tags: tags }
}

module storage 'modules/storage.bicep' = {
  scope: group
  params: {
    name: storageAccountName
    location: location
    tags: tags
    predictionsDays: predictionsDays
  }
}

module appRoles 'modules/storageRoles.bicep' = {
  scope: group
  dependsOn: [storage]
  params: {
    storageAccountName: storageAccountName
    principalId: identity.outputs.principalId
    principalName: identityName
    principalType: 'ServicePrincipal'
  }
}

module deployerRoles 'modules/storageRoles.bicep' = if (!empty(principalId)) {
  scope: group
  dependsOn: [storage]
  params: { storageAccountName: storageAccountName, principalId: principalId, principalName: principalId }
}

module monitoring 'modules/monitoring.bicep' = {
  scope: group
  params: {
    workspaceName: 'log-${token}'
    applicationInsightsName: applicationInsightsName
    location: location
    tags: tags
    principalId: identity.outputs.principalId
    principalName: identityName
    dailyQuotaGb: telemetryDailyQuotaGb
  }
}

module alerts 'modules/alerts.bicep' = {
  scope: group
  params: {
    applicationInsightsId: monitoring.outputs.id
    location: location
    tags: tags
    email: alertEmail
  }
}

module keyVault 'modules/keyVault.bicep' = {
  scope: group
  params: {
    name: 'kv-${token}'
    location: location
    tags: tags
    principalId: identity.outputs.principalId
    principalName: identityName
    callbackKey: newCallbackKey
  }
}

module eventGrid 'modules/eventGrid.bicep' = {
  scope: group
  dependsOn: [storage]
  params: {
    name: systemTopicName
    location: location
    tags: tags
    storageAccountName: storageAccountName
  }
}

module budget 'modules/budget.bicep' = if (!empty(alertEmail)) {
  scope: group
  params: { email: alertEmail, amount: budgetAmount, startDate: budgetStart }
}

// Passed on whole, `identity.outputs` would not be a map of values: Azure gives each a type.
var identityOfApp = { id: identity.outputs.id, clientId: identity.outputs.clientId }
var storageOfApp = {
  blobUri: storage.outputs.blobUri
  queueUri: storage.outputs.queueUri
  tableUri: storage.outputs.tableUri
}

module flex 'modules/functionAppFlex.bicep' = if (plan == 'flex') {
  scope: group
  // The host and its deployment read storage with the app's identity from the first moment.
  dependsOn: [appRoles, monitoring]
  params: {
    name: functionAppName
    planName: 'plan-${token}'
    location: location
    tags: tags
    identity: identityOfApp
    storage: storageOfApp
    applicationInsightsName: applicationInsightsName
    callbackKeyUri: keyVault.outputs.callbackKeyUri
    modelUri: modelUri
    instanceMemoryMB: instanceMemoryMB
    maximumInstanceCount: maximumInstanceCount
    alwaysReadyHttp: alwaysReadyHttp
  }
}

module dedicated 'modules/functionAppDedicated.bicep' = if (plan == 'dedicated') {
  scope: group
  dependsOn: [appRoles, monitoring]
  params: {
    name: functionAppName
    planName: 'plan-${token}'
    location: location
    tags: tags
    identity: identityOfApp
    storage: storageOfApp
    applicationInsightsName: applicationInsightsName
    callbackKeyUri: keyVault.outputs.callbackKeyUri
    modelUri: modelUri
    instances: dedicatedInstances
  }
}

// azd keeps these in its environment; the postdeploy hook and docs/deploy.md use them.
output AZURE_RESOURCE_GROUP string = group.name
output AZURE_FUNCTION_APP_NAME string = functionAppName
output FUNCTION_APP_URL string = plan == 'flex' ? flex!.outputs.url : dedicated!.outputs.url
output AZURE_STORAGE_ACCOUNT_NAME string = storageAccountName
output STORAGE_BLOB_URI string = storage.outputs.blobUri
output STORAGE_QUEUE_URI string = storage.outputs.queueUri
output STORAGE_TABLE_URI string = storage.outputs.tableUri
output EVENT_GRID_TOPIC_NAME string = systemTopicName
