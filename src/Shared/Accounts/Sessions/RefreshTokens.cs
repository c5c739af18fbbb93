using System.Buffers;
using System.Buffers.Binary;
using System.Buffers.Text;
using System.Security.Cryptography;
using CryptoVault.Security;

namespace CryptoVault.Accounts.Sessions;

/// <summary>
/// Refresh tokens: opaque to clients. Inside: user, session, generation, a secret of 256 bits, and a seal of ours
/// over all of it. So a token finds its partition; a made-up one is told from a spent one (only the latter may end
/// a session); and the successor is derived from the presented token, so that the same one can be given again
/// although only hashes are kept.
/// </summary>
public sealed class RefreshTokens(IKeyRing keys)
{
    private const int IdBytes = 16;
    private const int SecretAt = (2 * IdBytes) + sizeof(int);
    private const int SecretBytes = 32;
    private const int SealAt = SecretAt + SecretBytes;
    private const int SealBytes = 16;
    private const int Bytes = SealAt + SealBytes;
    private const int TextLength = ((Bytes * 4) + 2) / 3;

    private readonly byte[] sealKey = keys.Derive("refresh-token-seal-v1");
    private readonly byte[] successorKey = keys.Derive("refresh-token-successor-v1");

    /// <summary>The first token of a session.</summary>
    public RefreshToken First(string userId, string sessionId, IRandomness randomness)
    {
        var secret = new byte[SecretBytes];
        randomness.Fill(secret);
        return Make(userId, sessionId, 0, secret);
    }

    /// <summary>The one successor of a token.</summary>
    public RefreshToken Successor(RefreshToken token)
    {
        var secret = HMACSHA256.HashData(successorKey, Base64Url.DecodeFromChars(token.Text));
        return Make(token.UserId, token.SessionId, token.Generation + 1, secret);
    }

    /// <summary>Reads a token that was made here, or null.</summary>
    public RefreshToken? Read(string text)
    {
        Span<byte> bytes = stackalloc byte[Bytes];
        if (text.Length != TextLength || Base64Url.DecodeFromChars(text, bytes, out _, out var written) != OperationStatus.Done || written != Bytes)
        {
            return null;
        }

        Span<byte> expected = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(sealKey, bytes[..SealAt], expected);
        return CryptographicOperations.FixedTimeEquals(bytes[SealAt..], expected[..SealBytes])
            ? new RefreshToken(
                new Guid(bytes[..IdBytes], bigEndian: true).ToString("D"),
                new Guid(bytes[IdBytes..(2 * IdBytes)], bigEndian: true).ToString("D"),
                BinaryPrimitives.ReadInt32BigEndian(bytes[(2 * IdBytes)..]),
                text)
            : null;
    }

    private RefreshToken Make(string userId, string sessionId, int generation, ReadOnlySpan<byte> secret)
    {
        Span<byte> bytes = stackalloc byte[Bytes];
        Guid.ParseExact(userId, "D").TryWriteBytes(bytes, bigEndian: true, out _);
        Guid.ParseExact(sessionId, "D").TryWriteBytes(bytes[IdBytes..], bigEndian: true, out _);
        BinaryPrimitives.WriteInt32BigEndian(bytes[(2 * IdBytes)..], generation);
        secret.CopyTo(bytes[SecretAt..]);
        Span<byte> seal = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(sealKey, bytes[..SealAt], seal);
        seal[..SealBytes].CopyTo(bytes[SealAt..]);
        return new RefreshToken(userId, sessionId, generation, Base64Url.EncodeToString(bytes));
    }
}

/// <summary>A refresh token.</summary>
/// <param name="UserId">Whose it is.</param>
/// <param name="SessionId">Its session.</param>
/// <param name="Generation">How many tokens of the session came before it.</param>
/// <param name="Text">The token as clients hold it.</param>
public sealed record RefreshToken(string UserId, string SessionId, int Generation, string Text)
{
    /// <summary>What the store keeps of it.</summary>
    public string Hash => Convert.ToHexStringLower(SHA256.HashData(System.Text.Encoding.ASCII.GetBytes(Text)));

    /// <summary>Says nothing of the token itself.</summary>
    public override string ToString() => $"Refresh token {Generation} of session {SessionId}";
}
