using CryptoVault.Accounts.Access;
using CryptoVault.Results;
using CryptoVault.Storage;

namespace CryptoVault.Accounts.SecondFactors;

/// <summary>Gives an account a second factor with a known secret, for demo data. One that it has stays.</summary>
public sealed class ProvisionSecondFactor(Partitions partitions, SecondFactorCodes codes, IAccessSignals signals, TimeProvider clock)
{
    /// <summary>Gives it.</summary>
    public async Task<Result<Unit>> ExecuteAsync(string userId, byte[] secret, CancellationToken cancellation = default)
    {
        var now = clock.GetUtcNow();
        var sealedSecret = codes.Seal(secret, userId);
        var given = await partitions.DecideAsync(AccountPartitions.OfUser(userId), view => Give(view, sealedSecret, now), cancellation);
        signals.Changed(userId);
        return given;
    }

    private static Result<Unit> Give(PartitionView view, string sealedSecret, DateTimeOffset now)
    {
        var known = view.Find<SecondFactorDocument>(SecondFactorDocument.DocumentId);
        if (view.Find<ProfileDocument>(ProfileDocument.DocumentId) is not { } profile)
        {
            return new UserNotFound();
        }

        if (profile.SecondFactorSince is null)
        {
            view.Put((known ?? new SecondFactorDocument()) with { Secret = sealedSecret });
            view.Set(profile with { SecondFactorSince = now });
        }

        return Unit.Value;
    }
}
