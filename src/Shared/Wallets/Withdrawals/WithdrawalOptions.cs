using CryptoVault.Wallets.Withdrawals.Policy;

namespace CryptoVault.Wallets.Withdrawals;

/// <summary>Times, limits and rules of withdrawals, configured under <c>Wallets:Withdrawals</c>.</summary>
public sealed record WithdrawalOptions
{
    /// <summary>How long the customer has to confirm by mail.</summary>
    public TimeSpan ConfirmationTimeout { get; init; } = TimeSpan.FromMinutes(30);

    /// <summary>Most mails that ask to confirm one withdrawal.</summary>
    public int MaxConfirmationMails { get; init; } = 5;

    /// <summary>The least time between two of them; the first may be sent again at once.</summary>
    public TimeSpan ResendPause { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>How long the reviewers have to decide.</summary>
    public TimeSpan ApprovalTimeout { get; init; } = TimeSpan.FromHours(24);

    /// <summary>How long custody may be unreachable before people look at a withdrawal that is being handed over.</summary>
    public TimeSpan CustodyPatience { get; init; } = TimeSpan.FromHours(1);

    /// <summary>How long a transaction may take to be deep enough before people look at it.</summary>
    public TimeSpan StuckAfter { get; init; } = TimeSpan.FromHours(24);

    /// <summary>How long a transaction may wait for a block before its fee is raised; then again after each such time.</summary>
    public TimeSpan BumpAfter { get; init; } = TimeSpan.FromHours(2);

    /// <summary>The least time between two bumps of a transaction that custody calls stuck.</summary>
    public TimeSpan BumpPause { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>How many times the usual fee a bumped one may be.</summary>
    public int MaxBumpedFeeFactor { get; init; } = 4;

    /// <summary>How often a fee is raised at most.</summary>
    public int MaxFeeBumps { get; init; } = 3;

    /// <summary>How often a withdrawal looks by itself whether a pause is over. Resuming wakes it at once.</summary>
    public TimeSpan PausePoll { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>How long a withdrawal may stand in a state that it should pass at once, before it is listed as stuck.</summary>
    public TimeSpan PassingLimit { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>The shortest time between two looks at custody.</summary>
    public TimeSpan MinPollInterval { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>The longest time between two looks at custody.</summary>
    public TimeSpan MaxPollInterval { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>How long a withdrawal may stand in a state that it should pass at once, before it is woken up.</summary>
    public TimeSpan ReviveAfter { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>The identification level that withdrawals need.</summary>
    public int MinKycLevel { get; init; } = 1;

    /// <summary>The policy in force.</summary>
    public WithdrawalPolicyOptions Policy { get; init; } = new();

    /// <summary>Addresses that nothing is ever paid to: <c>{network}:{address}</c>.</summary>
    public IReadOnlyList<string> BlockedAddresses { get; init; } = [];

    /// <summary>When to look at custody again: after half of the time that it has taken so far, within the bounds.</summary>
    public DateTimeOffset NextPoll(DateTimeOffset since, DateTimeOffset now)
    {
        var half = (now - since) / 2;
        return now + (half < MinPollInterval ? MinPollInterval : half > MaxPollInterval ? MaxPollInterval : half);
    }
}
