using CryptoVault.LocalRuntime.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;

namespace CryptoVault.LocalHost;

/// <summary>Where logs go: readable lines on a terminal, one JSON object a line when the output is collected.</summary>
internal static class Logs
{
    public static void Add(ILoggingBuilder logging, HostJson hostJson, bool quiet)
    {
        if (quiet)
        {
            logging.SetMinimumLevel(LogLevel.Warning);
        }
        else
        {
            hostJson.SetLevels(logging);
        }

        logging.AddFilter("Microsoft", LogLevel.Warning);
        logging.AddFilter("System", LogLevel.Warning);

        // A start that fails says so itself, in one sentence and without a stack.
        logging.AddFilter("Microsoft.Extensions.Hosting", LogLevel.None);
        logging.AddFilter("Microsoft.AspNetCore.Hosting.Diagnostics", LogLevel.None);
        if (Console.IsOutputRedirected)
        {
            logging.AddJsonConsole(console =>
            {
                console.IncludeScopes = true;
                console.UseUtcTimestamp = true;
                console.TimestampFormat = "yyyy-MM-dd'T'HH:mm:ss.fff'Z'";
            });
        }
        else
        {
            logging.AddSimpleConsole(console =>
            {
                console.SingleLine = true;
                console.IncludeScopes = true;
                console.TimestampFormat = "HH:mm:ss.fff ";
                console.ColorBehavior = LoggerColorBehavior.Default;
            });
        }
    }
}
