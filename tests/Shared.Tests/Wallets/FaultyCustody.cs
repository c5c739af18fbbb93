using CryptoVault.Money;
using CryptoVault.Wallets.Custody;

namespace CryptoVault.Shared.Tests.Wallets;

/// <summary>Custody whose answers get lost, or that is told what to answer.</summary>
internal sealed class FaultyCustody(ICustody inner) : ICustody
{
    /// <summary>True while no call gets through.</summary>
    public bool IsDown { get; set; }

    /// <summary>How many of the next answers get lost after custody did what was asked.</summary>
    public int LostAnswers { get; set; }

    /// <summary>How many of the next answers to fee bumps get lost after custody made them.</summary>
    public int LostAnswersOfBumps { get; set; }

    /// <summary>What is answered to submissions instead of asking custody.</summary>
    public CustodySubmission? Answer { get; set; }

    /// <summary>What is said of a withdrawal's state instead of asking custody.</summary>
    public Func<CustodyWithdrawalState?, CustodyWithdrawalState?> State { get; set; } = state => state;

    /// <summary>What happens before custody says what it holds on a network.</summary>
    public Func<string, Task> BeforeHoldings { get; set; } = _ => Task.CompletedTask;

    /// <summary>What happens after custody said what it holds on a network.</summary>
    public Func<string, Task> AfterHoldings { get; set; } = _ => Task.CompletedTask;

    public int Submissions => Submitted.Count;

    /// <summary>What was submitted, as often as it was.</summary>
    public List<CustodyWithdrawal> Submitted { get; } = [];

    public ValueTask<string> CreateDepositAddressAsync(string asset, string network, string userId, CancellationToken cancellation = default) =>
        ThroughAsync(() => inner.CreateDepositAddressAsync(asset, network, userId, cancellation));

    public ValueTask<IncomingPage> ListIncomingAsync(string network, string? cursor, int limit, CancellationToken cancellation = default) =>
        ThroughAsync(() => inner.ListIncomingAsync(network, cursor, limit, cancellation));

    public ValueTask<Amount> QuoteNetworkFeeAsync(Asset asset, string network, CancellationToken cancellation = default) =>
        ThroughAsync(() => inner.QuoteNetworkFeeAsync(asset, network, cancellation));

    public ValueTask<CustodySubmission> SubmitAsync(CustodyWithdrawal withdrawal, CancellationToken cancellation = default)
    {
        Submitted.Add(withdrawal);
        return Answer is { } answer ? ThroughAsync(() => new ValueTask<CustodySubmission>(answer)) : ThroughAsync(() => inner.SubmitAsync(withdrawal, cancellation));
    }

    public async ValueTask<CustodyWithdrawalState?> FindWithdrawalAsync(string network, string withdrawalId, CancellationToken cancellation = default) =>
        State(await ThroughAsync(() => inner.FindWithdrawalAsync(network, withdrawalId, cancellation)));

    public ValueTask<CustodyBump> BumpFeeAsync(CustodyFeeBump bump, CancellationToken cancellation = default)
    {
        (LostAnswers, LostAnswersOfBumps) = (LostAnswers + LostAnswersOfBumps, 0);
        return ThroughAsync(() => inner.BumpFeeAsync(bump, cancellation));
    }

    public ValueTask<SubmittedPage> ListSubmittedAsync(string network, string? cursor, int limit, CancellationToken cancellation = default) =>
        ThroughAsync(() => inner.ListSubmittedAsync(network, cursor, limit, cancellation));

    public async ValueTask<IReadOnlyList<CustodyHolding>> ListHoldingsAsync(string network, CancellationToken cancellation = default)
    {
        await BeforeHoldings(network);
        var holdings = await ThroughAsync(() => inner.ListHoldingsAsync(network, cancellation));
        await AfterHoldings(network);
        return holdings;
    }

    private async ValueTask<T> ThroughAsync<T>(Func<ValueTask<T>> call)
    {
        if (IsDown)
        {
            throw new CustodyUnavailableException("Custody is down.");
        }

        var answer = await call();
        if (LostAnswers > 0)
        {
            LostAnswers--;
            throw new CustodyUnavailableException("The answer got lost.");
        }

        return answer;
    }
}
