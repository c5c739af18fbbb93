using CryptoVault.Accounts.Access;
using CryptoVault.Audit;
using CryptoVault.Money;
using CryptoVault.Results;
using CryptoVault.Storage;

namespace CryptoVault.Wallets.Withdrawals.Switches;

/// <summary>There is no asset of this code.</summary>
public sealed record SwitchedAssetUnknown : Error
{
    /// <summary>Creates the error.</summary>
    public SwitchedAssetUnknown(string asset)
        : base(ErrorKind.Invalid, "VALIDATION_FAILED", $"There is no asset '{asset}'.") => Fields = [new FieldError("/asset", "UNKNOWN_ASSET", Message, asset)];
}

/// <summary>
/// The kill switch. A pause stops what is not submitted yet: withdrawals wait where they are, with the money held; they
/// may be asked for, confirmed, approved and canceled. Resuming lets them go on at once. Both may be repeated.
/// </summary>
public sealed class SwitchWithdrawals(Partitions partitions, ReviveWithdrawals revive, AssetCatalog assets, TimeProvider clock)
{
    /// <summary>Pauses submissions of an asset, or of all.</summary>
    /// <param name="admin">Who.</param>
    /// <param name="asset">The asset's code; null for all assets.</param>
    /// <param name="reason">Why.</param>
    /// <param name="cancellation">Ends the wait before it is decided.</param>
    /// <returns>All pauses then, or <see cref="SwitchedAssetUnknown"/>.</returns>
    public Task<Result<WithdrawalSwitchesDocument>> PauseAsync(Caller admin, string? asset, string reason, CancellationToken cancellation = default) => ChangeAsync(
        asset,
        AuditActions.WithdrawalsPaused,
        reason,
        switches => switches.Find(asset) is null ? switches.With(new WithdrawalPause(asset, admin.UserId, reason, StoredTime.Format(clock.GetUtcNow()))) : switches,
        cancellation);

    /// <summary>Resumes submissions of an asset, or ends the pause of all (those of single assets stay).</summary>
    /// <param name="asset">The asset's code; null for the pause of all.</param>
    /// <param name="reason">Why.</param>
    /// <param name="cancellation">Ends the wait before it is decided.</param>
    /// <returns>All pauses then, or <see cref="SwitchedAssetUnknown"/>.</returns>
    public async Task<Result<WithdrawalSwitchesDocument>> ResumeAsync(string? asset, string reason, CancellationToken cancellation = default)
    {
        var resumed = await ChangeAsync(
            asset, AuditActions.WithdrawalsResumed, reason, switches => switches.Find(asset) is null ? switches : switches.Without(asset), cancellation);
        if (resumed.IsSuccess)
        {
            // What cannot be woken now is woken by the timer, or looks by itself.
            await revive.WakePausedAsync(resumed.Value, cancellation);
        }

        return resumed;
    }

    private Task<Result<WithdrawalSwitchesDocument>> ChangeAsync(
        string? asset, string action, string reason, Func<WithdrawalSwitchesDocument, WithdrawalSwitchesDocument> change, CancellationToken cancellation)
    {
        if (asset is not null && assets.Find(asset) is null)
        {
            return Task.FromResult<Result<WithdrawalSwitchesDocument>>(new SwitchedAssetUnknown(asset));
        }

        return partitions.DecideAsync<WithdrawalSwitchesDocument>(WithdrawalSwitchesDocument.Partition, view =>
        {
            var present = view.Find<WithdrawalSwitchesDocument>(WithdrawalSwitchesDocument.DocumentId) ?? WithdrawalSwitchesDocument.None;
            var changed = change(present);
            if (!ReferenceEquals(changed, present))
            {
                view.Put(changed);
                view.Audit(new AuditEntry(AuditStreams.Treasury, action, asset is null ? "withdrawals" : $"withdrawals:{asset}") { Reason = reason });
            }

            return changed;
        }, cancellation);
    }
}
