using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using CryptoVault.DemoPlayer.Client;
using CryptoVault.Load.Generator;
using CryptoVault.Load.Orders;

namespace CryptoVault.Load.Withdrawals;

/// <summary>What the automatic withdrawals measured.</summary>
internal sealed record AutomaticFigures(double PerSecond, double RequestP50Ms, double RequestP95Ms, int Count);

/// <summary>
/// Small withdrawals that the policy allows by itself. Each customer has a second factor and proves it afresh (step-up), asks,
/// finds the mail, and confirms; the next who is free asks when the next request is due, and its answer's time counts from then.
/// The rate counts what custody took, from the first request to the last submission.
/// </summary>
internal static class AutomaticWithdrawals
{
    private const int MailPauseMs = 40;
    private const int EnrolledAtATime = 8;
    private const int WarmUpSeconds = 5;
    private static readonly long TimerGrain = Stopwatch.Frequency / 1000;
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    public static async Task<AutomaticFigures> RunAsync(LoadOptions options)
    {
        await using var host = await MeasuredHost.StartAsync(options, "--load-users", $"{options.Users}");
        using var api = new Api(host.Url);
        var aftermath = new Aftermath(api, host);
        await aftermath.SignInAdminAsync();
        var users = await LoadUser.SignInAsync(api, host, options.Users);
        await Parallel.ForEachAsync(users, new ParallelOptions { MaxDegreeOfParallelism = EnrolledAtATime }, async (user, _) =>
        {
            var authenticator = await api.EnrolAsync(user.Token, user.Password);
            await api.StepUpAsync(user.Token, authenticator);
        });
        Console.WriteLine($"{users.Length} customers signed in, with second factors enrolled and proved afresh.");

        var count = options.Seconds * options.Rate;
        var inbox = new LoadInbox(Path.Combine(host.DataFolder, "outbox"));
        using var stop = new CancellationTokenSource();
        var reading = Task.Run(() => inbox.ReadAsync(MailPauseMs, stop.Token));
        await WorkAsync(api, inbox, users, options.Rate * WarmUpSeconds, options.Rate, "warm"); // not counted
        var watch = Stopwatch.StartNew();
        var cost = new ProcessorCost(host.Process);
        var (requests, ids) = await WorkAsync(api, inbox, users, count, options.Rate, "run");
        await UntilSubmittedAsync(api, users, ids, watch);
        var seconds = watch.Elapsed.TotalSeconds;
        Console.WriteLine($"rate     {ids.Count / seconds:F1}/s from request to custody, {cost.Per(ids.Count)}");
        await stop.CancelAsync();
        await reading;
        await aftermath.DrainAsync();
        return new AutomaticFigures(Math.Round(ids.Count / seconds, 1), requests.PercentileMs(50), requests.PercentileMs(95), ids.Count);
    }

    private static async Task<(Latencies Requests, IReadOnlyCollection<string> Ids)> WorkAsync(Api api, LoadInbox inbox, LoadUser[] users, int count, int rate, string name)
    {
        var ids = new ConcurrentBag<string>();
        var started = Stopwatch.GetTimestamp();
        var next = -1;
        var lists = await Task.WhenAll(users.Select((user, number) => Task.Run(async () =>
        {
            var latencies = new List<long>();
            for (var i = Interlocked.Increment(ref next); i < count; i = Interlocked.Increment(ref next))
            {
                var due = started + (i * Stopwatch.Frequency / rate);
                if (Stopwatch.GetElapsedTime(Stopwatch.GetTimestamp(), due) is var early && early > TimeSpan.Zero)
                {
                    await Task.Delay(early);
                    due = Math.Max(due, Stopwatch.GetTimestamp() - TimerGrain); // a timer that fires late is the generator's, not the host's
                }

                var body = new JsonObject { ["asset"] = "USDT", ["network"] = "ethereum", ["address"] = Addresses.Of(number), ["amount"] = $"{20 + (i % 50)}" };
                var answer = await api.PostAsync("api/v1/wallet/withdrawals", body, user.Token, ("Idempotency-Key", $"{name}-{i}"));
                latencies.Add(Stopwatch.GetTimestamp() - due);
                var id = answer.Expect(201)["id"];
                ids.Add(id);
                var token = await inbox.TokenAsync(id, Patience);
                (await api.PostAsync($"api/v1/wallet/withdrawals/{id}/confirm", new JsonObject { ["token"] = token }, user.Token)).Expect(200);
            }

            return latencies;
        })));
        return (Latencies.Of(lists), ids);
    }

    /// <summary>Waits until custody has taken every one of them; any other end than that is a failure.</summary>
    private static async Task UntilSubmittedAsync(Api api, LoadUser[] users, IReadOnlyCollection<string> ids, Stopwatch watch)
    {
        var open = new HashSet<string>(ids, StringComparer.Ordinal);
        while (true)
        {
            foreach (var user in users)
            {
                foreach (var withdrawal in (await api.GetAsync("api/v1/wallet/withdrawals?limit=100", user.Token)).Expect(200).Items)
                {
                    var status = withdrawal.TextOf("status");
                    if (status is "broadcast" or "confirming" or "completed")
                    {
                        open.Remove(withdrawal.TextOf("id"));
                    }
                    else if (status is "rejected" or "canceled" or "expired" or "failed" or "manual_review" or "pending_approval")
                    {
                        throw new UnexpectedException($"withdrawal {withdrawal.TextOf("id")}", "automatically approved", status);
                    }
                }

                if (open.Count == 0)
                {
                    return;
                }
            }

            if (watch.Elapsed > Patience)
            {
                throw new UnexpectedException("The withdrawals", "all submitted", string.Create(CultureInfo.InvariantCulture, $"{open.Count} are not"));
            }
        }
    }
}
