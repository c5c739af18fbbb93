using CryptoVault.Wallets.Withdrawals;

namespace CryptoVault.Shared.Tests.Wallets.Withdrawals;

public sealed class ConfirmationMailTests
{
    private readonly WalletWorld world = new();

    [Fact]
    public async Task Resend_OfTheFirstMail_MailsAnotherTokenAndVoidsTheFirst()
    {
        var (withdrawal, first) = await MailedAsync();
        var resent = await world.Resend.ExecuteAsync(withdrawal);
        await world.DeliverAsync();
        var second = world.Tokens.TextOf(world.Mails[^1].Token!);

        Assert.True(resent.IsSuccess, resent.Error?.Message);
        Assert.NotEqual(first, second);
        Assert.Equal((await world.ReadAsync(withdrawal)).Deadline, resent.Value.Deadline);
        Assert.IsType<ConfirmationTokenInvalid>((await world.Confirm.ExecuteAsync(withdrawal, first)).Error);
        Assert.Equal(WithdrawalStatus.Screening, (await world.Confirm.ExecuteAsync(withdrawal, second)).Value.Status);
    }

    [Fact]
    public async Task Resend_AgainAtOnce_IsRefusedAndChangesNothing()
    {
        var (withdrawal, _) = await MailedAsync();
        await world.Resend.ExecuteAsync(withdrawal);
        world.Clock.Advance(world.Options.ResendPause - TimeSpan.FromSeconds(1));
        var before = world.Digest();
        var refused = (await world.Resend.ExecuteAsync(withdrawal)).Error;

        Assert.Equal(TimeSpan.FromSeconds(1), Assert.IsType<ConfirmationMailTooSoon>(refused).RetryAfter);
        Assert.Equal(before, world.Digest());
    }

    [Fact]
    public async Task Resend_MoreOftenThanAllowed_IsRefusedAndChangesNothing()
    {
        var (withdrawal, _) = await MailedAsync();
        for (var i = 1; i < world.Options.MaxConfirmationMails; i++)
        {
            world.Clock.Advance(world.Options.ResendPause);
            Assert.True((await world.Resend.ExecuteAsync(withdrawal)).IsSuccess);
        }

        world.Clock.Advance(world.Options.ResendPause);
        var before = world.Digest();
        Assert.IsType<TooManyConfirmationMails>((await world.Resend.ExecuteAsync(withdrawal)).Error);
        Assert.Equal(before, world.Digest());
    }

    [Fact]
    public async Task Resend_WhenNothingWaitsForAConfirmation_IsRefusedAndChangesNothing()
    {
        var (withdrawal, token) = await MailedAsync();
        var (late, _) = await world.MailedAsync(key: "late");
        await world.Confirm.ExecuteAsync(withdrawal, token);
        world.Clock.Advance(world.Options.ConfirmationTimeout);
        var before = world.Digest();

        Assert.IsType<WithdrawalNotConfirmable>((await world.Resend.ExecuteAsync(withdrawal)).Error);
        Assert.IsType<WithdrawalNotConfirmable>((await world.Resend.ExecuteAsync(late)).Error);
        Assert.IsType<WithdrawalNotFound>((await world.Resend.ExecuteAsync(withdrawal with { UserId = "ben" })).Error);
        Assert.Equal(before, world.Digest());
    }

    [Fact]
    public async Task Link_LookedAt_TellsTheWithdrawalAndConfirmsNothing()
    {
        var (withdrawal, token) = await MailedAsync();
        var (_, other) = await world.MailedAsync(key: "other");
        var before = world.Digest();
        var read = new ReadWithdrawals(world.Store);

        Assert.Equal(withdrawal.WithdrawalId, (await read.FindByTokenAsync(withdrawal, token)).Value.WithdrawalId);
        Assert.IsType<ConfirmationTokenInvalid>((await read.FindByTokenAsync(withdrawal, other)).Error);
        Assert.Equal(before, world.Digest());
    }

    private async Task<(WithdrawalReference Withdrawal, string Token)> MailedAsync()
    {
        await world.FundAsync(WalletWorld.Ana, "1", WalletWorld.Btc);
        return await world.MailedAsync();
    }
}
