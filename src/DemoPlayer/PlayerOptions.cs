using System.Globalization;

namespace CryptoVault.DemoPlayer;

/// <summary>What the command line asks for.</summary>
/// <param name="Host">The host to play against.</param>
/// <param name="DataFolder">The host's data folder: mails and set-up code are read there; state and journal are kept there.</param>
/// <param name="Resume">Goes on with the play that the data folder holds.</param>
/// <param name="CheckOnly">Plays nothing; checks that everything acknowledged so far is there.</param>
/// <param name="Patience">How long to wait for a condition, or for a host that went away.</param>
internal sealed record PlayerOptions(Uri Host, string DataFolder, bool Resume, bool CheckOnly, TimeSpan Patience)
{
    public const string Usage = """
        Plays a day on a running CryptoVault host, over HTTP only.
          --url URL           the host (default http://127.0.0.1:7071)
          --data DIR          its data folder: mails, set-up code, this player's state (default .data)
          --resume            goes on with the play that the folder holds
          --check             only checks that everything acknowledged so far is there
          --patience SECONDS  longest wait for anything (default 60)
        """;

    /// <summary>Reads the command line.</summary>
    /// <exception cref="ArgumentException">It cannot be understood.</exception>
    public static PlayerOptions Parse(IReadOnlyList<string> arguments)
    {
        var options = new PlayerOptions(new Uri("http://127.0.0.1:7071"), Path.GetFullPath(".data"), false, false, TimeSpan.FromSeconds(60));
        for (var i = 0; i < arguments.Count; i++)
        {
            options = arguments[i] switch
            {
                "--url" => options with { Host = UrlOf(Value(arguments, ref i)) },
                "--data" => options with { DataFolder = Path.GetFullPath(Value(arguments, ref i)) },
                "--patience" => options with { Patience = SecondsOf(Value(arguments, ref i)) },
                "--resume" => options with { Resume = true },
                "--check" => options with { CheckOnly = true },
                _ => throw new ArgumentException($"Unknown option '{arguments[i]}'."),
            };
        }

        return options;
    }

    private static string Value(IReadOnlyList<string> arguments, ref int position) =>
        ++position < arguments.Count ? arguments[position] : throw new ArgumentException($"{arguments[position - 1]} needs a value.");

    private static Uri UrlOf(string text) =>
        Uri.TryCreate(text.TrimEnd('/') + "/", UriKind.Absolute, out var url) && url.Scheme is "http" or "https"
            ? url
            : throw new ArgumentException($"'{text}' is no http(s) URL.");

    private static TimeSpan SecondsOf(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) && seconds is > 0 and <= 3600
            ? TimeSpan.FromSeconds(seconds)
            : throw new ArgumentException($"'{text}' is no number of seconds from 1 to 3600.");
}
