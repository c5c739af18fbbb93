using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using CryptoVault.Security;

namespace CryptoVault.Protection;

/// <summary>
/// A user's data key in memory: AES-256-GCM, a nonce of its own for each value, bound to user and member, so that a value
/// that is moved to another user or member does not open. A key that was destroyed opens nothing, and erases what is written.
/// </summary>
public sealed class PersonalKey
{
    private const byte Version = 1;
    private const int NonceBytes = 12;
    private const int TagBytes = 16;
    private const int HeadBytes = 1 + NonceBytes + TagBytes;

    private readonly byte[]? key;
    private readonly IRandomness? randomness;

    internal PersonalKey(string userId, byte[]? key, IRandomness? randomness)
    {
        UserId = userId;
        this.key = key;
        this.randomness = randomness;
    }

    /// <summary>How long a data key is.</summary>
    public const int Bytes = 32;

    /// <summary>Whose it is.</summary>
    public string UserId { get; }

    /// <summary>True when there is a key; false once it was destroyed.</summary>
    public bool IsThere => key is not null;

    /// <summary>The document with its personal members encrypted.</summary>
    public T Seal<T>(T document) where T : class => document is IPersonalDocument<T> personal ? personal.WithPersonal(Seal) : document;

    /// <summary>The document with its personal members readable.</summary>
    /// <exception cref="CryptographicException">One is damaged, or of another user or member.</exception>
    public T Open<T>(T document) where T : class => document is IPersonalDocument<T> personal ? personal.WithPersonal(Open) : document;

    /// <summary>Encrypts a value; none stays none, and what is encrypted stays so.</summary>
    /// <param name="value">The value.</param>
    /// <param name="member">The member that it is of, such as <c>profile.email</c>.</param>
    public PersonalText Seal(PersonalText value, string member)
    {
        if (!value.IsPlain)
        {
            return value;
        }

        if (key is null || randomness is null)
        {
            return PersonalText.Erased;
        }

        var plain = Encoding.UTF8.GetBytes(value.Value);
        var content = new byte[HeadBytes + plain.Length];
        content[0] = Version;
        var nonce = content.AsSpan(1, NonceBytes);
        randomness.Fill(nonce);
        using var gcm = new AesGcm(key, TagBytes);
        gcm.Encrypt(nonce, plain, content.AsSpan(HeadBytes), content.AsSpan(1 + NonceBytes, TagBytes), PlaceOf(member));
        return PersonalText.OfSealed(Base64Url.EncodeToString(content));
    }

    /// <summary>Reads a value.</summary>
    /// <exception cref="CryptographicException">It is damaged, or of another user or member.</exception>
    public PersonalText Open(PersonalText value, string member)
    {
        if (value.Sealed is not { } text)
        {
            return value;
        }

        if (key is null)
        {
            return PersonalText.Erased;
        }

        var content = Base64Url.DecodeFromChars(text);
        if (content.Length < HeadBytes || content[0] != Version)
        {
            throw new CryptographicException("This is no sealed value of a known version.");
        }

        var plain = new byte[content.Length - HeadBytes];
        using var gcm = new AesGcm(key, TagBytes);
        gcm.Decrypt(content.AsSpan(1, NonceBytes), content.AsSpan(HeadBytes), content.AsSpan(1 + NonceBytes, TagBytes), plain, PlaceOf(member));
        return Encoding.UTF8.GetString(plain);
    }

    /// <summary>Says nothing of the key.</summary>
    public override string ToString() => $"Data key of user {UserId}";

    private byte[] PlaceOf(string member) => Encoding.UTF8.GetBytes($"{UserId}\n{member}");
}
