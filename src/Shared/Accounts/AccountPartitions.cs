using System.Buffers.Binary;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using CryptoVault.Accounts.UserNames;
using CryptoVault.RateLimits;
using CryptoVault.Security;
using CryptoVault.Storage;

namespace CryptoVault.Accounts;

/// <summary>Where accounts lie.</summary>
public sealed class AccountPartitions(IKeyRing keys)
{
    /// <summary>The container of users' partitions.</summary>
    public const string Users = "users";

    private readonly byte[] key = keys.Derive("email-lookup-v1");
    private readonly byte[] nameKey = keys.Derive("user-name-lookup-v1");
    private readonly byte[] sourceKey = keys.Derive("source-lookup-v1");

    /// <summary>A user's partition.</summary>
    public static PartitionKey OfUser(string userId) => new(Users, userId);

    /// <summary>
    /// The partition of what belongs to an e-mail address: which account has it, how often it was written to, how
    /// often a sign-in failed. Its name is a keyed hash, from which the address cannot be guessed.
    /// </summary>
    public PartitionKey OfEmail(EmailAddress email) =>
        new(Users, "email:" + Convert.ToHexStringLower(HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(email.Value)).AsSpan(0, 20)));

    /// <summary>The partition of what belongs to a user name and to those that look like it. Its name is a keyed hash, as that of an address is.</summary>
    public PartitionKey OfUserName(UserName name) =>
        new(Users, "user-name:" + Convert.ToHexStringLower(HMACSHA256.HashData(nameKey, Encoding.UTF8.GetBytes(name.Key)).AsSpan(0, 20)));

    /// <summary>The partition of what belongs to a source of requests: how often a sign-in from it failed.</summary>
    public PartitionKey OfSource(IPAddress? address) => new(Users, "source:" + NetworkOf(address));

    /// <summary>A keyed hash of an address, or of the network (/64) of an IPv6 address; it cannot be guessed from.</summary>
    public string NetworkOf(IPAddress? address)
    {
        Span<byte> number = stackalloc byte[16];
        BinaryPrimitives.WriteUInt128BigEndian(number, RateKeys.OfAddress(address is not null && IPAddress.IsLoopback(address) ? IPAddress.Loopback : address));
        return Convert.ToHexStringLower(HMACSHA256.HashData(sourceKey, number).AsSpan(0, 12));
    }
}
