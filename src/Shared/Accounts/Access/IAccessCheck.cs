using CryptoVault.Results;

namespace CryptoVault.Accounts.Access;

/// <summary>Tells who is behind an access token, right now.</summary>
public interface IAccessCheck
{
    /// <summary>
    /// Verifies the token (remembered by hash until it expires) and the session and roles behind it. Completes at
    /// once, without touching the store, when both are remembered.
    /// </summary>
    /// <param name="accessToken">The token as sent.</param>
    /// <param name="fresh">True to read session and roles from the store even when they are remembered.</param>
    /// <param name="cancellation">Ends the wait for the store.</param>
    /// <returns>The caller, or <see cref="InvalidToken"/> or <see cref="SessionEnded"/>.</returns>
    ValueTask<Result<Caller>> CheckAsync(string accessToken, bool fresh, CancellationToken cancellation);
}
