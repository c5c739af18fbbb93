using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using CryptoVault.Results;
using CryptoVault.Storage;

namespace CryptoVault.Accounts.ApiKeys;

/// <summary>A signature that changed something, kept while it could come again. In the user's partition.</summary>
/// <param name="Id"><c>signature:{hash}</c>.</param>
/// <param name="RequestId">The request that spent it, whose later decisions it does not stop.</param>
public sealed record SpentSignatureDocument(string Id, string RequestId) : IDocument<SpentSignatureDocument>
{
    /// <inheritdoc />
    public static JsonTypeInfo<SpentSignatureDocument> Json => AccountsJson.Default.SpentSignatureDocument;

    /// <inheritdoc />
    public string Type => "spent-signature";

    /// <inheritdoc />
    public int SchemaVersion => 1;

    /// <inheritdoc />
    [JsonIgnore]
    public TimeSpan? TimeToLive => SignedRequest.LongestWindow * 5;
}

/// <summary>
/// Lets a signature change the user's partition once: it is recorded in the commit of the first change, so that a
/// repetition, in this process or another, finds it there, and a request that changed nothing can be sent again.
/// </summary>
internal sealed class SpendSignature(PartitionKey user, string signatureHash, string requestId) : DecisionGuard
{
    private readonly string id = $"signature:{signatureHash}";

    public override Result<T> Decide<T>(PartitionView view, Func<PartitionView, Result<T>> decide)
    {
        if (view.Partition != user)
        {
            return decide(view);
        }

        var spent = view.Find<SpentSignatureDocument>(id);
        if (spent is not null && spent.RequestId != requestId)
        {
            return new SignatureRepeated();
        }

        var result = decide(view);
        if (result.IsSuccess && spent is null && (view.Changes.Count > 0 || view.Messages.Count > 0))
        {
            view.Add(new SpentSignatureDocument(id, requestId));
        }

        return result;
    }
}
