using System.Collections.Concurrent;
using System.Diagnostics;
using CryptoVault.DemoPlayer.Client;

namespace CryptoVault.Load.Withdrawals;

/// <summary>The mails of all load users, read once each from the host's outbox folder: the token of each withdrawal's confirmation.</summary>
internal sealed class LoadInbox(string folder)
{
    private const string WithdrawalMember = "&withdrawalId=";
    private const string TokenMember = "#token=";

    private readonly ConcurrentDictionary<string, TaskCompletionSource<string>> tokens = new(StringComparer.Ordinal);
    private readonly HashSet<string> seen = new(StringComparer.Ordinal);

    /// <summary>Reads what comes until it is canceled.</summary>
    public async Task ReadAsync(int pauseMs, CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            if (Directory.Exists(folder))
            {
                foreach (var file in Directory.EnumerateFiles(folder, "*.eml").Where(seen.Add))
                {
                    Take(await File.ReadAllTextAsync(file, CancellationToken.None));
                }
            }

            await Task.Delay(pauseMs, CancellationToken.None);
        }
    }

    /// <summary>The token that confirms a withdrawal, once its mail is there.</summary>
    public async Task<string> TokenAsync(string withdrawalId, TimeSpan patience)
    {
        var waiting = tokens.GetOrAdd(withdrawalId, static _ => new(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
        return await Task.WhenAny(waiting, Task.Delay(patience)) == waiting
            ? await waiting
            : throw new UnexpectedException($"withdrawal {withdrawalId}", "a mail that asks to confirm it", "none");
    }

    private void Take(string mail)
    {
        var at = mail.IndexOf(WithdrawalMember, StringComparison.Ordinal);
        var token = mail.IndexOf(TokenMember, StringComparison.Ordinal);
        if (at < 0 || token < 0)
        {
            return;
        }

        var id = mail.Substring(at + WithdrawalMember.Length, 36);
        var value = mail[(token + TokenMember.Length)..];
        tokens.GetOrAdd(id, static _ => new(TaskCreationOptions.RunContinuationsAsynchronously)).TrySetResult(value[..value.IndexOf('&', StringComparison.Ordinal)]);
    }
}
