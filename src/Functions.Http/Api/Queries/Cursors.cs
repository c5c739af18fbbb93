using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using CryptoVault.Functions.Http.Api.Access;
using CryptoVault.Security;
using Microsoft.AspNetCore.Http;

namespace CryptoVault.Functions.Http.Api.Queries;

/// <summary>
/// Opaque cursors of lists: where the next page starts, signed together with what the list was asked for, so that
/// a cursor is of use only for the list, the caller's route and the filters that it came from.
/// </summary>
internal sealed class Cursors(IKeyRing keys)
{
    private const int SignatureBytes = 16;
    private const int Longest = 2048;

    private readonly byte[] key = keys.Derive("http-cursors-v1");

    /// <summary>The cursor for a position, or null at the end.</summary>
    public string? Seal(HttpRequest request, string? position)
    {
        if (position is null)
        {
            return null;
        }

        var payload = Encoding.UTF8.GetBytes(position);
        return Base64Url.EncodeToString([.. Sign(request, payload), .. payload]);
    }

    /// <summary>The position that a cursor names, or null when it was not made here for this list.</summary>
    public string? Open(HttpRequest request, string cursor)
    {
        if (cursor.Length is 0 or > Longest || !Base64Url.IsValid(cursor))
        {
            return null;
        }

        var bytes = Base64Url.DecodeFromChars(cursor);
        if (bytes.Length <= SignatureBytes)
        {
            return null;
        }

        var payload = bytes.AsSpan(SignatureBytes);
        return CryptographicOperations.FixedTimeEquals(bytes.AsSpan(0, SignatureBytes), Sign(request, payload))
            ? Encoding.UTF8.GetString(payload)
            : null;
    }

    private byte[] Sign(HttpRequest request, ReadOnlySpan<byte> payload)
    {
        var list = new StringBuilder(request.Path.Value).Append('\n').Append(request.Headers.Authorization.Count > 0 ? "signed-in" : "anonymous");
        foreach (var (name, value) in request.Query.OrderBy(pair => pair.Key, StringComparer.Ordinal))
        {
            if (name is not ("cursor" or "limit") && !request.IsOfSignature(name))
            {
                list.Append('\n').Append(name).Append('=').Append(value.ToString());
            }
        }

        list.Append('\n');
        return HMACSHA256.HashData(key, (byte[])[.. Encoding.UTF8.GetBytes(list.ToString()), .. payload])[..SignatureBytes];
    }
}
