using CryptoVault.Ledger;
using CryptoVault.Money;
using CryptoVault.Results;
using CryptoVault.Storage;

namespace CryptoVault.Wallets.Withdrawals.Steps;

/// <summary>A step could not be made now: the orchestration repeats it.</summary>
public sealed class StepUnavailableException(string message) : Exception(message);

/// <summary>
/// How the steps of the orchestration decide. A step that finds the withdrawal in another state than its own changes
/// nothing: it was made before, or the withdrawal went another way. So making a step twice has one effect.
/// </summary>
public sealed class WithdrawalDecider(Partitions partitions, AssetCatalog assets, TimeProvider clock)
{
    internal const string Actor = "system:withdrawals";

    internal TimeProvider Clock => clock;

    /// <summary>Makes the step if the withdrawal is in the state that it starts from.</summary>
    internal Task<WithdrawalDocument> FromAsync(
        WithdrawalReference withdrawal, WithdrawalStatus from, Func<WithdrawalBook, WithdrawalDocument, Result<WithdrawalDocument>> step, CancellationToken cancellation) =>
        DecideAsync(withdrawal, (book, document) => document.Status == from ? step(book, document) : document, cancellation);

    /// <summary>Makes the step, which looks at the state itself.</summary>
    internal async Task<WithdrawalDocument> DecideAsync(
        WithdrawalReference withdrawal, Func<WithdrawalBook, WithdrawalDocument, Result<WithdrawalDocument>> step, CancellationToken cancellation)
    {
        var decided = await partitions.DecideAsync(LedgerPartitions.OfUser(withdrawal.UserId), view =>
        {
            var book = new WithdrawalBook(view, assets, clock.GetUtcNow(), Actor);
            return book.Find(withdrawal.WithdrawalId) is { } document ? step(book, document) : new WithdrawalNotFound();
        }, cancellation);
        return decided.IsSuccess ? decided.Value : throw Failure(withdrawal, decided.Error);
    }

    /// <summary>The withdrawal as it is.</summary>
    internal Task<WithdrawalDocument> ReadAsync(WithdrawalReference withdrawal, CancellationToken cancellation) =>
        DecideAsync(withdrawal, static (_, document) => document, cancellation);

    /// <summary>What a failed decision is to an orchestration: worth a repetition, or a bug.</summary>
    internal static Exception Failure(WithdrawalReference withdrawal, Error error) => error is ServiceUnavailable
        ? new StepUnavailableException($"Withdrawal {withdrawal.WithdrawalId}: {error.Message}")
        : new InvalidOperationException($"Withdrawal {withdrawal.WithdrawalId}: {error.Code}: {error.Message}");

    /// <summary>How far the withdrawal is; whoever is waited for has until the deadline.</summary>
    internal static WithdrawalProgress ProgressOf(WithdrawalDocument document) =>
        new(document.Status, document.Deadline is { } deadline ? StoredTime.Parse(deadline) : null);
}
