using System.Text.Json.Serialization.Metadata;
using CryptoVault.Ledger;
using CryptoVault.Results;
using CryptoVault.Security;
using CryptoVault.Storage;

namespace CryptoVault.Wallets.Transfers;

/// <summary>A customer has no payment code.</summary>
public sealed record PaymentCodeNotFound() : NotFoundError("PAYMENT_CODE_NOT_FOUND", "You have no payment code. Make one with POST /api/v1/wallet/payment-code.");

/// <summary>The payment code that a customer has, in the customer's partition; none once it is revoked.</summary>
/// <param name="Code">The code: 12 characters; null for none.</param>
/// <param name="Time">Since when.</param>
public sealed record PaymentCodeDocument(string? Code, string Time) : IDocument<PaymentCodeDocument>
{
    /// <summary>The id, the same in every user's partition.</summary>
    public const string DocumentId = "payment-code";

    /// <inheritdoc />
    public static JsonTypeInfo<PaymentCodeDocument> Json => WalletJson.Default.PaymentCodeDocument;

    /// <inheritdoc />
    public string Id => DocumentId;

    /// <inheritdoc />
    public string Type => "payment-code";

    /// <inheritdoc />
    public int SchemaVersion => 1;
}

/// <summary>
/// Whom a payment code was given to, in a partition of the code's own. It only points: the code is good while that customer's
/// own document names it, so a code that was replaced or revoked is good no more in that very commit.
/// </summary>
/// <param name="UserId">The customer.</param>
public sealed record PaymentCodeOwnerDocument(string UserId) : IDocument<PaymentCodeOwnerDocument>
{
    /// <summary>The id, the same in every code's partition.</summary>
    public const string DocumentId = "payment-code-owner";

    /// <inheritdoc />
    public static JsonTypeInfo<PaymentCodeOwnerDocument> Json => WalletJson.Default.PaymentCodeOwnerDocument;

    /// <inheritdoc />
    public string Id => DocumentId;

    /// <inheritdoc />
    public string Type => "payment-code-owner";

    /// <inheritdoc />
    public int SchemaVersion => 1;

    /// <summary>A code's partition.</summary>
    public static PartitionKey PartitionOf(string code) => new(LedgerPartitions.Users, $"payment-code:{code}");
}

/// <summary>Codes by which customers are paid without telling their address: made, replaced and revoked by their owners.</summary>
public sealed class PaymentCodes(Partitions partitions, IDocumentStore store, IRandomness randomness, TimeProvider clock)
{
    private const string Prefix = "cv-";
    private const int Length = 12;
    private const string Alphabet = "0123456789abcdefghjkmnpqrstvwxyz"; // Crockford's, without what looks alike

    /// <summary>The customer's code, or <see cref="PaymentCodeNotFound"/>.</summary>
    public async Task<Result<PaymentCodeDocument>> FindAsync(string userId, CancellationToken cancellation = default) =>
        await store.FindAsync<PaymentCodeDocument>(LedgerPartitions.OfUser(userId), PaymentCodeDocument.DocumentId, cancellation) is { Code: not null } document
            ? document
            : new PaymentCodeNotFound();

    /// <summary>Gives the customer a new code; the one before is good no more.</summary>
    public async Task<Result<PaymentCodeDocument>> ReplaceAsync(string userId, CancellationToken cancellation = default)
    {
        var code = New();
        var pointed = await partitions.DecideAsync<Unit>(PaymentCodeOwnerDocument.PartitionOf(code), view =>
        {
            if (view.Find<PaymentCodeOwnerDocument>(PaymentCodeOwnerDocument.DocumentId) is not null)
            {
                return new ServiceUnavailable("The code could not be made. Repeat the request.", TimeSpan.FromSeconds(1));
            }

            view.Add(new PaymentCodeOwnerDocument(userId));
            return Unit.Value;
        }, cancellation);
        return pointed.IsSuccess ? await WriteAsync(userId, code, cancellation) : pointed.Error;
    }

    /// <summary>Takes the code back; without one nothing happens.</summary>
    public async Task<Result<Unit>> RevokeAsync(string userId, CancellationToken cancellation = default) =>
        (await WriteAsync(userId, null, cancellation)).Map(_ => Unit.Value);

    /// <summary>How a code is written for people.</summary>
    public static string Show(string code) => $"{Prefix}{code[..4]}-{code[4..8]}-{code[8..]}";

    /// <summary>Reads a code as people write it; null when the text is none.</summary>
    public static string? Parse(string text)
    {
        if (!text.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase) || text.Length > 32)
        {
            return null;
        }

        var code = text[Prefix.Length..].Replace("-", "", StringComparison.Ordinal).ToLowerInvariant();
        return code.Length == Length && code.All(Alphabet.Contains) ? code : null;
    }

    /// <summary>Whose a code is, or null when it is nobody's any more, or never was.</summary>
    internal async ValueTask<string?> OwnerOfAsync(string code, string otherwise, CancellationToken cancellation)
    {
        var owner = await store.FindAsync<PaymentCodeOwnerDocument>(PaymentCodeOwnerDocument.PartitionOf(code), PaymentCodeOwnerDocument.DocumentId, cancellation);
        var own = await store.FindAsync<PaymentCodeDocument>(LedgerPartitions.OfUser(owner?.UserId ?? otherwise), PaymentCodeDocument.DocumentId, cancellation);
        return owner is not null && own?.Code == code ? owner.UserId : null;
    }

    private Task<Result<PaymentCodeDocument>> WriteAsync(string userId, string? code, CancellationToken cancellation) =>
        partitions.DecideAsync<PaymentCodeDocument>(LedgerPartitions.OfUser(userId), view =>
        {
            var document = new PaymentCodeDocument(code, StoredTime.Format(clock.GetUtcNow()));
            view.Find<PaymentCodeDocument>(PaymentCodeDocument.DocumentId);
            view.Put(document);
            return document;
        }, cancellation);

    private string New()
    {
        Span<byte> bytes = stackalloc byte[Length];
        randomness.Fill(bytes);
        Span<char> code = stackalloc char[Length];
        for (var i = 0; i < Length; i++)
        {
            code[i] = Alphabet[bytes[i] & 31];
        }

        return new string(code);
    }
}
