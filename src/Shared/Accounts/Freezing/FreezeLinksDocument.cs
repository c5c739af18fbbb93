using System.Text.Json.Serialization.Metadata;
using CryptoVault.Mail;
using CryptoVault.Storage;

namespace CryptoVault.Accounts.Freezing;

/// <summary>The links "this was not me" in mails of late. In the user's partition; of their tokens it keeps hashes.</summary>
/// <param name="Links">The links, the newest at the end.</param>
public sealed record FreezeLinksDocument(IReadOnlyList<FreezeLink> Links) : IDocument<FreezeLinksDocument>
{
    /// <summary>The id, the same in every user's partition.</summary>
    public const string DocumentId = "freeze-links";

    /// <summary>The purpose of their tokens.</summary>
    public const string Purpose = "freeze";

    private const int MostLinks = 20;

    /// <inheritdoc />
    public static JsonTypeInfo<FreezeLinksDocument> Json => AccountsJson.Default.FreezeLinksDocument;

    /// <inheritdoc />
    public string Id => DocumentId;

    /// <inheritdoc />
    public string Type => "freeze-links";

    /// <inheritdoc />
    public int SchemaVersion => 1;

    /// <summary>Adds a link, within a decision.</summary>
    public static void Add(PartitionView view, FreezeLink link)
    {
        var known = view.Find<FreezeLinksDocument>(DocumentId);
        view.Put(new FreezeLinksDocument([.. (known?.Links ?? []).TakeLast(MostLinks - 1), link]));
    }

    /// <summary>The link whose token this is, if it is still good.</summary>
    public FreezeLink? Find(string token, DateTimeOffset now) =>
        Links.FirstOrDefault(link => now < link.ExpiresAt && MailTokens.Matches(token, link.Hash));
}

/// <summary>A link "this was not me".</summary>
/// <param name="Hash">The hash of its token.</param>
/// <param name="Since">What happened in the account since then may be a stranger's doing.</param>
/// <param name="ExpiresAt">Until when it works.</param>
/// <param name="DeviceId">The device that it is about; null when it is about none.</param>
public sealed record FreezeLink(string Hash, DateTimeOffset Since, DateTimeOffset ExpiresAt, string? DeviceId = null);
