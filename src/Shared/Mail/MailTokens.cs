using System.Buffers;
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using CryptoVault.Security;

namespace CryptoVault.Mail;

/// <summary>What a token in a mail is derived from, together with the server's key. Worth nothing without the key.</summary>
/// <param name="Purpose">What the token is good for.</param>
/// <param name="Subject">The id (a UUID) of what it is about: a user, a withdrawal.</param>
/// <param name="Nonce">A fresh id, so that each mail has a token of its own.</param>
public sealed record MailTokenSeed(string Purpose, string Subject, string Nonce);

/// <summary>A token for a mail.</summary>
/// <param name="Seed">What goes into the mail order.</param>
/// <param name="Hash">What the store keeps: SHA-256 of the token, in hexadecimal digits.</param>
public sealed record MailToken(MailTokenSeed Seed, string Hash);

/// <summary>
/// Tokens that are sent by mail: 256 bits, derived from a seed by HMAC with the server's key, kept as a hash. The
/// token itself exists only in the mail.
/// </summary>
public sealed class MailTokens(IKeyRing keys)
{
    private const int SubjectBytes = 16;
    private const int SecretBytes = 32;
    private const int TextLength = 64; // 48 bytes in base64url

    private readonly byte[] key = keys.Derive("mail-tokens-v1");

    /// <summary>Makes a token.</summary>
    /// <param name="purpose">What it is good for.</param>
    /// <param name="subject">The id of what it is about.</param>
    /// <param name="nonce">A fresh id.</param>
    public MailToken Create(string purpose, string subject, string nonce)
    {
        var seed = new MailTokenSeed(purpose, subject, nonce);
        return new MailToken(seed, HashOf(TextOf(seed)));
    }

    /// <summary>The token as the mail says it.</summary>
    public string TextOf(MailTokenSeed seed)
    {
        Span<byte> bytes = stackalloc byte[SubjectBytes + SecretBytes];
        Guid.ParseExact(seed.Subject, "D").TryWriteBytes(bytes, bigEndian: true, out _);
        HMACSHA256.HashData(key, Encoding.UTF8.GetBytes($"{seed.Purpose}\n{seed.Subject}\n{seed.Nonce}"), bytes[SubjectBytes..]);
        return Base64Url.EncodeToString(bytes);
    }

    /// <summary>The id that a token is about, or null when the text is no token.</summary>
    public static string? SubjectOf(string token)
    {
        Span<byte> bytes = stackalloc byte[SubjectBytes + SecretBytes];
        return token.Length == TextLength
            && Base64Url.DecodeFromChars(token, bytes, out _, out var written) == OperationStatus.Done
            && written == bytes.Length
            ? new Guid(bytes[..SubjectBytes], bigEndian: true).ToString("D")
            : null;
    }

    /// <summary>True when the token is the one whose hash was kept. Takes the same time however much of it is right.</summary>
    public static bool Matches(string token, string hash) =>
        CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(HashOf(token)), Encoding.ASCII.GetBytes(hash));

    private static string HashOf(string token) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(token)));
}
