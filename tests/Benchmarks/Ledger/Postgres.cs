using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;

namespace CryptoVault.Benchmarks.Ledger;

/// <summary>
/// PostgreSQL from the distribution, with its own settings, on the same disk: the classic double-entry transaction (two
/// balance updates, two entries) driven by pgbench with prepared statements over 8 connections.
/// </summary>
internal sealed partial class Postgres : IDisposable
{
    private const int Accounts = 10_000;
    private const string Socket = "5544";

    private const string Schema = """
        CREATE TABLE accounts(id int PRIMARY KEY, balance numeric(38) NOT NULL CHECK (balance >= 0), version bigint NOT NULL DEFAULT 0);
        CREATE TABLE entries(id bigserial PRIMARY KEY, transfer bigint NOT NULL, account int NOT NULL, amount numeric(38) NOT NULL, balance numeric(38) NOT NULL, at timestamptz NOT NULL DEFAULT now());
        INSERT INTO accounts SELECT i, 1000000000 FROM generate_series(1, 10000) i;
        """;

    /// <summary>The lower account is locked first, so that two transfers never wait for each other.</summary>
    private const string Transfer = """
        \set a random(1, 10000)
        \set b (:a + random(1, 9999) - 1) % 10000 + 1
        \set one least(:a, :b)
        \set other greatest(:a, :b)
        \set amount random(1, 100)
        \set minus 0 - :amount
        \set transfer random(1, 9000000000000000000)
        BEGIN;
        UPDATE accounts SET balance = balance + (:minus)::numeric, version = version + 1 WHERE id = :one RETURNING balance AS left \gset
        UPDATE accounts SET balance = balance + (:amount)::numeric, version = version + 1 WHERE id = :other RETURNING balance AS right \gset
        INSERT INTO entries(transfer, account, amount, balance) VALUES (:transfer, :one, (:minus)::numeric, :left);
        INSERT INTO entries(transfer, account, amount, balance) VALUES (:transfer, :other, (:amount)::numeric, :right);
        COMMIT;
        """;

    private readonly string folder;
    private readonly string binaries;

    private Postgres(string folder, string binaries)
    {
        this.folder = folder;
        this.binaries = binaries;
    }

    /// <summary>Starts a cluster of its own in a folder; null when PostgreSQL is not installed.</summary>
    public static Postgres? Start(string folder)
    {
        const string Root = "/usr/lib/postgresql";
        var binaries = Directory.Exists(Root) ? Directory.GetDirectories(Root).Order(StringComparer.Ordinal).LastOrDefault() : null;
        if (binaries is null)
        {
            return null;
        }

        Directory.CreateDirectory(folder);
        if (Environment.UserName == "root")
        {
            Run("chown", "postgres", folder); // PostgreSQL does not run as root
        }

        var server = new Postgres(folder, Path.Combine(binaries, "bin"));
        server.RunAs("initdb", "-D", server.Data, "-U", "postgres", "--auth=trust");
        server.RunAs("pg_ctl", "-D", server.Data, "-w", "-l", Path.Combine(folder, "log"), "-o", $"-p {Socket} -k {folder} -h ''", "start");
        server.Query(Schema);
        return server;
    }

    /// <summary>The settings that matter, as the server says them.</summary>
    public string Settings() => string.Join(", ", new[] { "server_version", "synchronous_commit", "fsync", "wal_sync_method", "shared_buffers", "full_page_writes", "max_connections" }
        .Select(name => $"{name}={Query($"SHOW {name}").Trim()}"));

    /// <summary>Transfers per second.</summary>
    public double Measure(int seconds)
    {
        var script = Path.Combine(folder, "transfer.sql");
        File.WriteAllText(script, Transfer);
        var output = RunAs(
            "pgbench", "-h", folder, "-p", Socket, "-U", "postgres", "-n", "-M", "prepared", "-c", "8", "-j", "2", "-T", $"{seconds}", "-f", script, "postgres");
        var match = Rate().Match(output);
        return match.Success
            ? double.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture)
            : throw new InvalidOperationException($"pgbench said no rate:\n{output}");
    }

    /// <summary>Throws unless the books balance.</summary>
    public void Check()
    {
        var found = Query($"SELECT (SELECT sum(amount) FROM entries) || ' ' || (SELECT sum(balance) FROM accounts)").Trim();
        if (found != $"0 {Accounts * 1_000_000_000L}")
        {
            throw new InvalidOperationException($"PostgreSQL's books do not balance: {found}");
        }
    }

    public void Dispose() => RunAs("pg_ctl", "-D", Data, "-m", "immediate", "stop");

    private string Data => Path.Combine(folder, "data");

    private string Query(string sql) => RunAs("psql", "-h", folder, "-p", Socket, "-U", "postgres", "-q", "-t", "-A", "-v", "ON_ERROR_STOP=1", "-c", sql, "postgres");

    private string RunAs(string program, params string[] arguments)
    {
        var path = Path.Combine(binaries, program);
        return Environment.UserName == "root" ? Run("runuser", ["-u", "postgres", "--", path, .. arguments]) : Run(path, arguments);
    }

    private static string Run(string program, params string[] arguments)
    {
        // Output goes through a file: a server that pg_ctl starts would keep a pipe open.
        var output = Path.GetTempFileName();
        try
        {
            var start = new ProcessStartInfo("/bin/sh") { WorkingDirectory = "/" };
            foreach (var argument in new[] { "-c", "out=$1; shift; exec \"$@\" >>\"$out\" 2>&1 </dev/null", "sh", output, program }.Concat(arguments))
            {
                start.ArgumentList.Add(argument);
            }

            using var process = Process.Start(start)!;
            process.WaitForExit();
            var text = File.ReadAllText(output);
            return process.ExitCode == 0 ? text : throw new InvalidOperationException($"{program} ended with {process.ExitCode}:\n{text}");
        }
        finally
        {
            File.Delete(output);
        }
    }

    [GeneratedRegex(@"tps = ([0-9.]+) \(without initial connection time\)")]
    private static partial Regex Rate();
}
