using System.Net;
using CryptoVault.Adapters.Files;
using CryptoVault.Audit;
using CryptoVault.Hosting;
using CryptoVault.Ids;
using CryptoVault.Messaging;
using CryptoVault.Security;
using CryptoVault.Shared.Tests.Ledger;
using CryptoVault.Storage;
using CryptoVault.Testing;
using CryptoVault.Threats;
using Microsoft.Extensions.Logging.Abstractions;

namespace CryptoVault.Shared.Tests.Threats;

public sealed class SecurityEventsTests
{
    private static readonly IPAddress Attacker = IPAddress.Parse("203.0.113.7");

    private readonly FakeTimeProvider clock = new();

    [Fact]
    public void Record_AsOftenAsTheRuleSays_WishesForOneAlertUntilItsSilenceIsOver()
    {
        var events = new SecurityEvents(new ThreatOptions(), clock);

        Repeat(events, SecurityEventKind.SignInFailed, 19);
        Assert.False(events.Wishes.TryRead(out _));
        Repeat(events, SecurityEventKind.SignInFailed, 100);

        Assert.True(events.Wishes.TryRead(out var wish));
        Assert.Equal(("password-guessing", 20, Attacker), (wish.Rule.Name, wish.Count, wish.Address));
        Assert.False(events.Wishes.TryRead(out _));
        clock.Advance(TimeSpan.FromMinutes(61));
        Repeat(events, SecurityEventKind.SignInFailed, 20);
        Assert.True(events.Wishes.TryRead(out _));
    }

    [Fact]
    public void Record_SpreadOverMoreThanTheWindow_WishesForNothing()
    {
        var events = new SecurityEvents(new ThreatOptions(), clock);

        for (var i = 0; i < 10; i++)
        {
            Repeat(events, SecurityEventKind.SignInFailed, 10);
            clock.Advance(TimeSpan.FromMinutes(10));
        }

        Assert.False(events.Wishes.TryRead(out _));
    }

    [Fact]
    public void Record_FromAnIPv6Network_CountsItAsOneClient()
    {
        var events = new SecurityEvents(new ThreatOptions(), clock);

        for (var i = 0; i < 20; i++)
        {
            events.Record(SecurityEventKind.SignInFailed, IPAddress.Parse($"2001:db8:1:2::{i:x}"), null);
        }

        Assert.True(events.Wishes.TryRead(out _));
    }

    [Fact]
    public void Record_FromMoreAddressesThanAreKept_StaysBounded()
    {
        var events = new SecurityEvents(new ThreatOptions { MostCounters = 1000 }, clock);

        for (var i = 0; i < 20_000; i++)
        {
            events.Record(SecurityEventKind.BadToken, new IPAddress([10, (byte)(i >> 16), (byte)(i >> 8), (byte)i]), null);
        }

        Assert.InRange(events.Counters, 1, 1001);
        Assert.Equal(20_000, events.TakeTotals()[SecurityEventKind.BadToken]);
        Assert.Empty(events.TakeTotals());
    }

    [Fact]
    public async Task Raise_TheSameInTwoProcesses_IsOneAlertWithItsAuditRecord()
    {
        using var folder = new TemporaryFolder();
        await using var store = new TemporaryStore(clock, options => options, [.. ContainerCatalog.Product]);
        var bus = new RecordingBus();
        var ids = new UuidV7Ids(clock);
        var addresses = new AlertAddresses(KeyRingFile.Open(folder.File("keys.json"), clock, new SystemRandomness()), new SystemRandomness());
        var options = new ThreatOptions { MailTo = [ids.New()] };
        RaiseAlerts Process() => new(
            new Partitions(store.Store, bus, ids, clock, new PartitionOptions { ExclusiveProcess = false }, NullLogger<Partitions>.Instance), new SecurityEvents(options, clock),
            addresses, ids, clock, options, NullLogger<RaiseAlerts>.Instance);
        var wish = new AlertWish(ThreatOptions.Rules.Single(rule => rule.Name == "injection"), Attacker, null, 5, clock.GetUtcNow());

        var raised = new[] { await Process().RaiseAsync(wish), await Process().RaiseAsync(wish) };

        Assert.Equal([true, false], raised.Select(one => one.Value));
        var alert = Assert.Single((await new ReadThreats(store.Store).AlertsAsync(10, null)).Items);
        Assert.Equal(("203.0.113.7", AlertSeverity.High), (addresses.Open(alert), alert.Severity));
        Assert.DoesNotContain("203.0.113", alert.Address, StringComparison.Ordinal);
        var messages = bus.Published.SelectMany(item => item.Document.Messages).ToArray();
        Assert.Equal([Queues.Audit, Queues.Mail], messages.Select(message => message.Queue).Order(StringComparer.Ordinal));
        Assert.Contains(AuditActions.AlertRaised, messages.Single(message => message.Queue == Queues.Audit).Body.GetRawText(), StringComparison.Ordinal);
        var report = await new ReadThreats(store.Store).ReportAsync($"{clock.GetUtcNow():yyyy-MM-dd}");
        Assert.Equal((1, AlertSeverity.High), (report.Alerts["injection"], report.Highest!.Value));
    }

    [Theory]
    [InlineData("' OR '1'='1", true)]
    [InlineData("1 UNION SELECT password FROM users", true)]
    [InlineData("<script>alert(1)</script>", true)]
    [InlineData("../../etc/passwd", true)]
    [InlineData("${jndi:ldap://x}", true)]
    [InlineData("BTC-USDT", false)]
    [InlineData("ana.o'neill@example.com", false)]
    [InlineData("limit=50&cursor=AbC_-", false)]
    public void Is_OfInput_TellsAttempts(string text, bool expected) => Assert.Equal(expected, SuspiciousInput.Is(text));

    private static void Repeat(SecurityEvents events, SecurityEventKind kind, int times)
    {
        for (var i = 0; i < times; i++)
        {
            events.Record(kind, Attacker, null);
        }
    }
}
