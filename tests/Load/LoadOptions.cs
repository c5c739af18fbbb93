using System.Globalization;

namespace CryptoVault.Load;

/// <summary>What the command line asks for.</summary>
/// <param name="Command">orders, ticker, streams, kill, auth, fuzz, withdrawals, backlog or baseline.</param>
/// <param name="Seconds">How long to measure.</param>
/// <param name="Users">How many customers place orders.</param>
/// <param name="Connections">How many connections read.</param>
/// <param name="Host">A running host; a host is started when there is none.</param>
/// <param name="DataFolder">The running host's data folder, where its load users' credentials are.</param>
/// <param name="Port">The port that the baseline listens on.</param>
/// <param name="Rounds">How often the host is killed.</param>
/// <param name="Seed">Of the times at which it is.</param>
internal sealed record LoadOptions(string Command, int Seconds, int Users, int Connections, Uri? Host, string? DataFolder, int Port, int Rounds, int Seed)
{
    public const int WarmUpSeconds = 3;

    /// <summary>How many withdrawals are asked for a second.</summary>
    public int Rate { get; private init; } = 60;

    /// <summary>How many withdrawals wait for approval.</summary>
    public int Pending { get; private init; }

    /// <summary>How many messages wait in the queues when the host with the pending approvals is started again.</summary>
    public int Backlog { get; private init; } = 50_000;

    public const string Usage = """
        Load programs; the last line that each prints is JSON.
          orders --seconds 20 [--users 100]        durable orders per second, over HTTP, by signed-in customers
          ticker --seconds 10 [--connections 32]   ticker reads per second, and the ratio to an empty MapGet process
          streams --connections 5000 [--seconds 20] time from an event to each of so many connections, ten events a second
          kill --rounds 50 [--users 40] [--seed 1] kills the host under mixed load and looks for everything acknowledged
          auth --seconds 10 [--users 200]          sign-ins against the bare hash, refreshes and profile reads per second, orders under a flood of sign-ins
          fuzz --minutes 5 [--seed 1]              broken and right requests to every route as everybody; looks for server errors and leaks
          withdrawals --seconds 10 [--rate 60] [--users 200] [--pending 100000] [--seed 1]
                                                   withdrawals per second from the request to custody; queue, start and resumption with so many pending
                                                   (--data DIR: those of a folder that a host was started on before, with --pending-approvals N)
          backlog [--backlog 50000] [--pending 2000] [--data DIR] [--seed 1]
                                                   approved withdrawals behind so many mails and audit records that a killed host left in its queues
        A host is started on a temporary data folder. To measure a running one (started with --load-users N):
          --url URL --data DIR
        """;

    private static readonly string[] Commands = ["orders", "ticker", "streams", "kill", "auth", "fuzz", "withdrawals", "backlog", "baseline"];

    /// <summary>Reads the command line.</summary>
    /// <exception cref="ArgumentException">It cannot be understood.</exception>
    public static LoadOptions Parse(IReadOnlyList<string> arguments)
    {
        if (arguments.Count == 0 || !Commands.Contains(arguments[0]))
        {
            throw new ArgumentException("Which load program?");
        }

        var options = new LoadOptions(
            arguments[0], 10, arguments[0] switch { "kill" => 40, "auth" or "withdrawals" => 200, _ => 100 }, arguments[0] == "streams" ? 5_000 : 32, null, null, 0, 50, 1)
        {
            Pending = arguments[0] == "backlog" ? 2_000 : 100_000,
        };
        for (var i = 1; i < arguments.Count; i += 2)
        {
            if (i + 1 == arguments.Count)
            {
                throw new ArgumentException($"{arguments[i]} needs a value.");
            }

            options = options.With(arguments[i], arguments[i + 1]);
        }

        return options.Host is null || options.DataFolder is not null || options.Command is not ("orders" or "auth")
            ? options
            : throw new ArgumentException("--url needs --data, where the credentials of the load users are.");
    }

    private LoadOptions With(string name, string value) => name switch
    {
        "--seconds" => this with { Seconds = Number(name, value, 1, 3600) },
        "--minutes" => this with { Seconds = 60 * Number(name, value, 1, 600) },
        "--users" => this with { Users = Number(name, value, 1, 10_000) },
        "--connections" => this with { Connections = Number(name, value, 1, 20_000) },
        "--rounds" => this with { Rounds = Number(name, value, 1, 100_000) },
        "--rate" => this with { Rate = Number(name, value, 1, 10_000) },
        "--pending" => this with { Pending = Number(name, value, 1, 1_000_000) },
        "--backlog" => this with { Backlog = Number(name, value, 1, 10_000_000) },
        "--seed" => this with { Seed = Number(name, value, 0, int.MaxValue) },
        "--port" => this with { Port = Number(name, value, 1, 65535) },
        "--data" => this with { DataFolder = Path.GetFullPath(value) },
        "--url" => this with { Host = Uri.TryCreate(value.TrimEnd('/') + "/", UriKind.Absolute, out var url) ? url : throw new ArgumentException($"'{value}' is no URL.") },
        _ => throw new ArgumentException($"Unknown option '{name}'."),
    };

    private static int Number(string name, string text, int least, int most) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most
            ? number
            : throw new ArgumentException($"{name} takes a number from {least} to {most}.");
}
