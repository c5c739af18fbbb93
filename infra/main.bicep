// CryptoVault on Azure: two Flex Consumption function apps over Cosmos DB, Service Bus and Storage.
// First version: not yet deployed to a real subscription (see README, "What is verified where").
targetScope = 'subscription'

@minLength(1)
@maxLength(20)
@description('Name of the environment; part of every resource name.')
param environmentName string

@minLength(1)
@description('Region of all resources.')
param location string

@description('Public address that links in mails point to, without a trailing slash.')
param publicBaseUrl string = ''

@description('Highest throughput of the database in request units per second; it scales down to a tenth by itself.')
@minValue(1000)
param cosmosMaxThroughput int = 4000

@description('Most instances of each function app.')
@minValue(40)
@maxValue(1000)
param maximumInstanceCount int = 100

var tags = { 'azd-env-name': environmentName, product: 'cryptovault' }
var suffix = toLower(uniqueString(subscription().id, environmentName, location))

resource group 'Microsoft.Resources/resourceGroups@2024-03-01' = {
  name: 'rg-cryptovault-${environmentName}'
  location: location
  tags: tags
}

module resources 'resources.bicep' = {
  name: 'cryptovault-resources'
  scope: group
  params: {
    location: location
    tags: tags
    suffix: suffix
    publicBaseUrl: publicBaseUrl
    cosmosMaxThroughput: cosmosMaxThroughput
    maximumInstanceCount: maximumInstanceCount
  }
}

output AZURE_LOCATION string = location
output AZURE_RESOURCE_GROUP string = group.name
output HTTP_APP_NAME string = resources.outputs.httpAppName
output HTTP_APP_URL string = resources.outputs.httpAppUrl
output WORKFLOWS_APP_NAME string = resources.outputs.workflowsAppName
output COSMOS_ENDPOINT string = resources.outputs.cosmosEndpoint
