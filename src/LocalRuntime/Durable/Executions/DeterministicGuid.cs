using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace CryptoVault.LocalRuntime.Durable.Executions;

/// <summary>Name-based ids (RFC 9562, version 5) of an instance, a time and a counter, as the real engine makes them.</summary>
internal static class DeterministicGuid
{
    private static readonly byte[] Namespace = new Guid("9e952958-5e33-4daf-827f-2fa12937b875").ToByteArray(bigEndian: true);

    public static Guid Create(string instanceId, DateTime now, int counter)
    {
        var name = Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{instanceId}_{now:o}_{counter}"));
#pragma warning disable CA5350 // Version 5 of the standard is SHA-1; it names, it does not protect.
        var hash = SHA1.HashData([.. Namespace, .. name]);
#pragma warning restore CA5350
        hash[6] = (byte)((hash[6] & 0x0F) | 0x50);
        hash[8] = (byte)((hash[8] & 0x3F) | 0x80);
        return new Guid(hash.AsSpan(0, 16), bigEndian: true);
    }
}
