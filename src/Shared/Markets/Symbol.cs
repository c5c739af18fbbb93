using System.Text.RegularExpressions;

namespace CryptoVault.Markets;

/// <summary>A market's name: the base and quote assets' codes with a hyphen, such as <c>BTC-USDT</c>.</summary>
public readonly partial record struct Symbol
{
    private Symbol(string text) => Text = text;

    /// <summary>The name.</summary>
    public string Text { get; }

    /// <summary>The base asset's code.</summary>
    public string Base => Text[..Text.IndexOf('-', StringComparison.Ordinal)];

    /// <summary>The quote asset's code.</summary>
    public string Quote => Text[(Text.IndexOf('-', StringComparison.Ordinal) + 1)..];

    /// <summary>Reads a symbol; false when the text is none.</summary>
    public static bool TryParse(string? text, out Symbol symbol)
    {
        var valid = text is not null && Pattern().IsMatch(text);
        symbol = valid ? new Symbol(text!) : default;
        return valid;
    }

    /// <summary>The name.</summary>
    public override string ToString() => Text;

    [GeneratedRegex("^[A-Z0-9]{2,10}-[A-Z0-9]{2,10}$")]
    private static partial Regex Pattern();
}
