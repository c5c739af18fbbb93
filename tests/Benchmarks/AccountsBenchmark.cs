using System.Diagnostics;
using System.Globalization;
using CryptoVault.Accounts;
using CryptoVault.Accounts.Access;
using CryptoVault.Accounts.Passwords;
using CryptoVault.Accounts.Registration;
using CryptoVault.Accounts.Devices;
using CryptoVault.Accounts.Sessions;
using CryptoVault.Accounts.SignIn;
using CryptoVault.Adapters.Files;
using CryptoVault.Adapters.Sqlite;
using CryptoVault.Hosting;
using CryptoVault.Ids;
using CryptoVault.Messaging;
using CryptoVault.Security;
using CryptoVault.Storage;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace CryptoVault.Benchmarks;

/// <summary>What accounts cost in process, on the embedded store: the check of every request, refresh, sign-in beside its hash.</summary>
internal static class AccountsBenchmark
{
    private const int Users = 64;
    private const string Password = "correct-Horse-7";
    private static readonly DeviceTraits Device = new("benchmark");

    public static async Task<int> RunAsync()
    {
        var folder = Directory.CreateTempSubdirectory("cryptovault-accounts-").FullName;
        try
        {
            await using var services = Compose(folder);
            var users = await ProvisionAsync(services);
            var check = await CheckAsync(services, users);
            var refreshes = await RefreshAsync(services, users);
            var ratio = await SignInAsync(services, users);
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $$"""{"checkMicroseconds":{{check:F3}},"refreshPerSecond":{{refreshes:F0}},"signInToHashRatio":{{ratio:F3}}}"""));
            return 0;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static ServiceProvider Compose(string folder)
    {
        var services = new ServiceCollection();
        services.AddSingleton(TimeProvider.System);
        services.AddSingleton(typeof(ILogger<>), typeof(NullLogger<>));
        services.AddSingleton<IIds, UuidV7Ids>();
        services.AddSqliteStore(new SqliteStoreOptions { File = Path.Combine(folder, "bench.db"), Containers = ContainerCatalog.Product });
        services.AddSingleton<IMessageBus, NoBus>();
        services.AddSingleton(new PartitionOptions { ExclusiveProcess = true });
        services.AddSingleton<Partitions>();
        services.AddSingleton<IKeyRing>(_ => KeyRingFile.Open(Path.Combine(folder, "keys.json"), TimeProvider.System, new SystemRandomness()));
        services.AddSingleton<IServiceKeys>(_ => ServiceKeysFile.Open(Path.Combine(folder, "service-keys.json"), TimeProvider.System, new SystemRandomness()));
        services.AddAccounts(new ConfigurationBuilder().Build());
        return services.BuildServiceProvider();
    }

    private static async Task<IReadOnlyList<string>> ProvisionAsync(IServiceProvider services)
    {
        var hash = (await services.GetRequiredService<PasswordHashing>().HashAsync(Password)).Value;
        var emails = new List<string>();
        for (var i = 0; i < Users; i++)
        {
            if (!EmailAddress.TryParse($"user{i}@example.com", out var email))
            {
                throw new InvalidOperationException("No address.");
            }

            await services.GetRequiredService<ProvisionAccount>().ExecuteAsync(new NewAccount(email, hash, "DE", RoleSet.Of(Role.Customer), DateTimeOffset.UtcNow));
            emails.Add(email.Value);
        }

        return emails;
    }

    private static async Task<double> CheckAsync(IServiceProvider services, IReadOnlyList<string> users)
    {
        var token = (await SignInOnceAsync(services, users[0])).AccessToken;
        var access = services.GetRequiredService<IAccessCheck>();
        await access.CheckAsync(token, false, default);
        var rounds = new List<double>();
        for (var round = 0; round < 15; round++)
        {
            const int Checks = 100_000;
            var watch = Stopwatch.StartNew();
            for (var i = 0; i < Checks; i++)
            {
                var check = access.CheckAsync(token, false, default);
                if (!check.IsCompletedSuccessfully || !(await check).IsSuccess)
                {
                    throw new InvalidOperationException("The check is not remembered.");
                }
            }

            rounds.Add(watch.Elapsed.TotalMicroseconds / Checks);
        }

        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"remembered token: {Median(rounds):F3} us a check (median of {rounds.Count} rounds)"));
        return Median(rounds);
    }

    private static async Task<double> RefreshAsync(IServiceProvider services, IReadOnlyList<string> users)
    {
        var refresh = services.GetRequiredService<RefreshSession>();
        var tokens = new string[users.Count];
        for (var i = 0; i < tokens.Length; i++)
        {
            tokens[i] = (await SignInOnceAsync(services, users[i])).RefreshToken;
        }

        var done = 0;
        var watch = Stopwatch.StartNew();
        await Task.WhenAll(tokens.Select(async (token, _) =>
        {
            while (watch.Elapsed < TimeSpan.FromSeconds(5))
            {
                token = (await refresh.ExecuteAsync(token, Device)).Value.RefreshToken;
                Interlocked.Increment(ref done);
            }
        }));
        var rate = done / watch.Elapsed.TotalSeconds;
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"refresh: {rate:F0}/s over {users.Count} sessions"));
        return rate;
    }

    private static async Task<double> SignInAsync(IServiceProvider services, IReadOnlyList<string> users)
    {
        var hashing = services.GetRequiredService<PasswordHashing>();
        var hash = (await hashing.HashAsync(Password)).Value;
        var hashes = new List<double>();
        var signIns = new List<double>();
        for (var i = 0; i < 30; i++)
        {
            var watch = Stopwatch.StartNew();
            await hashing.CheckAsync(Password, hash);
            hashes.Add(watch.Elapsed.TotalMilliseconds);
            watch.Restart();
            await SignInOnceAsync(services, users[i % users.Count]);
            signIns.Add(watch.Elapsed.TotalMilliseconds);
        }

        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"hash {Median(hashes):F1} ms, sign-in {Median(signIns):F1} ms (medians)"));
        return Median(signIns) / Median(hashes);
    }

    private static async Task<SignedIn> SignInOnceAsync(IServiceProvider services, string email)
    {
        var signedIn = await services.GetRequiredService<SignInWithPassword>().ExecuteAsync(new SignInCommand(email, Password, Device));
        return (SignedIn)signedIn.Value;
    }

    private static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);

    private sealed class NoBus : IMessageBus
    {
        public ValueTask PublishAsync(OutboxItem item, CancellationToken cancellation = default) => ValueTask.CompletedTask;
    }
}
