import { strings } from 'types.bicep'
import { commonSettings, identityOfApp, sizeSettings, storageOfApp } from 'appSettings.bicep'

@description('The function app on Flex Consumption.')
param name string
param planName string
param location string
param tags strings
param identity identityOfApp
param storage storageOfApp
param applicationInsightsName string
param callbackKeyUri string
param modelUri string
param instanceMemoryMB int
param maximumInstanceCount int
param alwaysReadyHttp int

resource insights 'Microsoft.Insights/components@2020-02-02' existing = {
  name: applicationInsightsName
}

resource plan 'Microsoft.Web/serverfarms@2024-04-01' = {
  name: planName
  location: location
  tags: tags
  kind: 'functionapp'
  sku: { name: 'FC1', tier: 'FlexConsumption' }
  properties: { reserved: true }
}

resource app 'Microsoft.Web/sites@2024-04-01' = {
  name: name
  location: location
  // azd finds the app by this tag.
  tags: union(tags, { 'azd-service-name': 'api' })
  kind: 'functionapp,linux'
  identity: {
    type: 'UserAssigned'
    userAssignedIdentities: { '${identity.id}': {} }
  }
  properties: {
    serverFarmId: plan.id
    httpsOnly: true
    keyVaultReferenceIdentity: identity.id
    siteConfig: { minTlsVersion: '1.2' }
    functionAppConfig: {
      deployment: {
        storage: {
          type: 'blobContainer'
          value: '${storage.blobUri}app-package'
          authentication: {
            type: 'UserAssignedIdentity'
            userAssignedIdentityResourceId: identity.id
          }
        }
      }
      runtime: { name: 'node', version: '22' }
      scaleAndConcurrency: {
        instanceMemoryMB: instanceMemoryMB
        maximumInstanceCount: maximumInstanceCount
        alwaysReady: alwaysReadyHttp > 0
          ? [{ name: 'http', instanceCount: alwaysReadyHttp }]
          : []
        // One core classifies one picture at a time; a few more may download and decode meanwhile.
        triggers: { http: { perInstanceConcurrency: 16 } }
      }
    }
  }

  // FUNCTIONS_WORKER_RUNTIME and WEBSITE_RUN_FROM_PACKAGE are refused here: functionAppConfig has both.
  resource settings 'config' = {
    name: 'appsettings'
    properties: union(
      commonSettings(
        storage,
        identity,
        insights.properties.ConnectionString,
        callbackKeyUri,
        modelUri
      ),
      sizeSettings(instanceMemoryMB)
    )
  }
}

output url string = 'https://${app.properties.defaultHostName}'
