using System.Text.RegularExpressions;
using Microsoft.Extensions.Configuration;

namespace CryptoVault.LocalRuntime.Functions;

/// <summary>Resolves <c>%Name%</c> in trigger attributes from the configuration, as the Functions host does.</summary>
internal sealed partial class SettingResolver(IConfiguration configuration)
{
    /// <summary>The text with each <c>%Name%</c> replaced; null with a problem when a setting is missing.</summary>
    public string? Resolve(string text, LocalFunction function, ICollection<string> problems)
    {
        string? missing = null;
        var resolved = Reference().Replace(text, match =>
        {
            var value = configuration[match.Groups[1].Value];
            missing ??= value is null ? match.Groups[1].Value : null;
            return value ?? string.Empty;
        });
        if (missing is null)
        {
            return resolved;
        }

        problems.Add($"{function.EntryPoint}: the setting '{missing}' that '{text}' names is missing.");
        return null;
    }

    /// <summary>True when the function is switched off by the setting <c>AzureWebJobs.{name}.Disabled</c>.</summary>
    public bool IsDisabled(string functionName) =>
        configuration[$"AzureWebJobs.{functionName}.Disabled"] is { } value && (value == "1" || bool.TryParse(value, out var disabled) && disabled);

    [GeneratedRegex("%([^%]+)%")]
    private static partial Regex Reference();
}
