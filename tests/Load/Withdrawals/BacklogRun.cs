using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using CryptoVault.DemoPlayer.Client;
using CryptoVault.LocalProcess;

namespace CryptoVault.Load.Withdrawals;

/// <summary>
/// A host that was killed with very many mails and audit records in its queues and is started again: how long approved
/// withdrawals take to custody meanwhile, and how fast the queues empty.
/// </summary>
internal static partial class BacklogRun
{
    private const int Approvals = 8;
    private const double MostResumedMs = 2_000;
    private static readonly string[] Queues = ["mail", "audit"];
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(4);

    public static async Task<int> RunAsync(LoadOptions options)
    {
        using var own = new TemporaryFolder();
        var folder = options.DataFolder ?? own.Path;
        var port = HostProcess.FreePort();
        if (options.DataFolder is null)
        {
            await PendingQueue.SeedAsync(options, folder, port);
        }

        await Backlog.AddAsync(folder, options.Backlog);
        await using var host = await HostProcess.StartAsync(Repository.HostAssembly, folder, port);
        var watch = Stopwatch.StartNew();
        using var api = new Api(host.Url);
        var rita = await PendingQueue.SignInAsync(api);
        var (resumed, least) = (new List<double>(), int.MaxValue);
        for (var i = 0; i < Approvals; i++)
        {
            var took = await PendingQueue.ApproveOneAsync(api, rita, folder, options.Seed + i);
            var left = await LengthAsync(api);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"approved {took.TotalMilliseconds:F0} ms to custody, {left:N0} messages left {watch.Elapsed.TotalSeconds:F1} s after the start"));
            resumed.Add(took.TotalMilliseconds);
            least = Math.Min(least, left);
        }

        while (await LengthAsync(api) is var left && left > 0)
        {
            if (watch.Elapsed > Patience)
            {
                throw new UnexpectedException("The queues", "empty", $"{left}");
            }

            await Task.Delay(100);
        }

        var perSecond = options.Backlog / watch.Elapsed.TotalSeconds;
        await host.Process.StopAsync();
        Figures.Print(
            ("resumedMs", Math.Round(resumed[0])), ("longestMs", Math.Round(resumed.Max())), ("backlog", options.Backlog), ("backlogAfterApprovals", least),
            ("messagesPerSecond", Math.Round(perSecond)), ("startSeconds", Math.Round(host.StartTime.TotalSeconds, 2)));
        return resumed.Max() < MostResumedMs ? 0 : 1;
    }

    private static async Task<int> LengthAsync(Api api)
    {
        var length = 0;
        foreach (var queue in Queues)
        {
            var page = (await api.GetAsync($"dev/queues/{queue}")).Expect(200).Text;
            length += int.Parse(Length().Match(page).Groups[1].ValueSpan, CultureInfo.InvariantCulture);
        }

        return length;
    }

    [GeneratedRegex("<p>([0-9]+) messages,")]
    private static partial Regex Length();
}
