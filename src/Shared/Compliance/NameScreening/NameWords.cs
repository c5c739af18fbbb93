using System.Globalization;
using System.Text;
using CryptoVault.Unicode;

namespace CryptoVault.Compliance.NameScreening;

/// <summary>The words that a name is compared by: folded to capital letters without marks, whatever their order.</summary>
internal static class NameWords
{
    /// <summary>Letters of Latin writing that are no base letter with a mark, as they are written without them.</summary>
    private static readonly Dictionary<char, string> Latin = new()
    {
        ['Æ'] = "AE", ['Œ'] = "OE", ['Ø'] = "O", ['Ł'] = "L", ['Đ'] = "D", ['Ð'] = "D", ['Þ'] = "TH", ['ẞ'] = "SS", ['ß'] = "SS", ['ı'] = "I", ['Ħ'] = "H", ['Ŧ'] = "T", ['Ŋ'] = "N",
        ['Ə'] = "A",
    };

    /// <summary>The words of a name, each once. Apostrophes belong to their word; everything else that is neither letter nor digit parts words.</summary>
    public static IReadOnlySet<string> Of(string name)
    {
        var words = new HashSet<string>(StringComparer.Ordinal);
        var word = new StringBuilder();
        foreach (var letter in Nfkc.Decompose(name).ToUpperInvariant())
        {
            if (Latin.TryGetValue(letter, out var folded))
            {
                word.Append(folded);
            }
            else if (char.IsLetterOrDigit(letter) || char.IsSurrogate(letter))
            {
                word.Append(letter);
            }
            else if (!IsPassedOver(letter))
            {
                End();
            }
        }

        End();
        return words;

        void End()
        {
            if (word.Length > 0)
            {
                words.Add(word.ToString());
                word.Clear();
            }
        }
    }

    private static bool IsPassedOver(char letter) =>
        letter is '\'' or '\u2019' or '\u2018' or '\u02BC' or '`'
        || CharUnicodeInfo.GetUnicodeCategory(letter) is UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark or UnicodeCategory.SpacingCombiningMark
            or UnicodeCategory.ModifierLetter or UnicodeCategory.Format;
}
