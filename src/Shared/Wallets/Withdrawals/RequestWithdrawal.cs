using CryptoVault.Idempotency;
using CryptoVault.Ids;
using CryptoVault.Ledger;
using CryptoVault.Money;
using CryptoVault.Results;
using CryptoVault.Storage;
using CryptoVault.Wallets.Addresses;
using CryptoVault.Wallets.Custody;
using CryptoVault.Wallets.Deposits;
using CryptoVault.Wallets.Networks;
using CryptoVault.Wallets.TravelRule;
using CryptoVault.Wallets.Valuation;
using CryptoVault.Workflows;

namespace CryptoVault.Wallets.Withdrawals;

/// <summary>A customer asks for a withdrawal.</summary>
/// <param name="UserId">Who.</param>
/// <param name="KycLevel">How far the customer is identified at this moment.</param>
/// <param name="Asset">The asset's code, as sent.</param>
/// <param name="Network">The network, as sent.</param>
/// <param name="Address">The beneficiary's address, as sent.</param>
/// <param name="Amount">What the beneficiary gets, as sent.</param>
/// <param name="Idempotency">The key under which it is carried out once.</param>
public sealed record RequestWithdrawalCommand(
    string UserId, int KycLevel, string Asset, string Network, string Address, string Amount, IdempotencyRequest Idempotency)
{
    /// <summary>The session that asks; null when none does.</summary>
    public string? SessionId { get; init; }

    /// <summary>The API key that signed the request; null when a person asks.</summary>
    public string? ApiKeyId { get; init; }

    /// <summary>Who pays whom, as the Travel Rule asks; null when the customer did not tell.</summary>
    public TravelRuleData? TravelRule { get; init; }
}

