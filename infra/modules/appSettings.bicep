import { strings } from 'types.bicep'

// What both plans set.

@export()
type identityOfApp = {
  id: string
  clientId: string
}

@export()
type storageOfApp = {
  blobUri: string
  queueUri: string
  tableUri: string
}

@export()
@description('Settings that fit the memory and the cores of an instance.')
func sizeSettings(memoryMB int) strings =>
  memoryMB == 512
    ? {
        INFERENCE_THREADS: '1'
        MAX_IMAGE_PIXELS: '16000000'
        MAX_WAITING_BYTES: '67108864'
      }
    : { INFERENCE_THREADS: memoryMB == 4096 ? '2' : '1' }

@export()
@description('Every app setting that does not depend on the plan.')
func commonSettings(
  storage storageOfApp,
  identity identityOfApp,
  insightsConnectionString string,
  callbackKeyUri string,
  modelUri string
) strings =>
  union(
    {
      AzureWebJobsStorage__blobServiceUri: storage.blobUri
      AzureWebJobsStorage__queueServiceUri: storage.queueUri
      AzureWebJobsStorage__tableServiceUri: storage.tableUri
      AzureWebJobsStorage__credential: 'managedidentity'
      AzureWebJobsStorage__clientId: identity.clientId
      BLOB_SOURCE: 'EventGrid'
      // For glibc: what pictures took goes back to the system when they are done.
      MALLOC_ARENA_MAX: '2'
      MALLOC_MMAP_THRESHOLD_: '65536'
      CALLBACK_KEY: '@Microsoft.KeyVault(SecretUri=${callbackKeyUri})'
      APPLICATIONINSIGHTS_CONNECTION_STRING: insightsConnectionString
      APPLICATIONINSIGHTS_AUTHENTICATION_STRING: 'ClientId=${identity.clientId};Authorization=AAD'
    },
    empty(modelUri) ? {} : { MODEL_URI: modelUri }
  )
