using System.Reflection;
using CryptoVault.LocalRuntime.Functions;
using CryptoVault.LocalRuntime.Invocations;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace CryptoVault.LocalRuntime.Durable.Functions;

/// <summary>Gives any function a client of the task hub.</summary>
internal sealed class DurableClientInput(DurableRuntime runtime) : IInputKind
{
    public Type AttributeType => typeof(DurableClientAttribute);

    public bool Supports(Type parameterType) => parameterType == typeof(DurableTaskClient);

    public object Bind(Invocation invocation, ParameterInfo parameter) => runtime.ClientOf(invocation.App);
}
