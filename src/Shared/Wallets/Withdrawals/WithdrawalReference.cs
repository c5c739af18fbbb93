using System.Text.Json;
using System.Text.Json.Serialization;

namespace CryptoVault.Wallets.Withdrawals;

/// <summary>Which withdrawal: all that its orchestration holds.</summary>
/// <param name="UserId">The user, whose partition it lies in.</param>
/// <param name="WithdrawalId">The withdrawal.</param>
public sealed record WithdrawalReference(string UserId, string WithdrawalId)
{
    /// <summary>The correlation id of the request that asked for it; null where it is not known.</summary>
    public string? CorrelationId { get; init; }

    /// <summary>The id of the orchestration.</summary>
    [JsonIgnore]
    public string InstanceId => $"withdrawal-{WithdrawalId}";
}

/// <summary>How far a withdrawal is, as its orchestration needs to know.</summary>
/// <param name="Status">Where it is.</param>
/// <param name="WakeAt">When to look again; null when there is nothing to wait for.</param>
public sealed record WithdrawalProgress(
    [property: JsonConverter(typeof(JsonStringEnumConverter<WithdrawalStatus>))] WithdrawalStatus Status, DateTimeOffset? WakeAt);

/// <summary>The name under which the withdrawal's orchestration is started.</summary>
public static class WithdrawalWorkflow
{
    /// <summary>The orchestration's name.</summary>
    public const string Orchestration = "WithdrawalApproval";
}

// Names as the types have them: that is how the durable client writes inputs, and how an orchestration reads them.
[JsonSourceGenerationOptions(JsonSerializerDefaults.General)]
[JsonSerializable(typeof(WithdrawalReference))]
internal sealed partial class WithdrawalWorkflowJson : JsonSerializerContext;
