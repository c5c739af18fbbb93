using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Middleware;
using Microsoft.Extensions.DependencyInjection;

namespace CryptoVault.LocalRuntime.Hosting;

/// <summary>Collects an app's services and middleware.</summary>
internal sealed class WorkerBuilder(IServiceCollection services) : IFunctionsWorkerApplicationBuilder
{
    public IServiceCollection Services => services;

    public List<Func<FunctionExecutionDelegate, FunctionExecutionDelegate>> Middleware { get; } = [];

    public IFunctionsWorkerApplicationBuilder Use(Func<FunctionExecutionDelegate, FunctionExecutionDelegate> middleware)
    {
        Middleware.Add(middleware);
        return this;
    }
}
