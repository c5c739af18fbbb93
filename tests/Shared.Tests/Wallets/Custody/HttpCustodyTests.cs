using System.Text.Json.Nodes;
using CryptoVault.Adapters.HttpCustody;
using CryptoVault.Money;
using CryptoVault.Wallets.Custody;
using Microsoft.Extensions.Logging.Abstractions;
using Adapter = CryptoVault.Adapters.HttpCustody.HttpCustody;

namespace CryptoVault.Shared.Tests.Wallets.Custody;

/// <summary>The adapter against a local provider that misbehaves in every documented way.</summary>
public sealed class HttpCustodyTests : IAsyncLifetime
{
    private const string Bitcoin = "bitcoin";

    private readonly WalletWorld world = new();
    private readonly List<HttpClient> clients = [];
    private CustodyProvider provider = null!;

    public async Task InitializeAsync() => provider = await CustodyProvider.StartAsync(world);

    public async Task DisposeAsync()
    {
        clients.ForEach(client => client.Dispose());
        await provider.DisposeAsync();
    }

    [Fact]
    public async Task Calls_OfAProviderThatKeepsTheContract_SayWhatItSays()
    {
        var custody = Custody();
        var address = await custody.CreateDepositAddressAsync("BTC", Bitcoin, "ana");
        var sent = await world.Chain.SendAsync("s1", Bitcoin, WalletWorld.Of("1", WalletWorld.Btc), address);
        await world.Chain.MineAsync(Bitcoin, 2);

        var page = await custody.ListIncomingAsync(Bitcoin, null, 10);
        var transfer = Assert.Single(page.Items);
        Assert.Equal((sent.DepositId, sent.Units, sent.Block, 2), (transfer.DepositId, transfer.Units, transfer.Block, transfer.ConfirmationsAt(page.Tip)));
        Assert.Equal(sent.Sources, transfer.Sources);
        Assert.Empty((await custody.ListIncomingAsync(Bitcoin, page.Cursor, 10)).Items);
        Assert.Equal(await world.Chain.QuoteNetworkFeeAsync(WalletWorld.Btc, Bitcoin), await custody.QuoteNetworkFeeAsync(WalletWorld.Btc, Bitcoin));
        Assert.Equal(new CustodyHolding("BTC", sent.Units), Assert.Single(await custody.ListHoldingsAsync(Bitcoin)));
        Assert.Null(await custody.FindWithdrawalAsync(Bitcoin, "w1"));

        await world.Chain.PlanFateAsync(Bitcoin, WalletWorld.Stranger, ChainFate.Stuck);
        var first = await custody.SubmitAsync(Order());
        Assert.Equal(first, await custody.SubmitAsync(Order()));
        Assert.Equal(CustodyStage.Stuck, (await custody.FindWithdrawalAsync(Bitcoin, "w1"))!.Stage);
        var bump = await custody.BumpFeeAsync(new CustodyFeeBump("w1", Bitcoin, 1, WalletWorld.Of("0.001", WalletWorld.Btc)));
        Assert.Equal(CustodyAnswer.Accepted, bump.Answer);
        await world.Chain.MineAsync(Bitcoin, 3);
        var state = (await custody.FindWithdrawalAsync(Bitcoin, "w1"))!;
        Assert.Equal((CustodyStage.Confirming, 3, bump.TransactionId, bump.NetworkFeeUnits, 1), (state.Stage, state.Confirmations, state.TransactionId, state.NetworkFeeUnits, state.FeeBumps));
        Assert.Equal(new CustodyPayment("BTC", Order().Amount.Units, WalletWorld.Stranger), state.Payment);
        Assert.Equal(["w1"], (await custody.ListSubmittedAsync(Bitcoin, null, 10)).Ids);
        Assert.Equal(0, provider.Forged);
    }

