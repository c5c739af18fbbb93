using System.Globalization;
using System.Net;

namespace CryptoVault.LocalHost;

/// <summary>What the command line asks for.</summary>
internal sealed record HostOptions
{
    public const int DefaultPort = 7071;

    public const string Usage = """
        Runs the whole exchange in this process.

          dotnet run -c Release --project src/LocalHost [-- options]

          --port N          port to listen on (default 7071; 0 picks a free one)
          --listen ADDRESS  address to listen on (default 127.0.0.1; any other needs --empty)
          --data DIR        data folder (default .data in the current folder); kept between runs
          --empty           no demo users, markets or history
          --reset           deletes the data folder's contents first
          --shared          other hosts with --shared may run on the same data folder beside this one
          --backup FILE     copies the data folder's contents to a file, also while a host runs on it, then ends
          --restore FILE    brings a backup back into a data folder that holds no database, then ends
          --rotate-keys     puts a new key-encryption key in force, also while a host runs, then ends
          --verify-liability-proof FILE
                            checks an answer of GET /api/v1/wallet/liability-proof: 0 if it holds, 4 if not, then ends
          --load-users N    adds N funded users for load tests (loopback only)
          --pending-approvals N
                            adds N withdrawals of the load users that wait for approval (with --load-users)
          --demo            plays a whole day against a host of its own on a free port, then stops
          --demo --url URL [--resume]
                            plays, or goes on playing, against a running host (needs its --data)
          --help            this text
        """;

    public IPAddress Address { get; init; } = IPAddress.Loopback;

    public int Port { get; init; } = DefaultPort;

    public string DataFolder { get; init; } = Path.GetFullPath(".data");

    public bool HasDataFolder { get; init; }

    public bool Empty { get; init; }

    public bool Reset { get; init; }

    /// <summary>Several hosts run on the data folder: nothing that others write is taken for unchanged.</summary>
    public bool Shared { get; init; }

    /// <summary>Where to write a backup; null when none is asked for.</summary>
    public string? Backup { get; init; }

    /// <summary>A new key-encryption key is to be put in force.</summary>
    public bool RotateKeys { get; init; }

    /// <summary>The backup to restore; null when none is asked for.</summary>
    public string? Restore { get; init; }

    /// <summary>The proof of liabilities to check; null when none is to be.</summary>
    public string? LiabilityProof { get; init; }

    public int LoadUsers { get; init; }

    public int PendingApprovals { get; init; }

    public bool Demo { get; init; }

    public Uri? Url { get; init; }

    public bool Resume { get; init; }

    public bool Help { get; init; }

    /// <summary>Reads the arguments; the text says what is wrong with them, or is null.</summary>
    public static (HostOptions Options, string? Problem) Parse(IReadOnlyList<string> arguments)
    {
        var options = new HostOptions();
        for (var i = 0; i < arguments.Count; i++)
        {
            var name = arguments[i];
            string? problem = null;
            switch (name)
            {
                case "--empty": options = options with { Empty = true }; break;
                case "--reset": options = options with { Reset = true }; break;
                case "--shared": options = options with { Shared = true }; break;
                case "--demo": options = options with { Demo = true }; break;
                case "--resume": options = options with { Resume = true }; break;
                case "--rotate-keys": options = options with { RotateKeys = true }; break;
                case "--help" or "-h": options = options with { Help = true }; break;
                case "--port" or "--listen" or "--data" or "--url" or "--load-users" or "--pending-approvals" or "--backup" or "--restore" or "--verify-liability-proof":
                    if (++i >= arguments.Count)
                    {
                        return (options, $"{name} needs a value.");
                    }

                    (options, problem) = options.WithValue(name, arguments[i]);
                    break;
                default:
                    return (options, $"Unknown option '{name}'.");
            }

            if (problem is not null)
            {
                return (options, problem);
            }
        }

        return (options, options.Contradiction());
    }

    private (HostOptions Options, string? Problem) WithValue(string name, string value)
    {
        switch (name)
        {
            case "--port":
                return int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port <= 65535
                    ? (this with { Port = port }, null)
                    : (this, $"--port takes a number from 0 to 65535, not '{value}'.");
            case "--listen":
                return IPAddress.TryParse(value, out var address)
                    ? (this with { Address = address }, null)
                    : (this, $"--listen takes an IP address, not '{value}'.");
            case "--load-users":
                return int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var users) && users is > 0 and <= 10_000
                    ? (this with { LoadUsers = users }, null)
                    : (this, $"--load-users takes a number from 1 to 10000, not '{value}'.");
            case "--pending-approvals":
                return int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var pending) && pending is > 0 and <= 1_000_000
                    ? (this with { PendingApprovals = pending }, null)
                    : (this, $"--pending-approvals takes a number from 1 to 1000000, not '{value}'.");
            case "--backup":
                return (this with { Backup = Path.GetFullPath(value) }, null);
            case "--verify-liability-proof":
                return (this with { LiabilityProof = Path.GetFullPath(value) }, null);
            case "--restore":
                return (this with { Restore = Path.GetFullPath(value) }, null);
            case "--url":
                return Uri.TryCreate(value, UriKind.Absolute, out var url) && url.Scheme is "http" or "https"
                    ? (this with { Url = url }, null)
                    : (this, $"--url takes an http(s) address, not '{value}'.");
            default:
                return (this with { DataFolder = Path.GetFullPath(value), HasDataFolder = true }, null);
        }
    }

    private string? Contradiction()
    {
        if (!IPAddress.IsLoopback(Address) && !Demo)
        {
            if (!Empty)
            {
                return $"Demo users have known passwords, so they are refused on {Address}, which others can reach. Add --empty, or listen on 127.0.0.1.";
            }

            if (LoadUsers > 0)
            {
                return $"Load users have known passwords, so they are refused on {Address}, which others can reach.";
            }
        }

        if ((Backup is not null || Restore is not null) && (Demo || (Backup is not null && (Restore is not null || Reset))))
        {
            return "--backup goes with --data alone, --restore with --data and --reset.";
        }

        if (PendingApprovals > 0 && LoadUsers == 0)
        {
            return "--pending-approvals are those of load users: add --load-users.";
        }

        if (Shared && (Reset || Demo))
        {
            return "--shared does not go with --reset or --demo.";
        }

        if ((Url is not null || Resume) && !Demo)
        {
            return "--url and --resume go with --demo.";
        }

        return null;
    }
}
