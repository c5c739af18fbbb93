using System.Text;

namespace CryptoVault.Functions.Http.Api.Bodies;

/// <summary>JSON pointers (RFC 6901).</summary>
internal static class JsonPointer
{
    public static string Append(string pointer, string name) =>
        $"{pointer}/{name.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal)}";

    /// <summary>The pointer for a path as System.Text.Json writes it: <c>$.a[0]['b.c']</c>.</summary>
    public static string FromPath(string? path)
    {
        var pointer = new StringBuilder();
        var rest = path is { Length: > 1 } ? path.AsSpan(1) : [];
        while (!rest.IsEmpty)
        {
            int end;
            ReadOnlySpan<char> name;
            if (rest.StartsWith("['"))
            {
                end = rest.IndexOf("']") is >= 0 and var close ? close + 2 : rest.Length;
                name = rest[2..Math.Max(2, end - 2)];
            }
            else if (rest[0] == '[')
            {
                end = rest.IndexOf(']') is >= 0 and var close ? close + 1 : rest.Length;
                name = rest[1..Math.Max(1, end - 1)];
            }
            else
            {
                var next = rest[1..].IndexOfAny('.', '[');
                end = next < 0 ? rest.Length : next + 1;
                name = rest[1..end];
            }

            pointer.Append(Append("", name.ToString()));
            rest = rest[end..];
        }

        return pointer.ToString();
    }
}
