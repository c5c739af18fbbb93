using CryptoVault.Adapters.Azure;
using CryptoVault.Functions.Workflows;
using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.Extensions.Hosting;

var builder = FunctionsApplication.CreateBuilder(args);
builder.Services.AddAzurePorts(builder.Configuration);
builder.Services.AddWorkflowsApp(builder.Configuration);
builder.UseWorkflowsApp();
await builder.Build().RunAsync();
