namespace CryptoVault.Adapters.HttpCustody;

/// <summary>How a custody provider is reached, configured under <c>Custody:Http</c>.</summary>
public sealed record HttpCustodyOptions
{
    /// <summary>The least bytes of a secret.</summary>
    public const int LeastSecret = 32;

    /// <summary>Where it is, such as <c>https://custody.example</c>. Plain HTTP is taken for loopback only.</summary>
    public string Url { get; init; } = "";

    /// <summary>The name of the key that requests are signed with.</summary>
    public string KeyId { get; init; } = "";

    /// <summary>The secret of that key: at least 32 characters.</summary>
    public string Secret { get; init; } = "";

    /// <summary>The secret that the provider signs its webhooks with: at least 32 characters; empty to take none.</summary>
    public string WebhookSecret { get; init; } = "";

    /// <summary>How long an answer is waited for.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Checks the options.</summary>
    /// <exception cref="ArgumentException">One of them is not valid; the message names it.</exception>
    public HttpCustodyOptions Checked()
    {
        if (!Uri.TryCreate(Url, UriKind.Absolute, out var url) || (url.Scheme != Uri.UriSchemeHttps && !(url.Scheme == Uri.UriSchemeHttp && url.IsLoopback)))
        {
            throw new ArgumentException("Custody:Http:Url must be an https address.");
        }

        if (KeyId.Length is 0 or > 64 || Secret.Length < LeastSecret || WebhookSecret.Length is > 0 and < LeastSecret)
        {
            throw new ArgumentException($"Custody:Http needs a KeyId, and secrets of at least {LeastSecret} characters.");
        }

        return Timeout > TimeSpan.Zero ? this : throw new ArgumentException("Custody:Http:Timeout must be more than nothing.");
    }
}
