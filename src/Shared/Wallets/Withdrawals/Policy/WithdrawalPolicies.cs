using CryptoVault.Money;
using CryptoVault.Results;
using CryptoVault.Storage;

namespace CryptoVault.Wallets.Withdrawals.Policy;

/// <summary>A policy as it is read: what it says, and whose it is.</summary>
/// <param name="Head">What is in force, what was, and the draft.</param>
/// <param name="Terms">What the version in force says.</param>
public sealed record PolicyInForce(PolicyHeadDocument Head, WithdrawalPolicyOptions Terms);

/// <summary>
/// The withdrawal policy in force: the last version that was published, or the configuration's as long as none was. Which one
/// that is, is read anew for each decision; what a version says never changes, and is kept.
/// </summary>
public sealed class WithdrawalPolicies(IDocumentStore store, WithdrawalOptions options, AssetCatalog assets)
{
    private readonly WithdrawalPolicy configured = options.Policy.ToPolicy(assets);
    private volatile Known? known;

    /// <summary>The policy that decides now.</summary>
    public async ValueTask<WithdrawalPolicy> CurrentAsync(CancellationToken cancellation = default)
    {
        var head = await HeadAsync(cancellation);
        if (head.InForce == 0)
        {
            return configured;
        }

        if (known is { } kept && kept.Policy.Version == head.InForce)
        {
            return kept.Policy;
        }

        var terms = await TermsAsync(head.InForce, cancellation) ?? throw new InvalidOperationException($"Version {head.InForce} of the withdrawal policy is missing.");
        var policy = terms.ToPolicy(assets);
        known = new Known(policy);
        return policy;
    }

    /// <summary>What is in force, what was, and the draft.</summary>
    public async Task<PolicyInForce> ReadAsync(CancellationToken cancellation = default)
    {
        var head = await HeadAsync(cancellation);
        return new PolicyInForce(head, await TermsAsync(head.InForce, cancellation) ?? Written(options.Policy));
    }

    /// <summary>What a published version says, or <see cref="PolicyVersionNotFound"/>. Version 0 is the configuration's.</summary>
    public async Task<Result<WithdrawalPolicyOptions>> FindAsync(int version, CancellationToken cancellation = default) =>
        version == 0 ? Written(options.Policy) : await TermsAsync(version, cancellation) is { } terms ? terms : new PolicyVersionNotFound();

    /// <summary>What a policy, in force or drafted, would say, and how each rule stands to it. Changes nothing.</summary>
    /// <returns>The decision, or <see cref="NoPolicyDraft"/>.</returns>
    public async Task<Result<PolicySimulation>> SimulateAsync(PolicyFacts facts, bool draft, CancellationToken cancellation = default)
    {
        var policy = await CurrentAsync(cancellation);
        if (draft)
        {
            if ((await HeadAsync(cancellation)).Draft is not { } drafted)
            {
                return new NoPolicyDraft();
            }

            policy = drafted.Terms.ToPolicy(assets);
        }

        return new PolicySimulation(
            policy.Decide(facts), [.. policy.Rules.Select(rule => new RuleMatch(rule.Name, rule.Outcome, rule.Match(facts)))], !policy.IsExemptFromMail(facts));
    }

    private async ValueTask<PolicyHeadDocument> HeadAsync(CancellationToken cancellation) =>
        await store.FindAsync<PolicyHeadDocument>(PolicyHeadDocument.Partition, PolicyHeadDocument.DocumentId, cancellation) ?? PolicyHeadDocument.None;

    private async ValueTask<WithdrawalPolicyOptions?> TermsAsync(int version, CancellationToken cancellation) =>
        (await store.FindAsync<PolicyVersionDocument>(PolicyHeadDocument.Partition, PolicyVersionDocument.IdOf(version), cancellation))?.Terms;

    /// <summary>The configuration with what it leaves to the defaults written out.</summary>
    private static WithdrawalPolicyOptions Written(WithdrawalPolicyOptions policy) => policy with
    {
        Rules = policy.Rules.Count == 0 ? WithdrawalPolicyOptions.DefaultRules : policy.Rules,
        Approvals = policy.Approvals.Count == 0 ? WithdrawalPolicyOptions.DefaultApprovals : policy.Approvals,
    };

    private sealed record Known(WithdrawalPolicy Policy);
}

/// <summary>How a rule stands to what was asked.</summary>
/// <param name="Name">The rule.</param>
/// <param name="Outcome">What it decides.</param>
/// <param name="Match">Whether it is meant for it.</param>
public sealed record RuleMatch(string Name, PolicyOutcome Outcome, PolicyMatch Match);

/// <summary>What a policy would say.</summary>
/// <param name="Decision">The decision, with the rule that makes it.</param>
/// <param name="Rules">All rules in order.</param>
/// <param name="NeedsMail">True when the customer would have to confirm by mail.</param>
public sealed record PolicySimulation(PolicyDecision Decision, IReadOnlyList<RuleMatch> Rules, bool NeedsMail);
