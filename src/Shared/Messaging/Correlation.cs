namespace CryptoVault.Messaging;

/// <summary>The correlation id of what is being handled: it goes from a request to its commits, messages, workflows and log lines.</summary>
public static class Correlation
{
    private static readonly AsyncLocal<string?> Id = new();

    /// <summary>The id, or <c>none</c> outside any request, message or job.</summary>
    public static string Current => Id.Value ?? "none";

    /// <summary>Sets the id for the present asynchronous flow.</summary>
    public static void Set(string id) => Id.Value = id;
}
