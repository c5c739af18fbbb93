using System.Text.Json.Serialization;

namespace CryptoVault.SecurityAudit;

/// <summary>How bad a finding is; high and critical ones fail the audit.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<Severity>))]
public enum Severity
{
    Low,
    Medium,
    High,
    Critical,
}

/// <summary>Something that should not be.</summary>
/// <param name="Rule">The rule's name.</param>
/// <param name="Severity">How bad it is.</param>
/// <param name="Place">File relative to the repository's root, a package, or a route.</param>
/// <param name="Line">The line in the file; 0 where there is none.</param>
/// <param name="Message">What was found and what would be right. Never the secret itself.</param>
internal sealed record Finding(string Rule, Severity Severity, string Place, int Line, string Message)
{
    public override string ToString() =>
        $"{Severity.ToString().ToUpperInvariant(),-8} {Rule,-24} {(Line > 0 ? $"{Place}:{Line}" : Place)}: {Message}";
}
