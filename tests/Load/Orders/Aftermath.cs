using System.Diagnostics;
using System.Text.Json.Nodes;
using CryptoVault.DemoPlayer.Client;
using CryptoVault.Load.Generator;

namespace CryptoVault.Load.Orders;

/// <summary>What is looked at after the load: every acknowledged order, the settlement's backlog, the ledger's invariants.</summary>
internal sealed class Aftermath(Api api, MeasuredHost host)
{
    private const string DemoAdmin = "adam@demo.cryptovault.test";
    private const string DemoPassword = "demo-Passphrase-1";
    private const string DemoSecret = "DEMODEMODEMODEMODEMODEMODEMODEMO";
    private const int StatusTooMany = 429;
    private static readonly TimeSpan LimitPause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan DrainLimit = TimeSpan.FromSeconds(30);

    private string adminToken = "";

    public async Task SignInAdminAsync()
    {
        var answer = await api.SignInAsync(DemoAdmin, DemoPassword, new Authenticator(DemoSecret));
        adminToken = answer.Expect(200)["accessToken"];
    }

    /// <summary>Waits until no transfer is open.</summary>
    /// <returns>How long that took, and how many were open at first.</returns>
    /// <exception cref="UnexpectedException">The ledger is not sound, or the backlog does not go.</exception>
    public async Task<(TimeSpan Took, long AtFirst)> DrainAsync()
    {
        var watch = Stopwatch.StartNew();
        long? atFirst = null;
        while (true)
        {
            var report = (await api.GetAsync("api/v1/admin/ledger/verify", adminToken)).Expect(200);
            var open = long.Parse(report["openTransferCount"], System.Globalization.CultureInfo.InvariantCulture);
            atFirst ??= open;
            if (report["isSound"] != "true" || (open > 0 && watch.Elapsed > DrainLimit))
            {
                throw new UnexpectedException("The ledger after the load", "sound and settled", report.Text);
            }

            if (open == 0)
            {
                Console.WriteLine($"ledger   sound: {report["postings"]} postings, {report["holds"]} holds in {report["partitions"]} partitions; {atFirst} transfers were open at the first look, none after {watch.Elapsed.TotalSeconds:F1} s");
                return (watch.Elapsed, atFirst.Value);
            }

            await Task.Delay(100);
        }
    }

    /// <summary>Reads every acknowledged order again.</summary>
    /// <returns>How many are not there, or not answered by the engine.</returns>
    public async Task<int> CountMissingAsync(IReadOnlyList<OrderWorker> workers)
    {
        var missing = await Task.WhenAll(workers.Select(worker => Task.Run(() => CountMissingAsync(worker))));
        return missing.Sum();
    }

    private async Task<int> CountMissingAsync(OrderWorker worker)
    {
        using var connection = new RawConnection(host.EndPoint);
        await connection.ConnectAsync();
        var missing = 0;
        foreach (var id in worker.Acknowledged)
        {
            var status = await connection.SendAsync(worker.User.ReadRequest(id));
            while (status == StatusTooMany)
            {
                await Task.Delay(LimitPause); // the limit per user holds here, too
                status = await connection.SendAsync(worker.User.ReadRequest(id));
            }

            missing += status == 200 && IsAnswered(connection.Body, id) ? 0 : 1;
        }

        return missing;
    }

    private static bool IsAnswered(ReadOnlySpan<byte> order, Guid id) =>
        order.IndexOf(System.Text.Encoding.ASCII.GetBytes($"\"orderId\":\"{id}\"")) >= 0
        && order.IndexOf("\"status\":\"pending_new\""u8) < 0
        && order.IndexOf("\"status\":\"rejected\""u8) < 0;
}
