using CryptoVault.Ledger;
using CryptoVault.Money;
using CryptoVault.Shared.Tests.Storage;
using FsCheck;
using FsCheck.Fluent;
using static CryptoVault.Shared.Tests.Ledger.LedgerWorld;

namespace CryptoVault.Shared.Tests.Ledger;

/// <summary>Random operations, with faults at the commits, against a reference model of a few dictionaries.</summary>
public sealed class LedgerPropertyTests
{
    private const int Users = 3;
    private static readonly DateTimeOffset Now = DateTimeOffset.UnixEpoch.AddDays(20_000);

    [Fact]
    public void AnySequence_WithFaults_EqualsTheReferenceModelAndIsSound() =>
        Check.One(
            Config.QuickThrowOnFailure.WithMaxTest(60),
            Prop.ForAll(
                Gen.Choose(0, int.MaxValue - 1).Select(seed => new Operations(seed)).ToArbitrary(),
                operations => RunAsync(operations.Seed).GetAwaiter().GetResult()));

    private static async Task<bool> RunAsync(int seed)
    {
        var random = new Random(seed);
        var world = new LedgerWorld(exclusive: random.Next(2) == 0);
        var model = new Model();
        for (var step = 0; step < 60; step++)
        {
            if (random.Next(4) == 0 && world.Store.PendingFaults < 3)
            {
                world.Store.FailNext((MemoryStore.Fault)random.Next(1, 6));
            }

            await StepAsync(world, model, random, step);
            if (random.Next(3) == 0)
            {
                await world.RelayAsync();
                model.Deliver();
            }
        }

        await world.RelayAsync();
        model.Deliver();
        for (var user = 0; user < Users; user++)
        {
            var expected = (new Amount(model.Available[user], Usdt).ToString(), new Amount(model.Held[user], Usdt).ToString());
            Assert.Equal(expected, await world.BalanceAsync($"u{user}", Usdt));
        }

        Assert.Equal(0, world.Audit().OpenTransferCount);
        world.AssertSound();
        return true;
    }

    private static async Task StepAsync(LedgerWorld world, Model model, Random random, int step)
    {
        var user = random.Next(Users);
        var units = random.Next(1, 1000);
        var hold = model.OpenHolds.Count == 0 ? null : model.OpenHolds[random.Next(model.OpenHolds.Count)];
        switch (random.Next(6))
        {
            case 0:
                if (await TransferAsync(world, LedgerPartitions.OfHouse("custody"), AccountName.Custody, user, units, $"deposit:{step}"))
                {
                    model.UnderWay.Add((user, units));
                }

                break;
            case 1:
                var ends = step % 2 == 0;
                var held = await world.On($"u{user}", ledger => ledger.Hold(
                    $"h{step}", new Amount(units, Usdt), new LedgerReference("order", $"{step}"), ends ? Now.AddDays(1) : null));
                model.Hold(new OpenHold($"h{step}", user, units, ends), held.IsSuccess, held.Error is InsufficientFunds);
                break;
            case 2 when hold is not null:
                var released = await world.On($"u{hold.User}", ledger => ledger.Release(hold.Id, $"{hold.Id}:close"));
                model.Release(hold, released.IsSuccess);
                break;
            case 3 when hold is not null:
                var part = Math.Min(units, hold.Remaining);
                var back = new LegDraft(AccountName.Available, "USDT", part);
                var posted = await world.On($"u{hold.User}", ledger => ledger.Post(
                    new PostingDraft($"p{step}", PostingKinds.Trade, new LedgerReference("order", hold.Id), [new LegDraft(AccountName.Held, "USDT", -part), back])
                    {
                        Holds = [new HoldResolution(hold.Id, part, 0)],
                    }));
                model.Pay(hold, part, posted.IsSuccess);
                break;
            case 4:
                var payee = random.Next(Users);
                var sent = await TransferAsync(world, LedgerPartitions.OfUser($"u{user}"), AccountName.Available, payee, units, $"t{step}");
                model.Transfer(user, payee, units, sent);
                break;
            case 5 when hold is not null:
                var time = Now.AddDays(random.Next(2) * 2); // in time, or after it
                var expired = await world.Partitions.DecideAsync(
                    LedgerPartitions.OfUser($"u{hold.User}"),
                    view => new PartitionLedger(view, AssetCatalog.Default, time, "test").Expire(hold.Id));
                Assert.True(!expired.IsSuccess || hold.Ends, "a hold without a time expired");
                model.Release(hold, expired.IsSuccess);
                break;
            default:
                break;
        }
    }

    private static async Task<bool> TransferAsync(LedgerWorld world, CryptoVault.Storage.PartitionKey from, AccountName account, int payee, int units, string id) =>
        (await new TransferFunds(world.Partitions, AssetCatalog.Default, TimeProvider.System).ExecuteAsync(new FundsTransfer(
            id, from, account, LedgerPartitions.OfUser($"u{payee}"), AccountName.Available,
            new Amount(units, Usdt), PostingKinds.Transfer, new LedgerReference("transfer", id), "test"))).IsSuccess;

    private sealed record Operations(int Seed);

    private sealed record OpenHold(string Id, int User, int Remaining, bool Ends);

    private sealed class Model
    {
        public long[] Available { get; } = new long[Users];

        public long[] Held { get; } = new long[Users];

        public List<OpenHold> OpenHolds { get; } = [];

        public List<(int Payee, int Units)> UnderWay { get; } = [];

        public void Hold(OpenHold hold, bool accepted, bool refusedForFunds)
        {
            Assert.False(accepted && Available[hold.User] < hold.Remaining, "held more than there was");
            Assert.False(refusedForFunds && Available[hold.User] >= hold.Remaining, "refused although there was enough");
            if (accepted)
            {
                Available[hold.User] -= hold.Remaining;
                Held[hold.User] += hold.Remaining;
                OpenHolds.Add(hold);
            }
        }

        public void Release(OpenHold hold, bool accepted)
        {
            if (accepted)
            {
                OpenHolds.Remove(hold);
                Held[hold.User] -= hold.Remaining;
                Available[hold.User] += hold.Remaining;
            }
        }

        public void Pay(OpenHold hold, int part, bool accepted)
        {
            if (!accepted)
            {
                return;
            }

            OpenHolds.Remove(hold);
            Held[hold.User] -= part;
            Available[hold.User] += part;
            if (hold.Remaining > part)
            {
                OpenHolds.Add(hold with { Remaining = hold.Remaining - part });
            }
        }

        public void Transfer(int payer, int payee, int units, bool accepted)
        {
            if (accepted)
            {
                Assert.True(Available[payer] >= units, "sent more than there was");
                Available[payer] -= units;
                UnderWay.Add((payee, units));
            }
        }

        public void Deliver()
        {
            foreach (var (payee, units) in UnderWay)
            {
                Available[payee] += units;
            }

            UnderWay.Clear();
        }
    }
}
