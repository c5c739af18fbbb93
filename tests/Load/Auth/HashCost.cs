using System.Diagnostics;
using System.Text.Json.Nodes;
using CryptoVault.DemoPlayer.Client;
using CryptoVault.Load.Orders;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;

namespace CryptoVault.Load.Auth;

/// <summary>What a sign-in costs the host's processor, against the password hash alone in this process; rounds of both in turns, medians.</summary>
internal static class HashCost
{
    private const int Iterations = 210_000; // PBKDF2-HMAC-SHA512, as the specification has it
    private const int Rounds = 7;
    private const int PerRound = 8;
    private static readonly TimeSpan IdleLook = TimeSpan.FromSeconds(2);
    private static readonly object Nobody = new();

    /// <summary>The median ratio, and the medians in milliseconds of processor time.</summary>
    public static async Task<(double Ratio, double SignInMs, double HashMs)> MeasureAsync(Api api, MeasuredHost host, IReadOnlyList<LoadUser> users)
    {
        if (host.Process is not { } process)
        {
            throw new UnexpectedException("auth", "a host of our own, whose processor time can be read", $"{host.Url}");
        }

        var idle = await IdleShareAsync(() => process.ProcessorTime);
        var hasher = new PasswordHasher<object>(Options.Create(new PasswordHasherOptions { IterationCount = Iterations }));
        var hash = hasher.HashPassword(Nobody, users[0].Password);
        var (signIns, hashes, ratios) = (new List<double>(), new List<double>(), new List<double>());
        for (var round = 0; round < Rounds; round++)
        {
            var (watch, before) = (Stopwatch.StartNew(), process.ProcessorTime);
            for (var i = 0; i < PerRound; i++)
            {
                var user = users[((round * PerRound) + i) % users.Count];
                (await api.PostAsync("api/v1/auth/login", new JsonObject { ["email"] = user.Email, ["password"] = user.Password })).Expect(200);
            }

            var signIn = (process.ProcessorTime - before - (idle * watch.Elapsed)) / PerRound;
            before = Own();
            for (var i = 0; i < PerRound; i++)
            {
                hasher.VerifyHashedPassword(Nobody, hash, users[0].Password);
            }

            var bare = (Own() - before) / PerRound;
            signIns.Add(signIn.TotalMilliseconds);
            hashes.Add(bare.TotalMilliseconds);
            ratios.Add(signIn / bare);
        }

        return (Median(ratios), Median(signIns), Median(hashes));
    }

    /// <summary>The share of a processor that the host uses for its timers when nobody asks anything.</summary>
    private static async Task<double> IdleShareAsync(Func<TimeSpan> used)
    {
        var (watch, before) = (Stopwatch.StartNew(), used());
        await Task.Delay(IdleLook);
        return (used() - before) / watch.Elapsed;
    }

    private static TimeSpan Own()
    {
        using var self = Process.GetCurrentProcess();
        return self.TotalProcessorTime;
    }

    private static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);
}
