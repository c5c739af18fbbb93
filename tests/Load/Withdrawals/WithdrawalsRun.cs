using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using CryptoVault.DemoPlayer.Client;
using CryptoVault.LocalProcess;

namespace CryptoVault.Load.Withdrawals;

/// <summary>
/// Withdrawals from the request to custody, by customers with a second factor who confirm by mail; and a host with very many
/// approvals pending: its queue, its start, and one of them approved after the restart.
/// </summary>
internal static class WithdrawalsRun
{
    private const double LeastPerSecond = 50;
    private const double MostRequestMs = 50;
    private const double MostQueueMs = 50;
    private const double MostStartSeconds = 3;
    private const double MostResumedMs = 2_000;

    public static async Task<int> RunAsync(LoadOptions options)
    {
        if (options.Host is not null)
        {
            throw new UnexpectedException("withdrawals", "hosts of its own", "--url");
        }

        var rate = await AutomaticWithdrawals.RunAsync(options);
        var pending = await PendingQueue.RunAsync(options);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"targets  {LeastPerSecond}/s, request p95 < {MostRequestMs} ms; with {pending.Count:N0} pending: queue page < {MostQueueMs} ms, start < {MostStartSeconds} s, resumed < {MostResumedMs} ms"));
        Figures.Print(
            ("withdrawalsPerSecond", rate.PerSecond), ("requestP50Ms", rate.RequestP50Ms), ("requestP95Ms", rate.RequestP95Ms), ("offeredPerSecond", options.Rate),
            ("queuePageMs", pending.QueuePageMs), ("queuePageP50Ms", pending.QueuePageP50Ms), ("startSeconds", pending.StartSeconds), ("resumedMs", pending.ResumedMs),
            ("pending", pending.Count), ("seedSeconds", pending.SeedSeconds), ("withdrawals", rate.Count), ("users", options.Users));
        return rate.PerSecond >= LeastPerSecond && rate.RequestP95Ms < MostRequestMs && pending.QueuePageMs < MostQueueMs
            && pending.StartSeconds < MostStartSeconds && pending.ResumedMs < MostResumedMs ? 0 : 1;
    }
}
