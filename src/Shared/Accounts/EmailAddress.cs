using System.Buffers;
using System.Diagnostics.CodeAnalysis;

namespace CryptoVault.Accounts;

/// <summary>An e-mail address in lower case: a dot-atom, an at sign, and a host name of at least two labels (RFC 5321, ASCII).</summary>
public readonly record struct EmailAddress
{
    private const int Longest = 254;
    private const int LongestLocalPart = 64;
    private const int LongestLabel = 63;

    private static readonly SearchValues<char> Atom = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789.!#$%&'*+-/=?^_`{|}~");
    private static readonly SearchValues<char> Label = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789-");

    private EmailAddress(string value) => Value = value;

    /// <summary>The address.</summary>
    public string Value { get; }

    /// <summary>What stands before the at sign.</summary>
    public ReadOnlySpan<char> LocalPart => Value.AsSpan(0, Value.LastIndexOf('@'));

    /// <summary>An address that was read before, as it was kept.</summary>
    /// <exception cref="FormatException">It was none.</exception>
    public static EmailAddress OfKnown(string text) => TryParse(text, out var email) ? email : throw new FormatException("This is no e-mail address.");

    /// <summary>Reads an address; spaces around it are left out.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out EmailAddress email)
    {
        email = default;
        if (text is null || text.Length > Longest + 10)
        {
            return false;
        }

        var value = text.Trim().ToLowerInvariant();
        var at = value.LastIndexOf('@');
        if (at < 1 || value.Length > Longest || !IsLocalPart(value.AsSpan(0, at)) || !IsHost(value.AsSpan(at + 1)))
        {
            return false;
        }

        email = new EmailAddress(value);
        return true;
    }

    /// <summary>The address.</summary>
    public override string ToString() => Value;

    private static bool IsLocalPart(ReadOnlySpan<char> text) =>
        text.Length <= LongestLocalPart && !text.ContainsAnyExcept(Atom)
        && text[0] != '.' && text[^1] != '.' && text.IndexOf("..") < 0;

    private static bool IsHost(ReadOnlySpan<char> text)
    {
        var labels = 0;
        foreach (var range in text.Split('.'))
        {
            var label = text[range];
            if (label.Length is 0 or > LongestLabel || label.ContainsAnyExcept(Label) || label[0] == '-' || label[^1] == '-')
            {
                return false;
            }

            labels++;
        }

        return labels >= 2;
    }
}