    [Fact]
    public async Task Submit_WhatCustodyRefuses_IsARefusalWithItsReason()
    {
        var answer = await Custody().SubmitAsync(Order() with { Address = WalletWorld.Stranger[..^1] + "x" });

        Assert.Equal(CustodyAnswer.Refused, answer.Answer);
        Assert.Contains("check characters", answer.Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(Silence.Before, false)]
    [InlineData(Silence.After, true)]
    public async Task Submit_WithoutAnAnswer_SaysThatNothingIsKnownAndIsPaidOnceWhenRepeated(Silence silence, bool wasTaken)
    {
        provider.Silence = silence;
        await Assert.ThrowsAsync<CustodyUnavailableException>(() => Custody().SubmitAsync(Order()).AsTask());
        Assert.Equal(wasTaken, await world.Chain.FindWithdrawalAsync(Bitcoin, "w1") is not null);

        provider.Silence = Silence.None;
        Assert.Equal(CustodyAnswer.Accepted, (await Custody().SubmitAsync(Order())).Answer);
        Assert.Equal(["w1"], (await world.Chain.ListSubmittedAsync(Bitcoin, null, 10)).Ids);
    }

    [Theory]
    [InlineData(500)]
    [InlineData(503)]
    [InlineData(429)]
    [InlineData(401)]
    [InlineData(409)]
    [InlineData(202)]
    [InlineData(404)]
    public async Task Submit_AnsweredWithAnotherStatus_SaysThatNothingIsKnown(int status)
    {
        provider.Status = status;

        await Assert.ThrowsAsync<CustodyUnavailableException>(() => Custody().SubmitAsync(Order()).AsTask());
    }

    [Fact]
    public async Task Submit_ToNobody_SaysThatNothingIsKnown()
    {
        var custody = Custody();
        await provider.DisposeAsync();

        await Assert.ThrowsAsync<CustodyUnavailableException>(() => custody.SubmitAsync(Order()).AsTask());
        provider = await CustodyProvider.StartAsync(world);
    }

    [Theory]
    [InlineData("amount", "\"0.50000001\"")]
    [InlineData("amount", "0.5")]
    [InlineData("amount", "\"-0.5\"")]
    [InlineData("amount", "\"5e-1\"")]
    [InlineData("amount", "null")]
    [InlineData("amount", null)]
    [InlineData("address", "\"bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4\"")]
    [InlineData("asset", "\"ETH\"")]
    [InlineData("network", "\"tron\"")]
    [InlineData("id", "\"w2\"")]
    [InlineData("status", "\"maybe\"")]
    [InlineData("status", "7")]
    [InlineData("transactionId", "\"\"")]
    public async Task Submit_AnsweredWrongly_SaysThatNothingIsKnown(string member, string? value)
    {
        Twist(member, value);

        await Assert.ThrowsAsync<CustodyUnavailableException>(() => Custody().SubmitAsync(Order()).AsTask());
    }

    [Theory]
    [InlineData("id", "\"w2\"")]
    [InlineData("network", "\"tron\"")]
    [InlineData("status", "\"paid\"")]
    [InlineData("asset", "\"DOGE\"")]
    [InlineData("confirmations", "-1")]
    [InlineData("confirmations", "\"3\"")]
    [InlineData("confirmations", null)]
    [InlineData("fee", "\"0.000000001\"")]
    [InlineData("amount", "\"0\"")]
    public async Task Find_AnsweredWrongly_SaysThatNothingIsKnown(string member, string? value)
    {
        await Custody().SubmitAsync(Order());
        Twist(member, value);

        await Assert.ThrowsAsync<CustodyUnavailableException>(() => Custody().FindWithdrawalAsync(Bitcoin, "w1").AsTask());
    }

    [Fact]
    public async Task Find_WithAnotherAmountThanWasSubmitted_TellsIt()
    {
        await Custody().SubmitAsync(Order());
        Twist("amount", "\"0.6\"");

        Assert.Equal(WalletWorld.Of("0.6", WalletWorld.Btc).Units, (await Custody().FindWithdrawalAsync(Bitcoin, "w1"))!.Payment!.Units);
    }

    [Theory]
    [InlineData("{\"id\":")]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("{\"id\":\"w1\",\"id\":\"w1\"}")]
    public async Task Submit_AnsweredWithBrokenJson_SaysThatNothingIsKnown(string json)
    {
        provider.Twist = _ => json;

        await Assert.ThrowsAsync<CustodyUnavailableException>(() => Custody().SubmitAsync(Order()).AsTask());
    }

    [Fact]
    public async Task Submit_AnsweredWithMoreThanABody_SaysThatNothingIsKnown()
    {
        provider.Twist = answer => answer.ToJsonString() + new string(' ', CustodyConnection.MostBytes);

        await Assert.ThrowsAsync<CustodyUnavailableException>(() => Custody().SubmitAsync(Order()).AsTask());
    }

    [Fact]
    public async Task Submit_AnsweredWithMembersThatNobodyAskedFor_IsTaken()
    {
        Twist("note", "\"new in version 2\"");

        Assert.Equal(CustodyAnswer.Accepted, (await Custody().SubmitAsync(Order())).Answer);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("00")]
    public async Task Submit_AnsweredWithAWrongSignature_SaysThatNothingIsKnown(string? signature)
    {
        provider.TwistSignature = _ => signature;

        await Assert.ThrowsAsync<CustodyUnavailableException>(() => Custody().SubmitAsync(Order()).AsTask());
    }

    [Fact]
    public async Task Find_AnsweredWithAnOldAnswer_SaysThatNothingIsKnown()
    {
        await Custody().SubmitAsync(Order());
        await Custody().FindWithdrawalAsync(Bitcoin, "w1");
        provider.RepeatsOldAnswers = true;
        world.Clock.Advance(TimeSpan.FromSeconds(1));

        await Assert.ThrowsAsync<CustodyUnavailableException>(() => Custody().FindWithdrawalAsync(Bitcoin, "w1").AsTask());
    }

