// Everything inside the resource group. No keys: both apps use one managed identity each, and local authentication is off.
param location string
param tags object
param suffix string
param publicBaseUrl string
param cosmosMaxThroughput int
param maximumInstanceCount int

resource logs 'Microsoft.OperationalInsights/workspaces@2023-09-01' = {
  name: 'log-${suffix}'
  location: location
  tags: tags
  properties: {
    sku: { name: 'PerGB2018' }
    retentionInDays: 30
  }
}

resource insights 'Microsoft.Insights/components@2020-02-02' = {
  name: 'appi-${suffix}'
  location: location
  tags: tags
  kind: 'web'
  properties: {
    Application_Type: 'web'
    WorkspaceResourceId: logs.id
    DisableLocalAuth: true
  }
}

resource storage 'Microsoft.Storage/storageAccounts@2023-05-01' = {
  name: 'st${take(suffix, 20)}'
  location: location
  tags: tags
  kind: 'StorageV2'
  sku: { name: 'Standard_ZRS' }
  properties: {
    allowBlobPublicAccess: false
    allowSharedKeyAccess: false
    minimumTlsVersion: 'TLS1_2'
    supportsHttpsTrafficOnly: true
  }

  resource blobs 'blobServices' = {
    name: 'default'
    properties: {
      deleteRetentionPolicy: { enabled: true, days: 14 }
    }

    // Documents and archives; write-once containers get their immutability policy with the archive job.
    resource documents 'containers' = {
      name: 'documents'
    }
  }
}

resource packages 'Microsoft.Storage/storageAccounts/blobServices/containers@2023-05-01' = [for app in ['http', 'workflows']: {
  parent: storage::blobs
  name: 'package-${app}'
}]

resource vault 'Microsoft.KeyVault/vaults@2023-07-01' = {
  name: 'kv-${take(suffix, 20)}'
  location: location
  tags: tags
  properties: {
    tenantId: tenant().tenantId
    sku: { family: 'A', name: 'standard' }
    enableRbacAuthorization: true
    enableSoftDelete: true
    enablePurgeProtection: true
    softDeleteRetentionInDays: 90
  }

  // Wraps the data keys of personal data and signs the heads of the audit chains.
  resource wrapping 'keys' = {
    name: 'data-wrapping'
    properties: {
      kty: 'RSA'
      keySize: 3072
      keyOps: ['wrapKey', 'unwrapKey']
    }
  }

  // Signs access tokens (ES256).
  resource tokens 'keys' = {
    name: 'access-tokens'
    properties: {
      kty: 'EC'
      curveName: 'P-256'
      keyOps: ['sign', 'verify']
    }
  }
}

module cosmos 'cosmos.bicep' = {
  name: 'cosmos'
  params: {
    location: location
    tags: tags
    suffix: suffix
    maxThroughput: cosmosMaxThroughput
  }
}

module bus 'servicebus.bicep' = {
  name: 'servicebus'
  params: {
    location: location
    tags: tags
    suffix: suffix
  }
}

var sharedSettings = {
  Environment: 'Production'
  PublicBaseUrl: publicBaseUrl
  Storage__Provider: 'Cosmos'
  Cosmos__Endpoint: cosmos.outputs.endpoint
  Cosmos__Database: cosmos.outputs.database
  Messaging__Provider: 'ServiceBus'
  ServiceBus__fullyQualifiedNamespace: bus.outputs.host
  Blobs__Provider: 'Azure'
  Blobs__Endpoint: storage.properties.primaryEndpoints.blob
  Secrets__Provider: 'KeyVault'
  Secrets__VaultUri: vault.properties.vaultUri
  DurableTaskHub: 'cryptovault'
}

module http 'functionapp.bicep' = {
  name: 'app-http'
  params: {
    name: 'func-http-${suffix}'
    service: 'http'
    location: location
    tags: tags
    storageName: storage.name
    vaultName: vault.name
    cosmosName: cosmos.outputs.name
    busName: bus.outputs.name
    insightsName: insights.name
    maximumInstanceCount: maximumInstanceCount
    settings: sharedSettings
  }
}

module workflows 'functionapp.bicep' = {
  name: 'app-workflows'
  params: {
    name: 'func-workflows-${suffix}'
    service: 'workflows'
    location: location
    tags: tags
    storageName: storage.name
    vaultName: vault.name
    cosmosName: cosmos.outputs.name
    busName: bus.outputs.name
    insightsName: insights.name
    maximumInstanceCount: maximumInstanceCount
    settings: sharedSettings
  }
}

output httpAppName string = http.outputs.name
output httpAppUrl string = http.outputs.url
output workflowsAppName string = workflows.outputs.name
output cosmosEndpoint string = cosmos.outputs.endpoint
