using CryptoVault.Adapters.Azure;
using CryptoVault.Functions.Http;
using CryptoVault.Functions.Http.Azure;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

var builder = FunctionsApplication.CreateBuilder(args);
builder.ConfigureFunctionsWebApplication();
builder.Services.Configure<KestrelServerOptions>(kestrel => kestrel.AddServerHeader = false);
builder.Services.AddAzurePorts(builder.Configuration);
builder.Services.AddEntraStaff(builder.Configuration);
builder.Services.AddHttpApp(builder.Configuration);
builder.UseHttpApp();
await builder.Build().RunAsync();
