namespace CryptoVault.Functions.Http.Api.Queries;

/// <summary>The known name that was probably meant.</summary>
internal static class Nearest
{
    private const int LongestCompared = 64;

    /// <summary>The name with the fewest edits from what was sent, or null when there is none to name.</summary>
    public static string? Of(string? sent, IEnumerable<string> known)
    {
        var best = (Name: (string?)null, Distance: int.MaxValue);
        foreach (var name in known)
        {
            var distance = sent is null or { Length: > LongestCompared } ? name.Length : Distance(sent, name);
            if (distance < best.Distance)
            {
                best = (name, distance);
            }
        }

        return best.Name;
    }

    /// <summary>Levenshtein's distance, upper and lower case being the same.</summary>
    private static int Distance(string left, string right)
    {
        var row = new int[right.Length + 1];
        for (var j = 0; j <= right.Length; j++)
        {
            row[j] = j;
        }

        for (var i = 1; i <= left.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= right.Length; j++)
            {
                var cost = char.ToLowerInvariant(left[i - 1]) == char.ToLowerInvariant(right[j - 1]) ? 0 : 1;
                (diagonal, row[j]) = (row[j], Math.Min(Math.Min(row[j], row[j - 1]) + 1, diagonal + cost));
            }
        }

        return row[^1];
    }
}
