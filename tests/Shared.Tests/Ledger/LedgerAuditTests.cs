using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using CryptoVault.Ledger;
using CryptoVault.Ledger.Verification;
using CryptoVault.Shared.Tests.Storage;
using CryptoVault.Storage;
using static CryptoVault.Shared.Tests.Ledger.LedgerWorld;

namespace CryptoVault.Shared.Tests.Ledger;

/// <summary>Each invariant is broken by hand once, to show that the audit finds it.</summary>
public sealed class LedgerAuditTests
{
    private readonly LedgerWorld world = new();

    [Fact]
    public async Task Audit_OfASoundLedger_FindsNothing()
    {
        await BusyDayAsync();
        var report = world.Audit();
        Assert.True(report.IsSound, string.Join("; ", report.Violations));
        Assert.Equal((2, 1), (report.Holds, report.OpenHolds));
        Assert.Equal("1000000000", report.Assets.Single(asset => asset.Asset == "USDT").Custody);
        Assert.Equal("1000000000", report.Assets.Single(asset => asset.Asset == "USDT").Liabilities);
    }

    [Fact]
    public Task Audit_PostingOutOfBalance_IsFound() => FindsAsync(
        LedgerInvariant.PostingsSumToZero,
        () => ChangeAsync<PostingDocument>("users", "ana", "posting:deposit:ana:USDT:d1:in", posting =>
            posting with { Legs = [posting.Legs[0], posting.Legs[1] with { Units = posting.Legs[1].Units + 1, Balance = posting.Legs[1].Balance + 1 }] }));

    [Fact]
    public Task Audit_NegativeBalanceInHistory_IsFound() => FindsAsync(
        LedgerInvariant.NeverNegative,
        () => ChangeAsync<HoldDocument>("users", "ana", "hold:o1", hold =>
            hold with { Legs = [hold.Legs[0] with { Balance = -1 }, hold.Legs[1]] }));

    [Fact]
    public Task Audit_MissingPosting_IsFound() => FindsAsync(
        LedgerInvariant.HistoryIsComplete, () => DeleteAsync("users", "ana", "posting:o2:close"));

    [Fact]
    public Task Audit_StoredBalanceChanged_IsFound() => FindsAsync(
        LedgerInvariant.HistoryIsComplete,
        () => ChangeAsync<AccountsDocument>("users", "ana", "accounts:USDT", accounts =>
            accounts with { Available = accounts.Available with { Balance = accounts.Available.Balance + 1 } }));

    [Fact]
    public Task Audit_SequenceGap_IsFound() => FindsAsync(
        LedgerInvariant.HistoryIsComplete,
        () => ChangeAsync<HoldDocument>("users", "ana", "hold:o1", hold =>
            hold with { Legs = [hold.Legs[0] with { Sequence = hold.Legs[0].Sequence + 5 }, hold.Legs[1]] }));

    [Fact]
    public Task Audit_HoldThatForgotItsRelease_IsFound() => FindsAsync(
        LedgerInvariant.HoldsResolveOnce,
        () => ChangeAsync<HoldDocument>("users", "ana", "hold:o2", hold => hold with { Released = 0 }));

    [Fact]
    public Task Audit_HeldWithoutHold_IsFound() => FindsAsync(
        LedgerInvariant.HoldsMatchHeld, () => DeleteAsync("users", "ana", "hold:o1"));

    [Fact]
    public Task Audit_ClearingThatNoTransferExplains_IsFound() => FindsAsync(
        LedgerInvariant.TransfersComplete,
        () => ChangeAsync<AccountsDocument>("users", "ana", "accounts:USDT", accounts =>
            accounts with { Clearing = accounts.Clearing with { Balance = accounts.Clearing.Balance + 1 } }));

    [Fact]
    public Task Audit_MoneyFromNowhere_IsFound() => FindsAsync(
        LedgerInvariant.AssetsMatchLiabilities,
        () => ChangeAsync<AccountsDocument>("users", "ana", "accounts:USDT", accounts =>
            accounts with { Available = accounts.Available with { Balance = accounts.Available.Balance + 1 } }));

    [Fact]
    public async Task Audit_TransferBetweenItsSteps_IsListedWithItsAgeAndSound()
    {
        await BusyDayAsync();
        await new TransferFunds(world.Partitions, CryptoVault.Money.AssetCatalog.Default, TimeProvider.System).ExecuteAsync(new FundsTransfer(
            "t9", LedgerPartitions.OfUser("ana"), AccountName.Available, LedgerPartitions.OfUser("ben"), AccountName.Available,
            Of("1", Usdt), PostingKinds.Transfer, new LedgerReference("transfer", "t9"), "ana"));

        var report = world.Audit();

        Assert.True(report.IsSound, string.Join("; ", report.Violations));
        Assert.Equal(("t9", "100000000"), (Assert.Single(report.OpenTransfers).Transfer, report.OpenTransfers[0].Units));
    }

