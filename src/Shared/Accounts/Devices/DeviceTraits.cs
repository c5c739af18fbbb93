using System.Net;
using System.Security.Cryptography;
using System.Text;

namespace CryptoVault.Accounts.Devices;

/// <summary>What a request tells of the device that it comes from.</summary>
/// <param name="UserAgent">The <c>User-Agent</c> header; empty without.</param>
public sealed record DeviceTraits(string UserAgent)
{
    private const int HashBytes = 8;
    private const int LongestLabel = 60;

    private static readonly (string Sign, string Name)[] Programs =
        [("Edg/", "Edge"), ("OPR/", "Opera"), ("Firefox/", "Firefox"), ("Chrome/", "Chrome"), ("Safari/", "Safari")];

    private static readonly (string Sign, string Name)[] Systems =
        [("Android", "Android"), ("iPhone", "iPhone"), ("iPad", "iPad"), ("Windows", "Windows"), ("Mac OS X", "macOS"), ("Linux", "Linux")];

    /// <summary>The <c>Accept-Language</c> header; empty without.</summary>
    public string Language { get; init; } = "";

    /// <summary>The device token that it shows, as a cookie or a header; null without.</summary>
    public string? Token { get; init; }

    /// <summary>The client's address; null when it is not known.</summary>
    public IPAddress? Address { get; init; }

    /// <summary>A short hash of the program, by which a stolen refresh token is told from a repeated request.</summary>
    public string Hash => HashOf(UserAgent);

    /// <summary>A short hash of what stays the same when the program is updated: its name without versions, and the language.</summary>
    public string Fingerprint => HashOf($"{string.Concat(UserAgent.Where(character => !char.IsAsciiDigit(character)))}\n{Language}");

    /// <summary>A name that its owner recognises, such as "Firefox on Linux".</summary>
    public string Label
    {
        get
        {
            var program = Programs.FirstOrDefault(one => UserAgent.Contains(one.Sign, StringComparison.Ordinal)).Name;
            var system = Systems.FirstOrDefault(one => UserAgent.Contains(one.Sign, StringComparison.Ordinal)).Name;
            return (program, system) switch
            {
                (not null, not null) => $"{program} on {system}",
                (not null, null) => program,
                _ => UserAgent.Length == 0 ? "Unnamed program" : Printable(UserAgent),
            };
        }
    }

    private static string Printable(string text) =>
        string.Concat(text.Where(character => character is >= ' ' and <= '~').Take(LongestLabel));

    private static string HashOf(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)).AsSpan(0, HashBytes));
}
