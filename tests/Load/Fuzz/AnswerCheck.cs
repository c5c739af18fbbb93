using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using CryptoVault.Load.Generator;

namespace CryptoVault.Load.Fuzz;

/// <summary>What may be wrong with an answer, whatever was asked.</summary>
/// <param name="secrets">Passwords, tokens and second-factor secrets of everybody, and the address of somebody who deals with nobody.</param>
internal sealed partial class AnswerCheck(Func<IReadOnlyCollection<string>> secrets)
{
    private const int StatusUnavailable = 503;

    /// <summary>What is wrong, or null.</summary>
    public static string? ServerError(Operation operation, int status) =>
        status < 500 || (status == StatusUnavailable && operation.Documents(StatusUnavailable)) ? null : $"status {status}";

    /// <summary>The HTTP server refused the message itself, before there was a request: 400, 413, 414, 431 without a body, and the connection ends.</summary>
    public static bool IsRefusedByServer(int status, RawConnection answer) =>
        status is 400 or 408 or 413 or 414 or 431 or 505 && answer.Body.IsEmpty && Encoding.Latin1.GetString(answer.Head).Contains("Connection: close", StringComparison.OrdinalIgnoreCase);

    /// <summary>An error must be a problem with all its members; JSON must be JSON.</summary>
    public static string? Unparseable(int status, RawConnection answer)
    {
        var type = ContentType().Match(Encoding.Latin1.GetString(answer.Head)) is { Success: true } match ? match.Groups[1].Value : "";
        if (status >= 400 && type != "application/problem+json")
        {
            return $"{status} as '{type}' instead of a problem";
        }

        if (!type.EndsWith("json", StringComparison.Ordinal))
        {
            return null;
        }

        try
        {
            using var document = JsonDocument.Parse(Encoding.UTF8.GetString(answer.Body));
            return status >= 400 && !IsProblem(document.RootElement, status) ? $"{status} with a problem that lacks members" : null;
        }
        catch (JsonException)
        {
            return $"{status} with broken JSON";
        }
    }

    /// <summary>Internals or somebody's secrets in an answer.</summary>
    /// <param name="operation">What was asked; the answers of some are made of the contract's text or of the caller's own new secrets.</param>
    /// <param name="answer">The answer.</param>
    /// <param name="isStaff">Staff may read addresses.</param>
    public string? Leak(Operation operation, RawConnection answer, bool isStaff)
    {
        if (operation.Id is "OpenApi" or "Docs" or "DocsAsset")
        {
            return null;
        }

        var text = Encoding.UTF8.GetString(answer.Body);
        if (Internals().Match(text) is { Success: true } internals)
        {
            return $"'{internals.Value}'";
        }

        var issuesTokens = operation.Path.StartsWith("/api/v1/auth/", StringComparison.Ordinal);
        return issuesTokens || isStaff || !secrets().Any(secret => text.Contains(secret, StringComparison.Ordinal)) ? null : "somebody's secret";
    }

    private static bool IsProblem(JsonElement root, int status) =>
        root.ValueKind == JsonValueKind.Object
        && root.TryGetProperty("type", out _) && root.TryGetProperty("title", out _) && root.TryGetProperty("code", out _) && root.TryGetProperty("traceId", out _)
        && root.TryGetProperty("status", out var told) && told.GetInt32() == status;

    [GeneratedRegex(@"^content-type: *([^;\r\n]+)", RegexOptions.IgnoreCase | RegexOptions.Multiline)]
    private static partial Regex ContentType();

    [GeneratedRegex(@"\n?   at [A-Z][\w.]+\(|\.cs:line|\bSystem\.[A-Z]\w+|\bMicrosoft\.[A-Z]\w+|\bCryptoVault\.[A-Z]\w+|\w+Exception\b|\bSQLite\b|SQLITE_|/home/|/tmp/cryptovault|/src/")]
    private static partial Regex Internals();
}
