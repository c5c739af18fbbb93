using System.Threading.Channels;
using CryptoVault.Mail;
using CryptoVault.Wallets.Withdrawals;

namespace CryptoVault.LocalHost.DemoData;

/// <summary>The mailboxes of load users while their withdrawals are made: what asks to confirm one is handed on instead of being written to a file.</summary>
internal sealed class LoadMails(IMailer others) : IMailer
{
    private const string LoadHost = "@load.cryptovault.test";

    private readonly Channel<(WithdrawalReference Withdrawal, string Token)> confirmations =
        Channel.CreateUnbounded<(WithdrawalReference, string)>(new UnboundedChannelOptions { SingleReader = false });

    /// <summary>What asks to confirm a withdrawal, in order.</summary>
    public ChannelReader<(WithdrawalReference Withdrawal, string Token)> Confirmations => confirmations.Reader;

    /// <summary>No more are waited for.</summary>
    public void Complete() => confirmations.Writer.TryComplete();

    /// <inheritdoc />
    public Task SendAsync(OutgoingMail mail, CancellationToken cancellation)
    {
        if (!mail.To.EndsWith(LoadHost, StringComparison.Ordinal))
        {
            return others.SendAsync(mail, cancellation);
        }

        if (Member(mail.Text, "#token=") is { } token && Member(mail.Text, "&userId=") is { } user && Member(mail.Text, "&withdrawalId=") is { } withdrawal)
        {
            confirmations.Writer.TryWrite((new WithdrawalReference(user, withdrawal), token));
        }

        return Task.CompletedTask;
    }

    /// <summary>A member of the link's fragment.</summary>
    private static string? Member(string text, string name)
    {
        var start = text.IndexOf(name, StringComparison.Ordinal);
        if (start < 0)
        {
            return null;
        }

        var value = text.AsSpan(start + name.Length);
        var end = value.IndexOfAny('&', '\n', '\r');
        return value[..(end < 0 ? value.Length : end)].ToString();
    }
}
