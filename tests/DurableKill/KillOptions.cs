using System.Globalization;

namespace CryptoVault.DurableKill;

/// <summary>How much is run and how often the process is killed.</summary>
public sealed record KillOptions
{
    /// <summary>Orchestrations.</summary>
    public int Stories { get; init; } = 500;

    /// <summary>Kills, by SIGKILL.</summary>
    public int Kills { get; init; } = 50;

    /// <summary>Of the times at which it is killed.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>Reads the command line; false when something in it is unknown.</summary>
    public static bool TryParse(string[] arguments, out KillOptions options)
    {
        options = new KillOptions();
        for (var i = 0; i < arguments.Length; i += 2)
        {
            if (i + 1 == arguments.Length || !int.TryParse(arguments[i + 1], NumberStyles.None, CultureInfo.InvariantCulture, out var value))
            {
                return false;
            }

            switch (arguments[i])
            {
                case "--stories":
                    options = options with { Stories = value };
                    break;
                case "--kills":
                    options = options with { Kills = value };
                    break;
                case "--seed":
                    options = options with { Seed = value };
                    break;
                default:
                    return false;
            }
        }

        return true;
    }
}
