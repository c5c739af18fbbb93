using System.Text.RegularExpressions;

namespace CryptoVault.Threats;

/// <summary>
/// Tells input that looks like an attempt to inject something. It protects nothing (nothing here is built from input as text);
/// it tells who tries.
/// </summary>
public static class SuspiciousInput
{
    private const int LongestLookedAt = 4096;

    /// <summary>In time linear in the input, whatever it is: a time-out instead would also strike on a busy machine.</summary>
    private static readonly Regex Patterns = new(
        @"['""]\s*(or|and)\s+['""]?\w+['""]?\s*(=|like)|\bunion\s+(all\s+)?select\b|;\s*(drop|delete|insert|update|shutdown)\b|--\s*$|/\*.*\*/|<\s*script|javascript:|\bon(error|load)\s*=|\.\.[/\\]|%2e%2e|\$\{(jndi|env|sys)|\{\{.*\}\}|\b(etc/passwd|win\.ini|cmd\.exe)|\$(ne|gt|where)\b|\x00",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking);

    /// <summary>True for what scanners and attackers send, and customers do not.</summary>
    public static bool Is(string? text) => text is { Length: > 3 } && Patterns.IsMatch(text.Length <= LongestLookedAt ? text : text[..LongestLookedAt]);
}