/// <summary>
/// Takes a withdrawal: one commit holds the amount and the fee, writes the withdrawal and promises the start of its
/// orchestration. The id is derived from the user and the idempotency key, so the same request is the same
/// withdrawal for ever.
/// </summary>
public sealed class RequestWithdrawal(
    Partitions partitions, IDocumentStore store, ICustody custody, IUsdValuation valuation, WithdrawalAdmission admission, TravelRules travelRules, NetworkCatalog networks,
    AssetCatalog assets, WithdrawalOptions options, TimeProvider clock)
{
    /// <summary>Takes the withdrawal.</summary>
    public async Task<Result<WithdrawalDocument>> ExecuteAsync(RequestWithdrawalCommand command, CancellationToken cancellation = default)
    {
        var prepared = await PrepareAsync(command, cancellation);
        return await partitions.DecideAsync(LedgerPartitions.OfUser(command.UserId), view =>
        {
            var now = clock.GetUtcNow();
            return view.Once(
                command.Idempotency, now, WalletJson.Default.WithdrawalDocument,
                () => prepared.IsSuccess ? Open(view, command, prepared.Value, now) : prepared.Error);
        }, cancellation);
    }

    private async Task<Result<Prepared>> PrepareAsync(RequestWithdrawalCommand command, CancellationToken cancellation)
    {
        if (command.KycLevel < options.MinKycLevel)
        {
            return new KycLevelTooLow(command.KycLevel, options.MinKycLevel);
        }

        var entry = WalletChecks.Find(networks, command.Asset, command.Network);
        if (!entry.IsSuccess)
        {
            return entry.Error;
        }

        if (!entry.Value.WithdrawalsOpen)
        {
            return new WithdrawalsClosed(command.Asset, command.Network);
        }

        var asset = entry.Value.Asset;
        var address = NetworkAddresses.Check(command.Network, command.Address);
        var amount = AmountField.Read("/amount", command.Amount, asset, asset.WithdrawalScale, entry.Value.MinWithdrawal, entry.Value.MaxWithdrawal);
        var told = command.TravelRule is { } data ? TravelRules.Check(data, DateOnly.FromDateTime(clock.GetUtcNow().UtcDateTime)) : [];
        if (Refuse(command.Address, address, amount.Error, told) is { } refused)
        {
            return refused;
        }

        try
        {
            var quote = await custody.QuoteNetworkFeeAsync(asset, command.Network, cancellation);
            return new Prepared(
                entry.Value, address.Canonical, amount.Value, WithdrawalFee.Of(entry.Value, quote).Total,
                await valuation.ValueAsync(amount.Value, cancellation), await IsInternalAsync(command.Network, address.Canonical, cancellation),
                await travelRules.ThresholdsAsync(cancellation));
        }
        catch (CustodyUnavailableException)
        {
            return new ServiceUnavailable("Withdrawals cannot be priced now. Repeat the same request.", TimeSpan.FromSeconds(5));
        }
    }

    /// <summary>Names everything that is wrong with the address, the amount and the people in one answer.</summary>
    private static Error? Refuse(string sent, AddressCheck address, Error? amount, IReadOnlyList<FieldError> people)
    {
        var fields = new List<FieldError>([.. amount?.Fields ?? [], .. people]);
        if (!address.IsValid)
        {
            var shown = sent.Length <= NetworkAddresses.MaxLength ? sent : null;
            fields.Insert(0, new FieldError("/address", "INVALID_ADDRESS", address.Reason, shown));
        }

        return fields.Count == 0 ? amount : new ValidationFailed(fields);
    }

    private Result<WithdrawalDocument> Open(PartitionView view, RequestWithdrawalCommand command, Prepared prepared, DateTimeOffset now)
    {
        var id = DerivedId.Of("withdrawal", command.UserId, command.Idempotency.Key);
        var book = new WithdrawalBook(view, assets, now, command.UserId);
        if (book.Find(id) is { } existing)
        {
            return prepared.IsThatOf(existing) ? existing : new IdempotencyKeyReused();
        }

        var available = new PartitionLedger(view, assets, now, command.UserId).Available(prepared.Entry.Asset);
        var checks = admission.Admit(
            view,
            new WithdrawalApplication(
                id, command.UserId, command.KycLevel, command.SessionId, prepared.Entry.Network, prepared.Address, prepared.Value, prepared.IsInternal,
                available < prepared.Needed ? new InsufficientFunds(available, prepared.Needed) : null, prepared.Thresholds, command.TravelRule, command.ApiKeyId),
            now);
        if (!checks.IsSuccess)
        {
            return checks.Error;
        }

        var opened = book.Open(new WithdrawalDocument(
            WithdrawalDocument.IdOf(id), id, command.UserId, prepared.Entry.Asset.Code, prepared.Entry.Network, prepared.Address,
            prepared.Amount.Units, prepared.Fee.Units, prepared.Entry.Confirmations, command.KycLevel,
            StoredTime.Format(now), WithdrawalStatus.Requested, StoredTime.Format(now))
        {
            Checks = checks.Value,
        });
        if (opened.IsSuccess)
        {
            var reference = new WithdrawalReference(command.UserId, id) { CorrelationId = view.CorrelationId };
            view.StartWorkflow(
                reference.InstanceId, WithdrawalWorkflow.Orchestration, reference, WithdrawalWorkflowJson.Default.WithdrawalReference);
        }

        return opened;
    }

    private async ValueTask<bool> IsInternalAsync(string network, string address, CancellationToken cancellation) =>
        (await store.QueryAsync(
            new DocumentQuery(LedgerPartitions.Users, DepositAddressDocument.ByAddress.Name) { Equal = [DepositAddressDocument.KeyOf(network, address)], Limit = 1 },
            cancellation)).Items.Count > 0;

    private sealed record Prepared(AssetNetwork Entry, string Address, Amount Amount, Amount Fee, Amount? Value, bool IsInternal, TravelRuleThresholds Thresholds)
    {
        public Amount Needed => Amount + Fee;

        public bool IsThatOf(WithdrawalDocument document) =>
            (document.Asset, document.Network, document.Address, document.Units) == (Entry.Asset.Code, Entry.Network, Address, Amount.Units);
    }
}
