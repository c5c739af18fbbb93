using System.Collections.Frozen;

namespace CryptoVault.Accounts.Passwords;

/// <summary>Passwords that everybody knows, from the list shipped with the product (<c>common-passwords.txt</c>).</summary>
internal static class CommonPasswords
{
    private static readonly Lazy<FrozenSet<string>> List = new(Load);

    /// <summary>True when the password, in lower case, is on the list, or is one character over and over, or counts up or down.</summary>
    public static bool Contain(string lower) => List.Value.Contains(lower) || IsOneCharacter(lower) || IsSequence(lower);

    private static bool IsOneCharacter(string text) => text.AsSpan().IndexOfAnyExcept(text[0]) < 0;

    private static bool IsSequence(string text)
    {
        var step = text[1] - text[0];
        if (step is not (1 or -1))
        {
            return false;
        }

        for (var i = 2; i < text.Length; i++)
        {
            // 9 is followed by 0, as on keyboards.
            if (text[i] - text[i - 1] != step && !(step == 1 && text[i - 1] == '9' && text[i] == '0'))
            {
                return false;
            }
        }

        return true;
    }

    private static FrozenSet<string> Load()
    {
        using var stream = typeof(CommonPasswords).Assembly.GetManifestResourceStream("common-passwords.txt")
            ?? throw new InvalidOperationException("The list of common passwords is not in the assembly.");
        using var reader = new StreamReader(stream);
        var passwords = new List<string>();
        while (reader.ReadLine() is { } line)
        {
            if (line.Length > 0 && line[0] != '#')
            {
                passwords.Add(line);
            }
        }

        return passwords.ToFrozenSet(StringComparer.Ordinal);
    }
}
