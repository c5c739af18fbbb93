using System.Linq.Expressions;
using System.Reflection;
using System.Text.Json;
using CryptoVault.LocalRuntime.Functions;
using CryptoVault.LocalRuntime.Hosting;
using CryptoVault.LocalRuntime.Invocations;
using Microsoft.Azure.Functions.Worker;

namespace CryptoVault.LocalRuntime.ChangeFeed;

/// <summary>Functions that receive the changes of a container.</summary>
internal sealed class ChangeFeedTriggerKind : ITriggerKind
{
    private readonly Dictionary<LocalFunction, string> containers = [];

    public Type AttributeType => typeof(CosmosDBTriggerAttribute);

    public string BindingType => "cosmosDBTrigger";

    public bool HonoursRetries => true;

    public void Check(LocalFunction function, SettingResolver settings, ICollection<string> problems)
    {
        if (settings.Resolve(((CosmosDBTriggerAttribute)function.Trigger).ContainerName, function, problems) is { } container)
        {
            containers[function] = container;
        }
    }

    public Expression? Bind(LocalFunction function, ParameterInfo parameter, Expression invocation) =>
        parameter == function.TriggerParameter && parameter.ParameterType == typeof(IReadOnlyList<JsonElement>)
            ? Expression.Convert(Expression.Property(invocation, nameof(Invocation.Trigger)), typeof(IReadOnlyList<JsonElement>))
            : null;

    public ITriggerListener Listen(FunctionApp app, IReadOnlyList<LocalFunction> functions, RuntimeServices services) =>
        new ChangeFeedListener(app, functions.Select(f => (f, containers[f])), services);
}
