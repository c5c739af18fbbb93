using System.Text.Json.Nodes;

namespace CryptoVault.Load.Kill;

/// <summary>The kinds of operation that are under way when the host is killed.</summary>
internal enum OperationKind
{
    Order,
    Cancel,
    Transfer,
    Withdrawal,
    WithdrawalCancel,
    Deposit,
}

/// <summary>A request that is repeated, exactly as it is, until it is answered.</summary>
/// <param name="Kind">What it does.</param>
/// <param name="Method">The HTTP method.</param>
/// <param name="Path">The route.</param>
/// <param name="Body">The body, or null.</param>
/// <param name="Key">The idempotency key, or null where the route has none.</param>
internal sealed record Operation(OperationKind Kind, HttpMethod Method, string Path, string? Body = null, string? Key = null)
{
    /// <summary>The other customer of a transfer.</summary>
    public int Payee { get; init; }

    /// <summary>How much, in whole units; of a transfer or withdrawal.</summary>
    public int Amount { get; init; }

    public JsonNode? Json => Body is null ? null : JsonNode.Parse(Body);

    public (string Name, string Value)[] Headers => Key is null ? [] : [("Idempotency-Key", Key)];
}

/// <summary>What the host said that it did.</summary>
/// <param name="Customer">Whose it is.</param>
/// <param name="Operation">What was asked.</param>
/// <param name="Id">The id that the host gave it.</param>
internal sealed record Acknowledgement(int Customer, Operation Operation, string Id);
