using CryptoVault.Security;
using Microsoft.Extensions.Logging;

namespace CryptoVault.Accounts.Tokens;

/// <summary>
/// Has access tokens signed by a new key from now on. Tokens of the old one live out their time, and the key set shows
/// both for so long; unless the old key is known to others, then its tokens are refused at once.
/// </summary>
public sealed class RotateSigningKey(ISigningKeyRotation rotation, IKeyRing keys, AccountOptions options, ILogger<RotateSigningKey> logger)
{
    /// <summary>How much longer than its tokens a key is kept: clocks differ.</summary>
    private static readonly TimeSpan Margin = TimeSpan.FromMinutes(1);

    /// <summary>Rotates.</summary>
    /// <param name="by">Who wants it.</param>
    /// <param name="revokeOld">True to have the tokens of all older keys refused at once.</param>
    /// <returns>The ids of all keys, the new one at the end.</returns>
    public IReadOnlyList<string> Execute(string by, bool revokeOld)
    {
        var made = rotation.Rotate(revokeOld ? TimeSpan.Zero : options.AccessTokenLifetime + Margin);
        logger.LogWarning("Security: access tokens are signed by the key {KeyId} from now on (old ones revoked: {Revoked}), by {By}.", made.KeyId, revokeOld, by);
        return [.. keys.SigningKeys.Select(key => key.KeyId)];
    }
}
