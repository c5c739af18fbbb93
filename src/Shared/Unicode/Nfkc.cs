using System.Text;

namespace CryptoVault.Unicode;

/// <summary>
/// Unicode normalisation forms KC and KD (UAX #15). The runtime's own normalisation needs ICU, which the product does
/// without (invariant globalisation), and leaves text as it is; so passwords typed on different keyboards would differ.
/// </summary>
public static class Nfkc
{
    private const int SBase = 0xAC00, LBase = 0x1100, VBase = 0x1161, TBase = 0x11A7;
    private const int LCount = 19, VCount = 21, TCount = 28, NCount = VCount * TCount, SCount = LCount * NCount;

    private static readonly Lazy<NfkcData> Data = new(NfkcData.Load);

    /// <summary>The text in normalisation form KC.</summary>
    public static string Normalise(string text)
    {
        if (Ascii.IsValid(text))
        {
            return text;
        }

        var data = Data.Value;
        var codes = Decomposed(text, data);
        Compose(codes, data);
        return TextOf(codes);
    }

    /// <summary>The text in normalisation form KD: letters and their marks apart.</summary>
    public static string Decompose(string text) => Ascii.IsValid(text) ? text : TextOf(Decomposed(text, Data.Value));

    private static List<int> Decomposed(string text, NfkcData data)
    {
        var codes = new List<int>(text.Length + 16);
        foreach (var rune in text.EnumerateRunes())
        {
            Decompose(rune.Value, data, codes);
        }

        Order(codes, data);
        return codes;
    }

    private static string TextOf(List<int> codes)
    {
        var result = new StringBuilder(codes.Count);
        foreach (var code in codes)
        {
            result.Append(new Rune(code).ToString());
        }

        return result.ToString();
    }

    private static void Decompose(int code, NfkcData data, List<int> codes)
    {
        if (code is >= SBase and < SBase + SCount)
        {
            var syllable = code - SBase;
            codes.Add(LBase + (syllable / NCount));
            codes.Add(VBase + (syllable % NCount / TCount));
            if (syllable % TCount != 0)
            {
                codes.Add(TBase + (syllable % TCount));
            }
        }
        else if (data.Decompositions.TryGetValue(code, out var parts))
        {
            codes.AddRange(parts);
        }
        else
        {
            codes.Add(code);
        }
    }

    /// <summary>The canonical ordering: marks after a base are sorted by class; equal classes keep their order.</summary>
    private static void Order(List<int> codes, NfkcData data)
    {
        for (var i = 1; i < codes.Count; i++)
        {
            var mark = data.ClassOf(codes[i]);
            for (var j = i; mark > 0 && j > 0 && data.ClassOf(codes[j - 1]) > mark; j--)
            {
                (codes[j - 1], codes[j]) = (codes[j], codes[j - 1]);
            }
        }
    }

    private static void Compose(List<int> codes, NfkcData data)
    {
        var starter = -1;
        var lastClass = 0;
        var written = 0;
        for (var i = 0; i < codes.Count; i++)
        {
            var code = codes[i];
            var mark = data.ClassOf(code);
            var adjacent = written == starter + 1;
            if (starter >= 0 && (adjacent || (lastClass < mark && lastClass > 0)) && Pair(codes[starter], code, data) is { } composite)
            {
                codes[starter] = composite;
                continue;
            }

            if (mark == 0)
            {
                starter = written;
            }

            lastClass = mark;
            codes[written++] = code;
        }

        codes.RemoveRange(written, codes.Count - written);
    }

    private static int? Pair(int first, int second, NfkcData data)
    {
        if (first is >= LBase and < LBase + LCount && second is >= VBase and < VBase + VCount)
        {
            return SBase + ((((first - LBase) * VCount) + second - VBase) * TCount);
        }

        if (first is >= SBase and < SBase + SCount && (first - SBase) % TCount == 0 && second is > TBase and < TBase + TCount)
        {
            return first + second - TBase;
        }

        return data.Compositions.TryGetValue((first, second), out var composite) ? composite : null;
    }
}
