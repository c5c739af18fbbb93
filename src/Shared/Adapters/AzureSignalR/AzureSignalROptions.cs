using System.Text;

namespace CryptoVault.Adapters.AzureSignalR;

/// <summary>An Azure SignalR Service, as its connection string names it.</summary>
/// <param name="Endpoint">Its URL, without a slash at its end.</param>
/// <param name="Key">The access key, whose characters sign tokens.</param>
public sealed record AzureSignalROptions(string Endpoint, byte[] Key)
{
    /// <summary>The setting's name: the one that Azure's own bindings use.</summary>
    public const string Setting = "AzureSignalRConnectionString";

    /// <summary>Reads <c>Endpoint=https://...;AccessKey=...;Version=1.0;</c>.</summary>
    /// <exception cref="InvalidOperationException">The text is no such connection string.</exception>
    public static AzureSignalROptions Parse(string connectionString)
    {
        ArgumentNullException.ThrowIfNull(connectionString);
        var parts = connectionString.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Select(static part => part.Split('=', 2)).Where(static part => part.Length == 2)
            .ToDictionary(static part => part[0], static part => part[1], StringComparer.OrdinalIgnoreCase);
        return parts.TryGetValue("Endpoint", out var endpoint) && parts.TryGetValue("AccessKey", out var key) && Uri.TryCreate(endpoint, UriKind.Absolute, out _)
            ? new AzureSignalROptions(endpoint.TrimEnd('/'), Encoding.UTF8.GetBytes(key))
            : throw new InvalidOperationException($"{Setting} has the form Endpoint=https://...;AccessKey=...;");
    }

    /// <summary>Says nothing of the key.</summary>
    public override string ToString() => $"Azure SignalR Service at {Endpoint}";
}
