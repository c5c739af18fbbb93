using Microsoft.Extensions.Configuration;

namespace CryptoVault.Adapters.KeyVault;

/// <summary>Which keys of which vault; configuration section <c>Keys</c>.</summary>
public sealed record KeyVaultOptions
{
    /// <summary>The vault's address, such as <c>https://kv-name.vault.azure.net</c>.</summary>
    public required Uri Vault { get; init; }

    /// <summary>The name of the RSA key that data keys are wrapped with.</summary>
    public string WrappingKey { get; init; } = "data-key-wrapping";

    /// <summary>The name of the EC key (P-256) that signs seals.</summary>
    public string SealingKey { get; init; } = "audit-seal";

    /// <summary>How long it is believed which version of a key is the newest.</summary>
    public TimeSpan VersionMemory { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>How long one try of an operation may take.</summary>
    public TimeSpan OperationTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How often an operation is tried.</summary>
    public int MaxAttempts { get; init; } = 4;

    /// <summary>By configuration: <c>Keys:Vault</c>, <c>Keys:WrappingKey</c>, <c>Keys:SealingKey</c>.</summary>
    /// <exception cref="InvalidOperationException">A setting is missing or cannot be used; the message names it.</exception>
    public static KeyVaultOptions From(IConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        if (!Uri.TryCreate(configuration["Keys:Vault"], UriKind.Absolute, out var vault) || (vault.Scheme != Uri.UriSchemeHttps && !vault.IsLoopback))
        {
            throw new InvalidOperationException("The setting Keys:Vault is the https address of a key vault.");
        }

        var options = new KeyVaultOptions { Vault = vault };
        return options with
        {
            WrappingKey = configuration["Keys:WrappingKey"] is { Length: > 0 } wrapping ? wrapping : options.WrappingKey,
            SealingKey = configuration["Keys:SealingKey"] is { Length: > 0 } sealing ? sealing : options.SealingKey,
        };
    }
}
