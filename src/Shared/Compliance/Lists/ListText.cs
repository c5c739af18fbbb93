using System.Security.Cryptography;
using System.Text;

namespace CryptoVault.Compliance.Lists;

/// <summary>A list as it is written: an entry a line, <c>#</c> begins a remark.</summary>
/// <param name="Name">Its name, such as <c>sanctions-xbt</c>.</param>
/// <param name="Lines">Its lines.</param>
public sealed record ListText(string Name, IReadOnlyList<string> Lines)
{
    /// <summary>What stands in it.</summary>
    public IEnumerable<string> Entries => Lines.Select(line => line.Trim()).Where(line => line.Length > 0 && line[0] != '#');

    /// <summary>Its version: a hash of its lines.</summary>
    public string Version => HashOf(Lines);

    /// <summary>The version of several lists together.</summary>
    public static string VersionOf(IEnumerable<ListText> lists) => HashOf(lists.SelectMany(list => list.Lines.Prepend(list.Name)));

    internal static string HashOf(IEnumerable<string> lines) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', lines))).AsSpan(0, 6));
}