    private async Task BusyDayAsync()
    {
        await world.FundAsync("ana", Of("10", Usdt));
        await world.On("ana", ledger => ledger.Hold("o1", Of("4", Usdt), new LedgerReference("order", "o1")));
        await world.On("ana", ledger => ledger.Hold("o2", Of("2", Usdt), new LedgerReference("order", "o2")));
        await world.On("ana", ledger => ledger.Release("o2", "o2:close"));
    }

    [Fact]
    public async Task Verify_OneBrokenPartition_ExaminesThatOneAndNamesIt()
    {
        await BusyDayAsync();
        await DeleteAsync("users", "ana", "posting:o2:close");

        var report = (await new VerifyLedger(TimeProvider.System, [], new MemorySnapshots(world.Store)).ExecuteAsync()).Value;

        Assert.NotEmpty(report.Violations);
        Assert.All(report.Violations.Where(violation => violation.Invariant == LedgerInvariant.HistoryIsComplete), violation => Assert.StartsWith("users/ana", violation.Where));
        Assert.DoesNotContain(report.Violations, violation => violation.Where.StartsWith("users/ben", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Finish_WithDoubtsThatNobodyExamined_Throws()
    {
        await BusyDayAsync();
        await DeleteAsync("users", "ana", "posting:o2:close");
        var audit = new LedgerAudit();
        foreach (var document in world.Store.All("users"))
        {
            audit.Add(new PartitionKey("users", document.Partition), document);
        }

        Assert.True(audit.HasDoubts && audit.IsDoubtful(LedgerPartitions.OfUser("ana")));
        Assert.Throws<InvalidOperationException>(() => audit.Finish(DateTimeOffset.UnixEpoch, 1));
    }

    /// <summary>Documents of any change to any number of a history, one at a time, are never taken for sound.</summary>
    [Fact]
    public async Task Audit_EachNumberOfEachDocumentChanged_IsFound()
    {
        await BusyDayAsync();
        (PartitionKey Partition, StoredDocument Document)[] all =
            [.. new[] { "users", "house" }.SelectMany(container => world.Store.All(container).Select(document => (new PartitionKey(container, document.Partition), document)))];
        var tried = 0;
        for (var i = 0; i < all.Length; i++)
        {
            if (all[i].Document.Id.StartsWith("outbox:", StringComparison.Ordinal))
            {
                continue;
            }

            foreach (var changed in EachNumberChanged(all[i].Document))
            {
                tried++;
                var report = Ledgers.Audit([.. all.Select((entry, at) => at == i ? (entry.Partition, changed) : entry)], DateTimeOffset.UnixEpoch.AddDays(20_001));
                Assert.False(report.IsSound, Encoding.UTF8.GetString(changed.Body.Span));
            }
        }

        Assert.True(tried > 40, $"{tried} changes were tried.");
    }

    /// <summary>The document with one of its units, balances, sequences or amounts raised by one, each in turn.</summary>
    private static IEnumerable<StoredDocument> EachNumberChanged(StoredDocument document)
    {
        var text = Encoding.UTF8.GetString(document.Body.Span);
        foreach (Match match in Regex.Matches(text, "\"(units|balance|sequence|posted|released|amount)\":\"?(-?[0-9]+)"))
        {
            var number = match.Groups[2];
            var changed = text[..number.Index] + (Int128.Parse(number.Value, CultureInfo.InvariantCulture) + 1) + text[(number.Index + number.Length)..];
            yield return document with { Body = Encoding.UTF8.GetBytes(changed) };
        }
    }

    private async Task FindsAsync(LedgerInvariant invariant, Func<Task> tamper)
    {
        await BusyDayAsync();
        await tamper();
        var report = world.Audit();
        Assert.False(report.IsSound);
        Assert.Contains(report.Violations, violation => violation.Invariant == invariant);
    }

    private async Task ChangeAsync<T>(string container, string partition, string id, Func<T, T> change) where T : class, IDocument<T>
    {
        var stored = (await world.Store.ReadAsync(container, partition, id))!;
        var body = DocumentCodec.Encode(change(DocumentCodec.Decode<T>(stored)));
        Assert.True((await world.Store.CommitAsync(new DocumentBatch(container, partition, [DocumentOperation.Replace(id, body, stored.ETag)]))).IsCommitted);
    }

    private async Task DeleteAsync(string container, string partition, string id)
    {
        var stored = (await world.Store.ReadAsync(container, partition, id))!;
        Assert.True((await world.Store.CommitAsync(new DocumentBatch(container, partition, [DocumentOperation.Delete(id, stored.ETag)]))).IsCommitted);
    }
}