    [Theory]
    [InlineData("block", "-1")]
    [InlineData("isGone", "\"no\"")]
    [InlineData("amount", "\"0\"")]
    [InlineData("address", "\"bc1qx\"")]
    [InlineData("output", "-1")]
    [InlineData("sources", "null")]
    [InlineData("sources", "[\"\"]")]
    public async Task ListIncoming_WithATransferThatBreaksTheContract_SaysThatNothingIsKnown(string member, string value)
    {
        var address = await Custody().CreateDepositAddressAsync("BTC", Bitcoin, "ana");
        await world.Chain.SendAsync("s1", Bitcoin, WalletWorld.Of("1", WalletWorld.Btc), address);
        provider.Twist = answer =>
        {
            answer["items"]![0]![member] = JsonNode.Parse(value);
            return answer.ToJsonString();
        };

        await Assert.ThrowsAsync<CustodyUnavailableException>(() => Custody().ListIncomingAsync(Bitcoin, null, 10).AsTask());
    }

    [Fact]
    public async Task ListIncoming_TheSameTransferTwice_IsOneDeposit()
    {
        var address = (await world.Addresses.ExecuteAsync("ana", "BTC", Bitcoin)).Value.Address;
        await world.Chain.SendAsync("s1", Bitcoin, WalletWorld.Of("1", WalletWorld.Btc), address);
        await world.Chain.MineAsync(Bitcoin, 3);
        provider.Twist = answer =>
        {
            answer["items"]!.AsArray().Add(answer["items"]![0]!.DeepClone());
            return answer.ToJsonString();
        };

        var page = await Custody().ListIncomingAsync(Bitcoin, null, 10);
        Assert.Equal(2, page.Items.Count);
        Assert.Single(page.Items.Select(item => item.DepositId).Distinct());
    }

    [Fact]
    public async Task ListIncoming_OfSomethingUnknown_PassesItOver()
    {
        var address = await Custody().CreateDepositAddressAsync("BTC", Bitcoin, "ana");
        await world.Chain.SendAsync("s1", Bitcoin, WalletWorld.Of("1", WalletWorld.Btc), address);
        provider.Twist = answer => answer.ToJsonString().Replace("\"BTC\"", "\"JUNK\"", StringComparison.Ordinal);

        Assert.Empty((await Custody().ListIncomingAsync(Bitcoin, null, 10)).Items);
    }

    [Fact]
    public async Task ListIncoming_ThatWouldNeverEnd_SaysThatNothingIsKnown()
    {
        Twist("hasMore", "true");

        await Assert.ThrowsAsync<CustodyUnavailableException>(() => Custody().ListIncomingAsync(Bitcoin, null, 10).AsTask());
    }

    [Fact]
    public async Task CreateDepositAddress_ThatCannotExist_IsNotGivenOut()
    {
        Twist("address", "\"bc1qar0srrr7xfkvy5l643lydnw9re59gtzzwf5mdx\"");

        await Assert.ThrowsAsync<CustodyUnavailableException>(() => Custody().CreateDepositAddressAsync("BTC", Bitcoin, "ana").AsTask());
    }

    [Fact]
    public async Task BumpFee_ThatCostsMoreThanAllowed_SaysThatNothingIsKnown()
    {
        await world.Chain.PlanFateAsync(Bitcoin, WalletWorld.Stranger, ChainFate.Stuck);
        await Custody().SubmitAsync(Order());
        Twist("fee", "\"0.1\"");

        await Assert.ThrowsAsync<CustodyUnavailableException>(() =>
            Custody().BumpFeeAsync(new CustodyFeeBump("w1", Bitcoin, 1, WalletWorld.Of("0.001", WalletWorld.Btc))).AsTask());
    }

    [Theory]
    [InlineData("http://custody.example", "a secret of thirty-two characters")]
    [InlineData("https://custody.example", "short")]
    [InlineData("custody", "a secret of thirty-two characters")]
    public void Options_ThatAreNotSafe_AreRefused(string url, string secret) =>
        Assert.Throws<ArgumentException>(() => new HttpCustodyOptions { Url = url, KeyId = "key-1", Secret = secret }.Checked());

    private static CustodyWithdrawal Order() => new("w1", Bitcoin, WalletWorld.Of("0.5", WalletWorld.Btc), WalletWorld.Stranger);

    private void Twist(string member, string? value) => provider.Twist = answer =>
    {
        answer.AsObject().Remove(member);
        if (value is not null)
        {
            answer[member] = JsonNode.Parse(value);
        }

        return answer.ToJsonString();
    };

    private Adapter Custody()
    {
        clients.Add(new HttpClient());
        return new Adapter(clients[^1], provider.Options.Checked(), AssetCatalog.Default, world.Clock, NullLogger<Adapter>.Instance);
    }
}
